package io.github.timm4j.compile;

import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What stands in the argument list of a recorded operator; {@link #text} writes it as TorchScript. */
sealed interface Argument permits Value, Argument.Items, Argument.Literal, Argument.BatchSize, Argument.Extent {
    /** As TorchScript. */
    String text();

    /** This argument with every value in it replaced. */
    default Argument map(UnaryOperator<Value> change) {
        return this;
    }

    /** The values in this argument. */
    default List<Value> values() {
        return List.of();
    }

    /** Whether it depends on the size of the input. */
    default boolean isOpen() {
        return false;
    }

    /** A list. */
    record Items(List<Argument> items) implements Argument {
        public Items {
            items = List.copyOf(items);
        }

        static Items of(long... numbers) {
            List<Argument> items = new ArrayList<>();
            for (long number : numbers) {
                items.add(Literal.of(number));
            }
            return new Items(items);
        }

        @Override
        public boolean isOpen() {
            return items.stream().anyMatch(Argument::isOpen);
        }

        @Override
        public String text() {
            return items.stream().map(Argument::text).collect(Collectors.joining(", ", "[", "]"));
        }

        @Override
        public Argument map(UnaryOperator<Value> change) {
            return new Items(items.stream().map(item -> item.map(change)).toList());
        }

        @Override
        public List<Value> values() {
            return items.stream().flatMap(item -> item.values().stream()).toList();
        }
    }

    /** A number, a truth value, nothing or a keyword with its value, as TorchScript writes it. */
    record Literal(String text) implements Argument {
        static final Literal NONE = new Literal("None");

        static Literal of(@Nullable Object value) {
            if (value == null) {
                return NONE;
            }
            if (value instanceof Boolean flag) {
                return new Literal(flag ? "True" : "False");
            }
            if (value instanceof Double || value instanceof Float) {
                return new Literal(real(value.toString()));
            }
            if (value instanceof DataType type) {
                return new Literal(Integer.toString(ScalarTypes.code(type)));
            }
            return new Literal(value.toString());
        }

        private static String real(String digits) {
            return switch (digits) {
                case "Infinity" -> "inf";
                case "-Infinity" -> "torch.neg(inf)";
                default -> digits.toLowerCase(Locale.ROOT);
            };
        }

        boolean isWhole() {
            return text.matches("-?\\d+");
        }

        long whole() {
            return Long.parseLong(text);
        }
    }

    /** A whole number that depends on the batch size: {@code factor * B + offset}. */
    record BatchSize(long factor, long offset) implements Argument {
        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public String text() {
            String product = factor == 1 ? "B" : "torch.mul(B, " + factor + ")";
            return offset == 0 ? product : "torch.add(" + product + ", " + offset + ")";
        }
    }

    /**
     * A whole number that depends on batch size {@code B} and on height and width, {@code h} and {@code w} steps above
     * the recorded ones: the sum of coefficients times products, which are 1, B, h, Bh, w, Bw, hw, Bhw.
     */
    record Extent(List<Long> coefficients) implements Argument {
        private static final List<String> FACTORS = List.of("B", "h", "w");

        public Extent {
            coefficients = List.copyOf(coefficients);
        }

        /** Its value somewhere. */
        long at(long batch, long h, long w) {
            long[] factors = {batch, h, w};
            long sum = 0;
            for (int i = 0; i < coefficients.size(); i++) {
                long term = coefficients.get(i);
                for (int d = 0; d < factors.length; d++) {
                    term *= (i >> d & 1) == 1 ? factors[d] : 1;
                }
                sum += term;
            }
            return sum;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public String text() {
            List<String> terms = new ArrayList<>();
            for (int i = 0; i < coefficients.size(); i++) {
                StringBuilder term = new StringBuilder(coefficients.get(i).toString());
                for (int d = 0; d < FACTORS.size(); d++) {
                    term.append((i >> d & 1) == 1 ? " * " + FACTORS.get(d) : "");
                }
                if (coefficients.get(i) != 0) {
                    terms.add(term.toString());
                }
            }
            return terms.isEmpty() ? "0" : String.join(" + ", terms);
        }
    }

    /** Splits a literal list, as a bridged operator writes it, into its items. */
    static Argument parse(String text) {
        if (!text.startsWith("[") || !text.endsWith("]")) {
            return new Literal(text);
        }
        String inner = text.substring(1, text.length() - 1).strip();
        if (inner.isEmpty()) {
            return new Items(List.of());
        }
        List<Argument> items = new ArrayList<>();
        for (String item : inner.split(",", -1)) {
            items.add(new Literal(item.strip()));
        }
        return new Items(items);
    }
}
