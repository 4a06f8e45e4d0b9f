package io.github.timm4j.compile;

import ai.djl.ndarray.types.DataType;
import io.github.timm4j.config.ImageSize;
import org.jspecify.annotations.Nullable;

/**
 * How a model is written as ONNX; start from {@link #DEFAULTS}.
 *
 * @param imageSize size of the pictures, null for that of the pretrained configuration
 * @param freeSize whether other sizes are taken too, those that differ from it by multiples of the model's reduction
 * @param output what the file computes
 * @param foldBatchNorm whether batch normalisations become part of the convolutions before them
 * @param dtype in what the file computes, float32 or float16; pictures and outputs are float32 all the same
 * @param batch number of pictures, null for any
 * @param weightsAsInputs whether weights are inputs too, which callers may replace; runtimes then fold less
 */
public record OnnxOptions(
        @Nullable ImageSize imageSize,
        boolean freeSize,
        Output output,
        boolean foldBatchNorm,
        DataType dtype,
        @Nullable Integer batch,
        boolean weightsAsInputs) {
    /** Logits at the pretrained size for any number of pictures, in float32. */
    public static final OnnxOptions DEFAULTS =
            new OnnxOptions(null, false, Output.MODEL, true, DataType.FLOAT32, null, false);

    /**
     * Checks that the parts fit together.
     *
     * @throws IllegalArgumentException where they do not
     */
    public OnnxOptions {
        if (batch != null && batch < 1) {
            throw new IllegalArgumentException("batch must be at least 1, found " + batch);
        }
        if (dtype != DataType.FLOAT32 && dtype != DataType.FLOAT16) {
            throw new IllegalArgumentException("ONNX files compute in float32 or float16, not in " + dtype);
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
        return new OnnxOptions(value, freeSize, output, foldBatchNorm, dtype, batch, weightsAsInputs);
    }

    /**
     * For one size or many.
     *
     * @param value whether sizes other than the recorded one are taken
     * @return a changed copy
     */
    public OnnxOptions freeSize(boolean value) {
        return new OnnxOptions(imageSize, value, output, foldBatchNorm, dtype, batch, weightsAsInputs);
    }

    /**
     * With another output.
     *
     * @param value what the file computes
     * @return a changed copy
     */
    public OnnxOptions output(Output value) {
        return new OnnxOptions(imageSize, freeSize, value, foldBatchNorm, dtype, batch, weightsAsInputs);
    }

    /**
     * With or without folded batch normalisation.
     *
     * @param value whether it is folded
     * @return a changed copy
     */
    public OnnxOptions foldBatchNorm(boolean value) {
        return new OnnxOptions(imageSize, freeSize, output, value, dtype, batch, weightsAsInputs);
    }

    /**
     * In another precision. On CPUs ONNX Runtime's optimisations cost float16 files accuracy (measured: resnet18 0.02 of the
     * logits' spread with them, 0.001 without): open such files there without optimisations, or use float32.
     *
     * @param value float32 or float16
     * @return a changed copy
     */
    public OnnxOptions dtype(DataType value) {
        return new OnnxOptions(imageSize, freeSize, output, foldBatchNorm, value, batch, weightsAsInputs);
    }

    /**
     * For one number of pictures only.
     *
     * @param value the number
     * @return a changed copy
     */
    public OnnxOptions batch(int value) {
        return new OnnxOptions(imageSize, freeSize, output, foldBatchNorm, dtype, value, weightsAsInputs);
    }

    /**
     * With weights that callers may replace, or not.
     *
     * @param value whether weights are inputs too
     * @return a changed copy
     */
    public OnnxOptions weightsAsInputs(boolean value) {
        return new OnnxOptions(imageSize, freeSize, output, foldBatchNorm, dtype, batch, value);
    }
}
