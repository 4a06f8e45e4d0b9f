package io.github.timm4j.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One call of a libtorch operator: tensors are {@code t0, t1, …}, everything else is a literal baked into the call, so that
 * two calls with other literals are two operators.
 *
 * @param function the TorchScript name, for example {@code torch.silu}
 * @param arguments tensors and literals in the operator's order, for example {@code t0} or {@code [2, 3]}
 * @param arity number of tensors
 */
public record AtenOp(String function, List<String> arguments, int arity) {

    /** Keeps an immutable copy of the arguments. */
    public AtenOp {
        arguments = List.copyOf(arguments);
    }

    /**
     * An operator of one tensor with trailing literals.
     *
     * @param name operator name without {@code torch.}
     * @param literals arguments after the tensor: numbers, booleans, strings of TorchScript, {@code long[]}
     * @return the operator
     */
    public static AtenOp unary(String name, Object... literals) {
        return of(name, 1, literals);
    }

    /**
     * An operator whose tensors come first.
     *
     * @param name operator name without {@code torch.}
     * @param arity number of tensors
     * @param literals arguments after the tensors
     * @return the operator
     */
    public static AtenOp of(String name, int arity, Object... literals) {
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < arity; i++) {
            arguments.add("t" + i);
        }
        for (Object literal : literals) {
            arguments.add(literal(literal));
        }
        return new AtenOp("torch." + name, arguments, arity);
    }

    /**
     * An operator whose tensors stand between literals.
     *
     * @param name operator name without {@code torch.}
     * @param arity number of tensors
     * @param arguments {@code "t0"} for tensors, everything else a literal
     * @return the operator
     */
    public static AtenOp mixed(String name, int arity, Object... arguments) {
        List<String> all = new ArrayList<>();
        for (Object argument : arguments) {
            all.add(literal(argument));
        }
        return new AtenOp("torch." + name, all, arity);
    }

    /**
     * The call as TorchScript.
     *
     * @param tensors what to write for each tensor
     * @return the expression
     */
    public String expression(List<String> tensors) {
        List<String> written = new ArrayList<>();
        for (String argument : arguments) {
            written.add(isTensor(argument) ? tensors.get(Integer.parseInt(argument.substring(1))) : argument);
        }
        return function + "(" + String.join(", ", written) + ")";
    }

    /**
     * Tells a tensor from a literal.
     *
     * @param argument one of {@link #arguments()}
     * @return true for {@code t0, t1, …}
     */
    public static boolean isTensor(String argument) {
        return argument.matches("t\\d+");
    }

    private static String literal(Object value) {
        if (value instanceof Boolean b) {
            return b ? "True" : "False";
        }
        if (value instanceof Double || value instanceof Float) {
            return real(((Number) value).doubleValue());
        }
        if (value instanceof long[] longs) {
            List<String> parts = new ArrayList<>();
            for (long l : longs) {
                parts.add(Long.toString(l));
            }
            return "[" + String.join(", ", parts) + "]";
        }
        return value.toString();
    }

    private static String real(double value) {
        String text = Double.toString(value).toLowerCase(Locale.ROOT);
        return text.contains("e") && !text.contains(".") ? text.replace("e", ".0e") : text;
    }
}
