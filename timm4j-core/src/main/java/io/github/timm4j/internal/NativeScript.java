package io.github.timm4j.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Collection;

/**
 * A TorchScript program of the project's own whose methods take lists of tensors and numbers, for work over many tensors in one
 * native call. It runs under libtorch's inference mode: methods change ordinary tensors in place, and what they return must
 * not be changed or differentiated afterwards.
 */
public final class NativeScript {
    private static final boolean OPTIMIZED =
            Boolean.parseBoolean(System.getProperty("ai.djl.pytorch.graph_optimizer", "true"));

    private final PtSymbolBlock block;

    /**
     * Loads a program.
     *
     * @param archive methods of class {@code M}
     */
    public NativeScript(ScriptArchive archive) {
        this.block = Aten.load(archive);
    }

    /**
     * Runs a method that returns nothing.
     *
     * @param method its name
     * @param arguments arrays, collections of arrays, doubles, longs, booleans, {@code long[]} or {@code double[]}
     */
    public void run(String method, Object... arguments) {
        call(method, arguments).close();
    }

    /**
     * Runs a method that returns a tensor.
     *
     * @param manager owns the result
     * @param method its name
     * @param arguments as for {@link #run}
     * @return the result
     */
    public NDArray tensor(NDManager manager, String method, Object... arguments) {
        try (IValue result = call(method, arguments)) {
            return result.toTensor((PtNDManager) manager);
        }
    }

    /**
     * Runs a method that returns a list of tensors.
     *
     * @param manager owns the results
     * @param method its name
     * @param arguments as for {@link #run}
     * @return the results
     */
    public NDArray[] tensors(NDManager manager, String method, Object... arguments) {
        try (IValue result = call(method, arguments)) {
            return result.toTensorArray((PtNDManager) manager);
        }
    }

    private IValue call(String method, Object... arguments) {
        IValue[] values = new IValue[arguments.length];
        try {
            for (int i = 0; i < values.length; i++) {
                values[i] = value(arguments[i]);
            }
            // the optimizer of graphs would specialize a program to the shapes of its first calls, again and again
            JniUtils.setGraphExecutorOptimize(false);
            return IValueUtils.runMethod(block, method, values);
        } finally {
            JniUtils.setGraphExecutorOptimize(OPTIMIZED);
            for (IValue value : values) {
                if (value != null) {
                    value.close();
                }
            }
        }
    }

    private static IValue value(Object argument) {
        if (argument instanceof PtNDArray array) {
            return IValue.from(array);
        }
        if (argument instanceof Collection<?> arrays) {
            return IValue.listFrom(arrays.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new));
        }
        if (argument instanceof Boolean flag) {
            return IValue.from(flag);
        }
        if (argument instanceof Double || argument instanceof Float) {
            return IValue.from(((Number) argument).doubleValue());
        }
        if (argument instanceof Number number) {
            return IValue.from(number.longValue());
        }
        if (argument instanceof long[] longs) {
            return IValue.listFrom(longs);
        }
        if (argument instanceof double[] doubles) {
            return IValue.listFrom(doubles);
        }
        throw new IllegalArgumentException("no TorchScript value for " + argument.getClass());
    }
}
