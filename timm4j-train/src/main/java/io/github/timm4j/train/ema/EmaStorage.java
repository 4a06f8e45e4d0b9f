package io.github.timm4j.train.ema;

import ai.djl.Device;
import org.jspecify.annotations.Nullable;

/**
 * Where and how finely averaged weights are kept.
 *
 * @param device where, null for beside the model's own
 * @param precision element type of what is averaged
 * @param stochasticRounding whether {@link Precision#BFLOAT16} averages round up or down by chance; else updates smaller
 *     than their resolution, which are most, are lost
 * @param seed seed of that chance
 */
public record EmaStorage(@Nullable Device device, Precision precision, boolean stochasticRounding, long seed) {
    /** Beside the model, of its type. */
    public static final EmaStorage DEFAULTS = new EmaStorage(null, Precision.OF_MODEL, true, 0);

    /** Element types of averages. */
    public enum Precision {
        /** As the model has it. */
        OF_MODEL,
        /** Single precision, which a half-precision model needs: at usual decays its updates round to nothing. */
        FLOAT32,
        /** Half the memory. */
        BFLOAT16
    }

    /**
     * The same on another device.
     *
     * @param device where
     * @return the storage
     */
    public EmaStorage on(Device device) {
        return new EmaStorage(device, precision, stochasticRounding, seed);
    }

    /**
     * The same in another type.
     *
     * @param precision element type
     * @return the storage
     */
    public EmaStorage in(Precision precision) {
        return new EmaStorage(device, precision, stochasticRounding, seed);
    }
}
