package io.github.timm4j.compile;

import io.github.timm4j.config.ImageSize;
import org.jspecify.annotations.Nullable;

/**
 * How a model is written as ONNX; start from {@link #DEFAULTS}.
 *
 * @param imageSize size of the pictures, null for that of the pretrained configuration
 * @param freeSize whether other sizes are taken too, those that differ from it by multiples of the model's reduction
 * @param output what the file computes
 * @param foldBatchNorm whether batch normalisations become part of the convolutions before them
 * @param batch number of pictures, null for any
 */
public record OnnxOptions(
        @Nullable ImageSize imageSize,
        boolean freeSize,
        Output output,
        boolean foldBatchNorm,
        @Nullable Integer batch) {
    /** Logits at the pretrained size for any number of pictures. */
    public static final OnnxOptions DEFAULTS = new OnnxOptions(null, false, Output.MODEL, true, null);

    /**
     * Checks that the parts fit together.
     *
     * @throws IllegalArgumentException where they do not
     */
    public OnnxOptions {
        if (batch != null && batch < 1) {
            throw new IllegalArgumentException("batch must be at least 1, found " + batch);
        }
        if (freeSize && batch != null) {
            throw new IllegalArgumentException("where the size is free, so is the number of pictures");
        }
    }

    /**
     * For pictures of another size.
     *
     * @param value the size
     * @return a changed copy
     */
    public OnnxOptions imageSize(ImageSize value) {
        return new OnnxOptions(value, freeSize, output, foldBatchNorm, batch);
    }

    /**
     * For one size or many.
     *
     * @param value whether sizes other than the recorded one are taken
     * @return a changed copy
     */
    public OnnxOptions freeSize(boolean value) {
        return new OnnxOptions(imageSize, value, output, foldBatchNorm, batch);
    }

    /**
     * With another output.
     *
     * @param value what the file computes
     * @return a changed copy
     */
    public OnnxOptions output(Output value) {
        return new OnnxOptions(imageSize, freeSize, value, foldBatchNorm, batch);
    }

    /**
     * With or without folded batch normalisation.
     *
     * @param value whether it is folded
     * @return a changed copy
     */
    public OnnxOptions foldBatchNorm(boolean value) {
        return new OnnxOptions(imageSize, freeSize, output, value, batch);
    }

    /**
     * For one number of pictures only.
     *
     * @param value the number
     * @return a changed copy
     */
    public OnnxOptions batch(int value) {
        return new OnnxOptions(imageSize, freeSize, output, foldBatchNorm, value);
    }
}
