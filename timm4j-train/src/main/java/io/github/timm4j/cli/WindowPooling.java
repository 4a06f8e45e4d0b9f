package io.github.timm4j.cli;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.pooling.Pool;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.config.PretrainedCfg.InputSize;
import io.github.timm4j.data.DataConfig;
import io.github.timm4j.nn.ImageModel;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Test-time pooling for pictures larger than those of training: the classifier answers for each window of the trained size,
 * and half the sum of the answers' mean and largest counts. Source: timm.layers.test_time_pool.
 */
final class WindowPooling implements UnaryOperator<NDArray> {
    private final ImageModel model;
    private final ImageSize window;
    private final NDArray weight;
    private final @Nullable NDArray bias;

    /** A pooling of a model with feature maps, whose classifier follows the pooled features at once. */
    WindowPooling(ImageModel model) {
        this.model = model;
        ImageSize pool = model.pretrainedCfg().adaptation().poolSize();
        Parameter matrix = model.classifier()
                .map(layer -> layer.getDirectParameters().get("weight"))
                .orElse(null);
        if (pool == null || matrix == null || matrix.getArray().getShape().get(1) != model.numFeatures()) {
            throw new UsageException(
                    "--test-pool: needs a model whose classifier follows the pooled features, and their size");
        }
        this.window = pool;
        this.weight = matrix.getArray();
        Parameter shift = model.classifier().orElseThrow().getDirectParameters().get("bias");
        this.bias = shift == null ? null : shift.getArray();
    }

    /** Whether the options ask for it and pictures are larger than in training. */
    static boolean applies(Settings settings, ImageModel model, InputSize chosen) {
        InputSize trained = model.pretrainedCfg().input().inputSize();
        return settings.flag("test_pool") && chosen.width() > trained.width() && chosen.height() > trained.height();
    }

    /** The same input with whole pictures, as timm takes them for it. */
    static DataConfig whole(DataConfig input) {
        return new DataConfig(input.inputSize(), input.interpolation(), input.mean(), input.std(), 1, input.cropMode());
    }

    @Override
    public NDArray apply(NDArray images) {
        try (NDManager scratch = images.getManager().newSubManager()) {
            NDArray features = model.forwardFeatures(images);
            features.attach(scratch);
            if (features.getShape().dimension() != 4) {
                throw new UsageException("--test-pool: needs feature maps, found " + features.getShape());
            }
            NDArray answers = answers(Pool.avgPool2d(
                    features,
                    new Shape(window.height(), window.width()),
                    new Shape(1, 1),
                    new Shape(0, 0),
                    false,
                    true));
            NDArray logits =
                    answers.mean(new int[] {1}).add(answers.max(new int[] {1})).mul(0.5f);
            logits.attach(images.getManager());
            return logits;
        }
    }

    /** What the classifier says at each place of a map: {@code (B, places, classes)}. */
    private NDArray answers(NDArray map) {
        Shape shape = map.getShape();
        NDArray places = map.reshape(shape.get(0), shape.get(1), -1).transpose(0, 2, 1);
        long classes = weight.getShape().get(0);
        try (NDArray matrix = weight.reshape(classes, -1);
                NDArray turned = matrix.transpose()) {
            NDArray answers = places.matMul(turned);
            return bias == null ? answers : answers.add(bias);
        }
    }
}
