package io.github.timm4j.compile;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.internal.NDArrayEx;
import io.github.timm4j.internal.Aten;
import io.github.timm4j.internal.AtenOp;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind an array during a recording. Operators run on the real array and are recorded, the costliest for
 * their shapes alone; default methods run as DJL wrote them, on the stand-in; what would read values is refused.
 */
final class TracedArray implements InvocationHandler {
    private static final Object[] NONE = {};

    private final Tracer tracer;
    private final NDArray array;
    private Value value; // another one after an update in place

    TracedArray(Tracer tracer, NDArray array, Value value) {
        this.tracer = tracer;
        this.array = array;
        this.value = value;
    }

    /** The handler of a stand-in, or null for a real array. */
    static @Nullable TracedArray of(NDArray array) {
        return Proxy.isProxyClass(array.getClass()) && Proxy.getInvocationHandler(array) instanceof TracedArray traced
                ? traced
                : null;
    }

    Tracer tracer() {
        return tracer;
    }

    NDArray array() {
        return array;
    }

    Value value() {
        return value;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        NDArray self = (NDArray) proxy;
        Object[] given = arguments == null ? NONE : arguments;
        return switch (method.getName()) {
            case "getManager" -> tracer.manager();
            case "getNDArrayInternal" -> extension(self);
            case "run" -> run((AtenOp) given[0], (NDArray[]) given[1]);
            case "attach", "tempAttach", "detach", "returnResource", "setRequiresGradient" -> null;
            case "close" -> closeArray();
            case "equals" -> proxy == given[0];
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> "recorded " + value.name() + array.getShape();
            case "getShape",
                    "getDataType",
                    "getDevice",
                    "hasGradient",
                    "isSparse",
                    "getSparseFormat",
                    "getName",
                    "getUid",
                    "setName",
                    "isReleased" -> Tracer.call(array, method, arguments);
            default -> operator(self, array, self, method, given);
        };
    }

    /** Weights and the input stay. */
    private @Nullable Object closeArray() {
        if (value.producer() != null) {
            array.close();
        }
        return null;
    }

    private NDArrayEx extension(NDArray self) {
        NDArrayEx real = array.getNDArrayInternal();
        return (NDArrayEx) Proxy.newProxyInstance(
                TracedArray.class.getClassLoader(),
                new Class<?>[] {NDArrayEx.class},
                (proxy, method, arguments) -> method.getName().equals("getArray")
                        ? self
                        : operator(self, real, proxy, method, arguments == null ? NONE : arguments));
    }

    private @Nullable Object operator(NDArray self, Object target, Object proxy, Method method, Object[] arguments)
            throws Throwable {
        String name = method.getName();
        DjlOperators.Rule rule = DjlOperators.rule(method);
        if (rule == null && method.isDefault()) {
            return InvocationHandler.invokeDefault(proxy, method, arguments);
        }
        if (rule == null) {
            throw refusal(method);
        }
        if (name.equals("get")) {
            return DjlOperators.index(this, arguments);
        }
        DjlOperators.Call call = rule.call(this, arguments);
        Object[] given = Objects.requireNonNull(Tracer.real(arguments));
        NDList shaped = ShapeOnly.result(name, given);
        Object real = shaped == null ? Tracer.call(target, method, given) : shaped;
        if (real == array) {
            if (name.endsWith("i")) {
                update(call);
            }
            return self;
        }
        if (name.equals("split") && real instanceof NDList parts) {
            return DjlOperators.parts(this, parts, (Integer) arguments[1]);
        }
        NDArray result = real instanceof NDList list ? list.head() : (NDArray) real;
        if (result == null) {
            throw refusal(method);
        }
        NDArray recorded = tracer.add(call.op(), call.arguments(), result);
        return real instanceof NDList ? new NDList(recorded) : recorded;
    }

    private static CompileException refusal(Method method) {
        Class<?> type = method.getReturnType();
        boolean computes = type == NDArray.class || type == NDList.class;
        return new CompileException(
                computes
                        ? "operator " + method.getName() + " of " + Tracer.where() + " cannot be recorded"
                        : Tracer.where() + " reads the value of an activation (" + method.getName()
                                + "), which a compiled model does not know");
    }

    /** The functional form of an update in place: from now on this array is the new value. */
    private void update(DjlOperators.Call call) {
        if (value.isWeight()) {
            throw new CompileException(Tracer.where() + " changes a parameter in place");
        }
        value = tracer.next(call.op(), call.arguments(), array);
    }

    private NDList run(AtenOp op, NDArray[] inputs) {
        List<Argument> arguments = new ArrayList<>();
        for (String argument : op.arguments()) {
            arguments.add(
                    AtenOp.isTensor(argument)
                            ? tracer.value(inputs[Integer.parseInt(argument.substring(1))])
                            : Argument.parse(argument));
        }
        NDArray[] real = new NDArray[inputs.length];
        for (int i = 0; i < real.length; i++) {
            real[i] = Tracer.real(inputs[i]);
        }
        NDList shaped = ShapeOnly.result(op.function().replace("torch.", ""), real);
        NDList results = shaped == null ? Aten.callList(op, real) : shaped;
        if (results.size() != 1) {
            throw new CompileException(op.function() + " of " + Tracer.where() + " has several results");
        }
        boolean inPlace = op.function().endsWith("_");
        String function = op.function().substring(0, op.function().length() - (inPlace ? 1 : 0));
        NDArray result = tracer.add(function, arguments, results.head());
        TracedArray changed = inPlace ? of(inputs[0]) : null;
        if (changed != null) {
            changed.value = tracer.value(result);
        }
        return new NDList(result);
    }
}
