package io.github.timm4j.compile;

import ai.djl.ndarray.types.DataType;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.config.PretrainedCfg.Preprocessing;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a model is compiled; start from {@link #DEFAULTS}.
 *
 * @param imageSize size of the model's input, null for that of the pretrained configuration
 * @param freeSize whether other sizes are taken too, those that differ from it by multiples of the model's reduction
 * @param preprocessing where given, 8-bit pictures {@code (B, H, W, C)} of any size go in, and resize, crop and
 *     normalisation are part of the program; null for normalised floats {@code (B, C, H, W)}
 * @param output what the compiled model hands out, float32 whatever it computes in
 * @param rewrites what is simplified
 * @param dtype in what the program computes: float32, float16 or bfloat16
 * @param layout how feature maps lie in memory
 * @param batch batch size for which {@link MemoryLayout#AUTO} measures; every batch size is taken all the same
 */
public record CompileOptions(
        @Nullable ImageSize imageSize,
        boolean freeSize,
        @Nullable Preprocessing preprocessing,
        Output output,
        Rewrites rewrites,
        DataType dtype,
        MemoryLayout layout,
        int batch) {
    private static final Set<DataType> TYPES = Set.of(DataType.FLOAT32, DataType.FLOAT16, DataType.BFLOAT16);
    private static final Set<MemoryLayout> FLOAT32_ONLY =
            Set.of(MemoryLayout.FUSED, MemoryLayout.BLOCKED, MemoryLayout.ONNX_RUNTIME);

    /** Logits in float32 at the pretrained size with every rewrite, in the layout that a measurement picks. */
    public static final CompileOptions DEFAULTS =
            new CompileOptions(null, false, null, Output.MODEL, Rewrites.ALL, DataType.FLOAT32, MemoryLayout.AUTO, 1);

    /**
     * What is simplified.
     *
     * @param foldBatchNorm whether batch normalisations become part of the convolutions before them
     * @param inPlace whether activations and sums overwrite temporaries
     */
    public record Rewrites(boolean foldBatchNorm, boolean inPlace) {
        /** Everything. */
        public static final Rewrites ALL = new Rewrites(true, true);
    }

    /**
     * Checks that the parts fit together.
     *
     * @throws IllegalArgumentException where they do not
     */
    public CompileOptions {
        if (batch < 1) {
            throw new IllegalArgumentException("batch must be at least 1, found " + batch);
        }
        if (!TYPES.contains(dtype)) {
            throw new IllegalArgumentException("models compute in float32, float16 or bfloat16, not in " + dtype);
        }
        if (dtype != DataType.FLOAT32 && FLOAT32_ONLY.contains(layout)) {
            throw new IllegalArgumentException("layout " + layout + " computes in float32 only, not in " + dtype);
        }
        if (freeSize && preprocessing != null) {
            throw new IllegalArgumentException(
                    "with preprocessing the model's input has one size; pictures have any size as it is");
        }
    }

    /**
     * For inputs of another size.
     *
     * @param value the size
     * @return a changed copy
     */
    public CompileOptions imageSize(ImageSize value) {
        return new CompileOptions(value, freeSize, preprocessing, output, rewrites, dtype, layout, batch);
    }

    /**
     * For one size or many.
     *
     * @param value whether sizes other than the recorded one are taken
     * @return a changed copy
     */
    public CompileOptions freeSize(boolean value) {
        return new CompileOptions(imageSize, value, preprocessing, output, rewrites, dtype, layout, batch);
    }

    /**
     * For 8-bit pictures of any size, or for normalised floats.
     *
     * @param value for example {@code model.pretrainedCfg().preprocessing()}; null for floats
     * @return a changed copy
     */
    public CompileOptions preprocessing(@Nullable Preprocessing value) {
        return new CompileOptions(imageSize, freeSize, value, output, rewrites, dtype, layout, batch);
    }

    /**
     * With another output.
     *
     * @param value what the compiled model hands out
     * @return a changed copy
     */
    public CompileOptions output(Output value) {
        return new CompileOptions(imageSize, freeSize, preprocessing, value, rewrites, dtype, layout, batch);
    }

    /**
     * With or without folded batch normalisation.
     *
     * @param value whether it is folded
     * @return a changed copy
     */
    public CompileOptions foldBatchNorm(boolean value) {
        return new CompileOptions(
                imageSize,
                freeSize,
                preprocessing,
                output,
                new Rewrites(value, rewrites.inPlace),
                dtype,
                layout,
                batch);
    }

    /**
     * With or without updates in place.
     *
     * @param value whether temporaries are overwritten
     * @return a changed copy
     */
    public CompileOptions inPlace(boolean value) {
        return new CompileOptions(
                imageSize,
                freeSize,
                preprocessing,
                output,
                new Rewrites(rewrites.foldBatchNorm, value),
                dtype,
                layout,
                batch);
    }

    /**
     * In another precision.
     *
     * @param value float32, float16 or bfloat16
     * @return a changed copy
     */
    public CompileOptions dtype(DataType value) {
        return new CompileOptions(imageSize, freeSize, preprocessing, output, rewrites, value, layout, batch);
    }

    /**
     * With another memory layout.
     *
     * @param value how feature maps lie in memory
     * @return a changed copy
     */
    public CompileOptions layout(MemoryLayout value) {
        return new CompileOptions(imageSize, freeSize, preprocessing, output, rewrites, dtype, value, batch);
    }

    /**
     * Measured for another batch size.
     *
     * @param value the batch size that matters most
     * @return a changed copy
     */
    public CompileOptions batch(int value) {
        return new CompileOptions(imageSize, freeSize, preprocessing, output, rewrites, dtype, layout, value);
    }
}
