package io.github.timm4j.compile;

import io.github.timm4j.config.ImageSize;
import org.jspecify.annotations.Nullable;

/**
 * How a model is compiled; start from {@link #DEFAULTS}.
 *
 * @param imageSize size of the pictures, null for that of the pretrained configuration
 * @param output what the compiled model hands out
 * @param foldBatchNorm whether batch normalisations become part of the convolutions before them
 * @param inPlace whether activations and sums overwrite temporaries
 * @param layout how feature maps lie in memory
 * @param batch batch size for which {@link MemoryLayout#AUTO} measures; every batch size is taken all the same
 */
public record CompileOptions(
        @Nullable ImageSize imageSize,
        Output output,
        boolean foldBatchNorm,
        boolean inPlace,
        MemoryLayout layout,
        int batch) {
    /** Logits at the pretrained size with every rewrite, in the layout that a measurement picks. */
    public static final CompileOptions DEFAULTS =
            new CompileOptions(null, Output.MODEL, true, true, MemoryLayout.AUTO, 1);

    /** Checks the batch size. */
    public CompileOptions {
        if (batch < 1) {
            throw new IllegalArgumentException("batch must be at least 1, found " + batch);
        }
    }

    /**
     * For pictures of another size.
     *
     * @param value the size
     * @return a changed copy
     */
    public CompileOptions imageSize(ImageSize value) {
        return new CompileOptions(value, output, foldBatchNorm, inPlace, layout, batch);
    }

    /**
     * With another output.
     *
     * @param value what the compiled model hands out
     * @return a changed copy
     */
    public CompileOptions output(Output value) {
        return new CompileOptions(imageSize, value, foldBatchNorm, inPlace, layout, batch);
    }

    /**
     * With or without folded batch normalisation.
     *
     * @param value whether it is folded
     * @return a changed copy
     */
    public CompileOptions foldBatchNorm(boolean value) {
        return new CompileOptions(imageSize, output, value, inPlace, layout, batch);
    }

    /**
     * With or without updates in place.
     *
     * @param value whether temporaries are overwritten
     * @return a changed copy
     */
    public CompileOptions inPlace(boolean value) {
        return new CompileOptions(imageSize, output, foldBatchNorm, value, layout, batch);
    }

    /**
     * With another memory layout.
     *
     * @param value how feature maps lie in memory
     * @return a changed copy
     */
    public CompileOptions layout(MemoryLayout value) {
        return new CompileOptions(imageSize, output, foldBatchNorm, inPlace, value, batch);
    }

    /**
     * Measured for another batch size.
     *
     * @param value the batch size that matters most
     * @return a changed copy
     */
    public CompileOptions batch(int value) {
        return new CompileOptions(imageSize, output, foldBatchNorm, inPlace, layout, value);
    }
}
