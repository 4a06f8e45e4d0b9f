package io.github.timm4j.optim;

import io.github.timm4j.config.Arguments;
import io.github.timm4j.optim.ParameterGroups.Grouping;
import io.github.timm4j.optim.ParameterGroups.LayerDecay;
import io.github.timm4j.optim.rule.Noise;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a caller varies when an optimizer is made, as {@code timm.optim.create_optimizer_v2} takes it.
 *
 * @param lr learning rate, or null for the optimizer's own
 * @param momentum momentum of those that have one
 * @param grouping weight decay and how parameters are grouped
 * @param groups makes the groups instead, or null
 * @param arguments settings of the optimizer under timm's names
 * @param noise random numbers of the optimizers that draw them
 */
public record OptimizerOptions(
        @Nullable Double lr,
        double momentum,
        Grouping grouping,
        @Nullable Function<ParameterSource, List<ParameterGroup>> groups,
        Arguments arguments,
        Noise noise) {
    /** Nothing varied. */
    public static final OptimizerOptions DEFAULTS = builder().build();

    /**
     * Starts from the defaults of timm's factory.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects options. */
    public static final class Builder {
        private static final double MOMENTUM = 0.9;
        private static final long SEED = 42;

        private @Nullable Double lr;
        private double weightDecay;
        private double momentum = MOMENTUM;
        private boolean filterBiasAndNorm = true;
        private List<String> fallback = List.of();
        private boolean fallbackNoWeightDecay;
        private @Nullable LayerDecay layerDecay;
        private @Nullable Function<ParameterSource, List<ParameterGroup>> groups;
        private Arguments arguments = Arguments.NONE;
        private Noise noise = Noise.seeded(SEED);

        private Builder() {}

        /**
         * Sets the learning rate; for corrected weight decay this is the peak.
         *
         * @param value at least 0
         * @return this
         */
        public Builder lr(double value) {
            lr = value;
            return this;
        }

        /**
         * Sets the weight decay.
         *
         * @param value at least 0, 0 unless set
         * @return this
         */
        public Builder weightDecay(double value) {
            weightDecay = value;
            return this;
        }

        /**
         * Sets the momentum of optimizers that have one.
         *
         * @param value 0.9 unless set
         * @return this
         */
        public Builder momentum(double value) {
            momentum = value;
            return this;
        }

        /**
         * Chooses whether biases and norms have no weight decay.
         *
         * @param value true unless set
         * @return this
         */
        public Builder filterBiasAndNorm(boolean value) {
            filterBiasAndNorm = value;
            return this;
        }

        /**
         * Names parameters that use the simpler kind of an optimizer of two kinds, such as AdamW inside Muon.
         *
         * @param patterns shell patterns of names
         * @return this
         */
        public Builder fallback(List<String> patterns) {
            fallback = patterns;
            return this;
        }

        /**
         * Chooses whether the parameters that the model excepts from weight decay use it too.
         *
         * @param value false unless set
         * @return this
         */
        public Builder fallbackNoWeightDecay(boolean value) {
            fallbackNoWeightDecay = value;
            return this;
        }

        /**
         * Lets learning rates fall towards the input.
         *
         * @param rate factor from a layer to the one before it
         * @return this
         */
        public Builder layerDecay(double rate) {
            return layerDecay(new LayerDecay(rate, 0, null));
        }

        /**
         * Lets learning rates fall towards the input.
         *
         * @param value how
         * @return this
         */
        public Builder layerDecay(LayerDecay value) {
            layerDecay = value;
            return this;
        }

        /**
         * Makes the groups in another way, to which weight decay and layer decay mean nothing.
         *
         * @param value from parameters to groups
         * @return this
         */
        public Builder groups(Function<ParameterSource, List<ParameterGroup>> value) {
            groups = value;
            return this;
        }

        /**
         * Sets one of the optimizer's own settings.
         *
         * @param name timm's name, for example {@code betas}
         * @param value a boolean, number, text, list or null
         * @return this
         */
        public Builder with(String name, @Nullable Object value) {
            arguments = arguments.with(name, value);
            return this;
        }

        /**
         * Sets several of the optimizer's own settings.
         *
         * @param values under timm's names
         * @return this
         */
        public Builder with(Arguments values) {
            arguments = arguments.with(values);
            return this;
        }

        /**
         * Sets the source of random numbers.
         *
         * @param value seeded with 42 unless set
         * @return this
         */
        public Builder noise(Noise value) {
            noise = value;
            return this;
        }

        /**
         * Finishes.
         *
         * @return the options
         */
        public OptimizerOptions build() {
            Grouping grouping =
                    new Grouping(weightDecay, filterBiasAndNorm, fallback, fallbackNoWeightDecay, layerDecay);
            return new OptimizerOptions(lr, momentum, grouping, groups, arguments, noise);
        }
    }
}
