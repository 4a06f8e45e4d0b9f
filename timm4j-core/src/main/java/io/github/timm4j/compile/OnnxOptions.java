package io.github.timm4j.compile;

import io.github.timm4j.config.ImageSize;
import org.jspecify.annotations.Nullable;

/**
 * How a model is written as ONNX; start from {@link #DEFAULTS}.
 *
 * @param imageSize size of the pictures, null for that of the pretrained configuration
 * @param output what the file computes
 * @param foldBatchNorm whether batch normalisations become part of the convolutions before them
 * @param batch number of pictures, null for any
 */
public record OnnxOptions(
        @Nullable ImageSize imageSize,
        Output output,
        boolean foldBatchNorm,
        @Nullable Integer batch) {
    /** Logits at the pretrained size for any number of pictures. */
    public static final OnnxOptions DEFAULTS = new OnnxOptions(null, Output.MODEL, true, null);

    /** Checks the number of pictures. */
    public OnnxOptions {
        if (batch != null && batch < 1) {
            throw new IllegalArgumentException("batch must be at least 1, found " + batch);
        }
    }

    /**
     * For pictures of another size.
     *
     * @param value the size
     * @return a changed copy
     */
    public OnnxOptions imageSize(ImageSize value) {
        return new OnnxOptions(value, output, foldBatchNorm, batch);
    }

    /**
     * With another output.
     *
     * @param value what the file computes
     * @return a changed copy
     */
    public OnnxOptions output(Output value) {
        return new OnnxOptions(imageSize, value, foldBatchNorm, batch);
    }

    /**
     * With or without folded batch normalisation.
     *
     * @param value whether it is folded
     * @return a changed copy
     */
    public OnnxOptions foldBatchNorm(boolean value) {
        return new OnnxOptions(imageSize, output, value, batch);
    }

    /**
     * For one number of pictures only.
     *
     * @param value the number
     * @return a changed copy
     */
    public OnnxOptions batch(int value) {
        return new OnnxOptions(imageSize, output, foldBatchNorm, value);
    }
}
