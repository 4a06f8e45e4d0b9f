package io.github.timm4j.train.config;

import io.github.timm4j.config.Arguments;
import io.github.timm4j.config.Coded;
import io.github.timm4j.optim.grad.ClipMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The optimizer and what becomes of gradients before it.
 *
 * @param opt the optimizer's name
 * @param optEps its epsilon, null for its own
 * @param optBetas its betas, null for its own
 * @param momentum of optimizers that have one
 * @param weightDecay of all parameters but biases and norms
 * @param optKwargs further settings under timm's names
 * @param layers how learning rates fall towards the input
 * @param clip how gradients are clipped
 */
public record OptimizerConfig(
        String opt,
        @Nullable Double optEps,
        @Nullable List<Double> optBetas,
        double momentum,
        double weightDecay,
        @Coded(ArgumentsCodec.class) Arguments optKwargs,
        LayerRates layers,
        Clip clip) {
    /** The defaults of timm's train options. */
    public static final OptimizerConfig DEFAULTS = new OptimizerConfig(
            "sgd", null, null, 0.9, 2e-5, Arguments.NONE, new LayerRates(null, 0, null), new Clip(null, ClipMode.NORM));

    /** Copies the betas. */
    public OptimizerConfig {
        optBetas = optBetas == null ? null : List.copyOf(optBetas);
    }

    /**
     * Learning rates that fall towards the input.
     *
     * @param layerDecay factor from a layer to the one before it, null for none
     * @param layerDecayMinScale smallest factor
     * @param layerDecayNoOptScale factor below which parameters are frozen, null for none
     */
    public record LayerRates(
            @Nullable Double layerDecay,
            double layerDecayMinScale,
            @Nullable Double layerDecayNoOptScale) {}

    /**
     * Clipping.
     *
     * @param clipGrad the largest norm, the largest value or the factor of adaptive clipping; null for none
     * @param clipMode what it means
     */
    public record Clip(@Nullable Double clipGrad, ClipMode clipMode) {}
}
