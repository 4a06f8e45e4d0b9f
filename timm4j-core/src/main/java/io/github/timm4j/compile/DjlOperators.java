package io.github.timm4j.compile;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.index.dim.NDIndexAll;
import ai.djl.ndarray.index.dim.NDIndexElement;
import ai.djl.ndarray.index.dim.NDIndexFixed;
import ai.djl.ndarray.index.dim.NDIndexSlice;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How DJL's array methods read as libtorch operators. */
final class DjlOperators {
    /** An operator and its arguments. */
    record Call(String op, List<Argument> arguments) {}

    /** Turns a method's arguments into a call. */
    @FunctionalInterface
    interface Rule {
        Call call(TracedArray self, Object[] arguments);
    }

    private static final Map<String, Rule> RULES = new HashMap<>();

    static {
        for (String name : List.of(
                "add", "sub", "mul", "div", "pow", "exp", "log", "sqrt", "abs", "neg", "sin", "cos", "tanh", "relu",
                "gelu", "sigmoid", "square", "ceil", "floor", "eq", "lt", "gt", "softmax", "reshape", "flip", "flatten",
                "tile", "sum", "mean", "maximum", "minimum", "erf")) {
            same(name, name);
        }
        same("gte", "ge");
        same("lte", "le");
        same("neq", "ne");
        same("matMul", "matmul");
        same("batchMatMul", "bmm");
        same("logSoftmax", "log_softmax");
        same("expandDims", "unsqueeze");
        same("broadcast", "expand");
        same("clip", "clamp");
        same("duplicate", "clone");
        same("stopGradient", "detach");
        same("pad", "constant_pad_nd");
        same("split", "split");
        same("get", "index");
        RULES.put("toType", (self, a) -> call("to", self.value(), of(self, a[0])));
        RULES.put("toDevice", (self, a) -> call("clone", self.value()));
        RULES.put("transpose", DjlOperators::transpose);
        RULES.put("squeeze", DjlOperators::squeeze);
        RULES.put("max", DjlOperators::max);
        RULES.put("concat", (self, a) -> joined("cat", self, a));
        RULES.put("stack", (self, a) -> joined("stack", self, a));
        RULES.put("dropout", (self, a) -> call("clone", of(self, a[0])));
        RULES.put("linear", (self, a) -> call("linear", all(self, a, 0, 1, 2)));
        RULES.put("convolution", DjlOperators::convolution);
        RULES.put("layerNorm", (self, a) -> call("layer_norm", all(self, a, 0, 1, 2, 3, 4)));
        RULES.put("batchNorm", DjlOperators::batchNorm);
        RULES.put(
                "maxPool",
                (self, a) -> call(
                        "max_pool2d",
                        self.value(),
                        of(self, a[0]),
                        of(self, a[1]),
                        of(self, a[2]),
                        Argument.Items.of(1, 1),
                        of(self, a[3])));
        RULES.put(
                "avgPool",
                (self, a) -> call(
                        "avg_pool2d",
                        self.value(),
                        of(self, a[0]),
                        of(self, a[1]),
                        of(self, a[2]),
                        of(self, a[3]),
                        of(self, a[4])));
    }

    private DjlOperators() {}

    /** The rule of a method, null where there is none; default methods are followed into those that they call. */
    static @Nullable Rule rule(Method method) {
        String name = method.getName();
        // DJL's own form of an equal split begins with an empty part; engines override it
        boolean equalSplit = name.equals("split") && method.getParameterCount() == 2;
        if (method.isDefault() && !equalSplit && !name.equals("get") && !name.equals("duplicate")) {
            return null;
        }
        Rule rule = RULES.get(name);
        return rule == null && name.endsWith("i") ? RULES.get(name.substring(0, name.length() - 1)) : rule;
    }

    /** Same arguments as DJL's method, the array first. */
    private static void same(String method, String op) {
        RULES.put(method, (self, a) -> {
            List<Argument> arguments = new ArrayList<>(List.of(self.value()));
            for (Object argument : a) {
                arguments.add(of(self, argument));
            }
            return new Call("torch." + op, arguments);
        });
    }

    private static Argument of(TracedArray self, @Nullable Object argument) {
        return self.tracer().argument(argument);
    }

    private static Argument[] all(TracedArray self, Object[] a, int... places) {
        return Arrays.stream(places).mapToObj(place -> of(self, a[place])).toArray(Argument[]::new);
    }

    private static Call call(String op, Argument... arguments) {
        return new Call("torch." + op, List.of(arguments));
    }

    private static Call convolution(TracedArray self, Object[] a) {
        int axes = ((NDArray) a[1]).getShape().dimension() - 2;
        return call("conv" + axes + "d", all(self, a, 0, 1, 2, 3, 4, 5, 6));
    }

    private static Call transpose(TracedArray self, Object[] a) {
        if (a.length > 0) {
            return call("permute", self.value(), of(self, a[0]));
        }
        int rank = self.array().getShape().dimension();
        long[] reversed = new long[rank];
        Arrays.setAll(reversed, i -> rank - 1 - i);
        return call("permute", self.value(), Argument.Items.of(reversed));
    }

    private static Call squeeze(TracedArray self, Object[] a) {
        int[] axes = (int[]) a[0];
        if (axes.length != 1) {
            throw new CompileException("squeeze of several axes in " + Tracer.where() + " cannot be recorded");
        }
        return call("squeeze", self.value(), Argument.Literal.of(axes[0]));
    }

    private static Call max(TracedArray self, Object[] a) {
        Object[] axes = a.length == 0 ? new Object[] {new int[0], false} : a;
        return call("amax", self.value(), of(self, axes[0]), of(self, axes[1]));
    }

    private static Call joined(String op, TracedArray self, Object[] a) {
        List<Argument> items = new ArrayList<>(List.of(self.value()));
        ((NDList) a[0]).forEach(array -> items.add(of(self, array)));
        return call(op, new Argument.Items(items), of(self, a[1]));
    }

    private static Call batchNorm(TracedArray self, Object[] a) {
        if ((Boolean) a[8]) {
            throw new CompileException(Tracer.where() + " trains");
        }
        Argument[] tensors = all(self, a, 0, 3, 4, 1, 2);
        List<Argument> arguments = new ArrayList<>(Arrays.asList(tensors));
        arguments.addAll(List.of(
                Argument.Literal.of(false), Argument.Literal.of(0.1), of(self, a[7]), Argument.Literal.of(true)));
        return new Call("torch.batch_norm", arguments);
    }

    /** Records the parts of a split as slices. */
    static NDList parts(TracedArray self, NDList parts, int axis) {
        NDList recorded = new NDList();
        long from = 0;
        for (NDArray part : parts) {
            long to = from + part.getShape().get(axis);
            recorded.add(slice(self, part, axis, from, to));
            from = to;
        }
        return recorded;
    }

    private static NDArray slice(TracedArray self, NDArray part, long axis, long from, long to) {
        List<Argument> arguments = List.of(
                self.value(),
                Argument.Literal.of(axis),
                Argument.Literal.of(from),
                Argument.Literal.of(to),
                Argument.Literal.of(1L));
        return self.tracer().add("torch.slice", arguments, part);
    }

    /** Records {@code get} with an index of positions and ranges, one operator an axis. */
    static NDArray index(TracedArray self, Object[] arguments) {
        Object last = arguments[arguments.length - 1];
        NDIndex index = last instanceof long[] positions ? new NDIndex(positions) : indexOf(last, arguments);
        NDArray current = self.tracer().stand(self.array(), self.value());
        int axis = 0;
        for (int i = 0; i < index.getRank(); i++) {
            NDIndexElement element = index.get(i);
            if (element instanceof NDIndexFixed fixed) {
                current = pick(self, current, axis, fixed.getIndex());
            } else if (element instanceof NDIndexSlice slice) {
                current = range(self, current, axis++, slice);
            } else if (element instanceof NDIndexAll) {
                axis++;
            } else {
                throw new CompileException("index " + element.getClass().getSimpleName() + " of " + Tracer.where()
                        + " cannot be recorded");
            }
        }
        return current;
    }

    private static NDIndex indexOf(Object last, Object[] arguments) {
        if (last instanceof NDIndex index) {
            return index;
        }
        if (last instanceof Object[] values && arguments[0] instanceof String text) {
            return new NDIndex(text, values);
        }
        throw new CompileException("an array as index in " + Tracer.where() + " cannot be recorded");
    }

    private static NDArray pick(TracedArray self, NDArray from, int axis, long position) {
        NDArray real = Tracer.real(from);
        List<Argument> arguments =
                List.of(self.tracer().value(from), Argument.Literal.of(axis), Argument.Literal.of(position));
        return self.tracer().add("torch.select", arguments, real.get(":,".repeat(axis) + position));
    }

    private static NDArray range(TracedArray self, NDArray from, int axis, NDIndexSlice slice) {
        NDArray real = Tracer.real(from);
        Long step = slice.getStep() == null ? Long.valueOf(1) : slice.getStep();
        String text = (slice.getMin() == null ? "" : slice.getMin()) + ":"
                + (slice.getMax() == null ? "" : slice.getMax()) + ":" + step;
        List<Argument> arguments = List.of(
                self.tracer().value(from),
                Argument.Literal.of(axis),
                Argument.Literal.of(slice.getMin()),
                Argument.Literal.of(slice.getMax()),
                Argument.Literal.of(step));
        return self.tracer().add("torch.slice", arguments, real.get(":,".repeat(axis) + text));
    }
}
