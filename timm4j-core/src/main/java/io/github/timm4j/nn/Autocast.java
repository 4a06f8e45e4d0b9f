package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.timm4j.internal.Aten;
import io.github.timm4j.internal.AtenOp;
import org.jspecify.annotations.Nullable;

/**
 * Mixed precision on this thread until it is closed: convolutions, linear maps and attention compute on low-precision copies of
 * their inputs and weights and hand out float32, so that everything between them, the weights and their gradients stay float32
 * ({@code torch.autocast}, which also lets low precision flow between layers).
 */
public final class Autocast implements AutoCloseable {
    private static final AtenOp TO_FLOAT = AtenOp.of("to", 1, 6);
    private static final ThreadLocal<@Nullable Precision> CURRENT = new ThreadLocal<>();

    private final @Nullable Precision outer;

    /** A low precision. */
    public enum Precision {
        /** Half precision, for which losses are scaled. */
        FLOAT16(5),
        /** Brain floating point, with the range of float32. */
        BFLOAT16(15);

        private final AtenOp cast;

        Precision(int scalarType) {
            this.cast = AtenOp.of("to", 1, scalarType);
        }
    }

    /** An operator with a weight. */
    @FunctionalInterface
    interface Operator {
        NDArray apply(NDArray x, NDArray weight, @Nullable NDArray bias);
    }

    private Autocast(@Nullable Precision precision) {
        outer = CURRENT.get();
        set(precision);
    }

    /**
     * Begins mixed precision on this thread; close it there.
     *
     * @param precision of the low-precision copies, or null for none
     * @return ends it when closed
     */
    public static Autocast open(@Nullable Precision precision) {
        return new Autocast(precision);
    }

    /** The precision of this thread, null for none. */
    static @Nullable Precision current() {
        return CURRENT.get();
    }

    /** Runs an operator, on low-precision copies where mixed precision is on. */
    static NDArray compute(Operator operator, NDArray x, NDArray weight, @Nullable NDArray bias) {
        Precision precision = CURRENT.get();
        // asked first of all: low-precision copies never reach code that asks for their type
        if (precision == null || x.getDataType() != DataType.FLOAT32) {
            return operator.apply(x, weight, bias);
        }
        NDArray lowX = Aten.call(precision.cast, x);
        NDArray lowWeight = Aten.call(precision.cast, weight);
        NDArray lowBias = bias == null ? null : Aten.call(precision.cast, bias);
        NDArray low = operator.apply(lowX, lowWeight, lowBias);
        NDArray result = Aten.call(TO_FLOAT, low);
        Layer.free(lowX);
        Layer.free(lowWeight);
        if (lowBias != null) {
            Layer.free(lowBias);
        }
        Layer.free(low);
        return result;
    }

    /** A low-precision copy where mixed precision is on, left to the scope. */
    static NDArray low(NDArray x) {
        Precision precision = CURRENT.get();
        return precision == null || x.getDataType() != DataType.FLOAT32 ? x : Aten.call(precision.cast, x);
    }

    @Override
    public void close() {
        set(outer);
    }

    private static void set(@Nullable Precision precision) {
        if (precision == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(precision);
        }
    }
}
