package io.github.timm4j.registry;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.github.timm4j.config.Arguments;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a caller varies when a model is made: one type for all families, grouped inside, with a flat builder.
 *
 * @param weights where weights come from
 * @param head the classifier
 * @param regularisation rates of random layers while training; null leaves the architecture's own
 * @param input the picture
 * @param features feature extraction
 * @param norm batch normalisation; null leaves the architecture's own
 * @param placement where parameters live
 * @param arguments a family's own arguments under timm's names
 */
public record ModelOptions(
        Weights weights,
        Head head,
        Regularisation regularisation,
        Input input,
        Features features,
        Norm norm,
        Placement placement,
        Arguments arguments) {
    /** Nothing varied. */
    public static final ModelOptions DEFAULTS = builder().build();

    /** Number of classes where neither caller nor configuration says otherwise. */
    public static final int DEFAULT_CLASSES = 1000;

    /** Colour channels where neither caller nor configuration says otherwise. */
    public static final int DEFAULT_CHANNELS = 3;

    /**
     * Where weights come from.
     *
     * @param pretrained whether published weights are loaded
     * @param tag which published weights, or null for the default ones
     * @param cfg fields that replace the whole pretrained configuration, under timm's names
     * @param overlay fields laid over the pretrained configuration
     * @param path a weight file to load instead of published weights
     * @param cacheDir where downloads are kept, or null for the shared cache
     * @param strict whether keys must match exactly
     * @param seed seed of random weights, or null for any
     */
    public record Weights(
            boolean pretrained,
            @Nullable String tag,
            Arguments cfg,
            Arguments overlay,
            @Nullable Path path,
            @Nullable Path cacheDir,
            boolean strict,
            @Nullable Long seed) {}

    /**
     * The classifier.
     *
     * @param numClasses number of classes, 0 for none, null for the configuration's
     * @param globalPool how features are pooled, null for the family's
     * @param dropRate dropout before the classifier
     */
    public record Head(
            @Nullable Integer numClasses, @Nullable String globalPool, double dropRate) {}

    /**
     * Rates of random layers while training; null leaves the architecture's own.
     *
     * @param dropPathRate stochastic depth
     * @param dropBlockRate DropBlock
     * @param posDropRate dropout after position embeddings
     * @param patchDropRate share of patches dropped
     * @param projDropRate dropout after projections
     * @param attnDropRate dropout of attention weights
     */
    public record Regularisation(
            @Nullable Double dropPathRate,
            @Nullable Double dropBlockRate,
            @Nullable Double posDropRate,
            @Nullable Double patchDropRate,
            @Nullable Double projDropRate,
            @Nullable Double attnDropRate) {}

    /**
     * The picture.
     *
     * @param inChannels colour channels, null for the configuration's
     * @param imageSize size at construction, null for the configuration's
     */
    public record Input(
            @Nullable Integer inChannels, @Nullable ImageSize imageSize) {}

    /**
     * Feature extraction.
     *
     * @param featuresOnly whether the model hands out feature levels instead of logits
     * @param outIndices the levels, negative from the end, null for the family's
     * @param outputStride largest reduction, reached by dilation, null for the family's
     */
    public record Features(
            boolean featuresOnly,
            @Nullable List<Integer> outIndices,
            @Nullable Integer outputStride) {}

    /**
     * Batch normalisation; null leaves the architecture's own.
     *
     * @param momentum weight of the newest batch in running statistics
     * @param eps added to the variance
     * @param tf TensorFlow's constants
     */
    public record Norm(@Nullable Double momentum, @Nullable Double eps, boolean tf) {}

    /**
     * Where parameters live.
     *
     * @param device the device, null for the default one
     * @param dtype FLOAT32 or FLOAT16, null for FLOAT32
     */
    public record Placement(
            @Nullable Device device, @Nullable DataType dtype) {}

    /**
     * Begins with nothing varied.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Begins with these options.
     *
     * @return a builder
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /**
     * Number of classes, resolved.
     *
     * @return 0 for a model without classifier
     */
    public int numClasses() {
        Integer chosen = head.numClasses();
        return chosen == null ? DEFAULT_CLASSES : chosen;
    }

    /**
     * Colour channels, resolved.
     *
     * @return at least 1
     */
    public int inChannels() {
        Integer chosen = input.inChannels();
        return chosen == null ? DEFAULT_CHANNELS : chosen;
    }

    /**
     * How features are pooled.
     *
     * @param own the family's choice
     * @return the caller's choice or the family's
     */
    public String globalPool(String own) {
        String chosen = head.globalPool();
        return chosen == null ? own : chosen;
    }

    /**
     * Largest reduction of the feature map.
     *
     * @param own the family's
     * @return the caller's choice or the family's
     */
    public int outputStride(int own) {
        Integer chosen = features.outputStride();
        return chosen == null ? own : chosen;
    }

    /**
     * Rate of stochastic depth.
     *
     * @param own the architecture's
     * @return the caller's choice or the architecture's
     */
    public double dropPathRate(double own) {
        Double chosen = regularisation.dropPathRate();
        return chosen == null ? own : chosen;
    }

    /** Flat builder of the grouped options. */
    public static final class Builder {
        private boolean pretrained;
        private @Nullable String tag;
        private Arguments cfg = Arguments.NONE;
        private Arguments overlay = Arguments.NONE;
        private @Nullable Path path;
        private @Nullable Path cacheDir;
        private boolean strict = true;
        private @Nullable Long seed;
        private @Nullable Integer numClasses;
        private @Nullable String globalPool;
        private double dropRate;
        private @Nullable Double dropPathRate;
        private @Nullable Double dropBlockRate;
        private @Nullable Double posDropRate;
        private @Nullable Double patchDropRate;
        private @Nullable Double projDropRate;
        private @Nullable Double attnDropRate;
        private @Nullable Integer inChannels;
        private @Nullable ImageSize imageSize;
        private boolean featuresOnly;
        private @Nullable List<Integer> outIndices;
        private @Nullable Integer outputStride;
        private @Nullable Double momentum;
        private @Nullable Double eps;
        private boolean tf;
        private @Nullable Device device;
        private @Nullable DataType dtype;
        private Arguments arguments = Arguments.NONE;

        private Builder() {}

        private Builder(ModelOptions from) {
            pretrained = from.weights.pretrained();
            tag = from.weights.tag();
            cfg = from.weights.cfg();
            overlay = from.weights.overlay();
            path = from.weights.path();
            cacheDir = from.weights.cacheDir();
            strict = from.weights.strict();
            seed = from.weights.seed();
            numClasses = from.head.numClasses();
            globalPool = from.head.globalPool();
            dropRate = from.head.dropRate();
            dropPathRate = from.regularisation.dropPathRate();
            dropBlockRate = from.regularisation.dropBlockRate();
            posDropRate = from.regularisation.posDropRate();
            patchDropRate = from.regularisation.patchDropRate();
            projDropRate = from.regularisation.projDropRate();
            attnDropRate = from.regularisation.attnDropRate();
            inChannels = from.input.inChannels();
            imageSize = from.input.imageSize();
            featuresOnly = from.features.featuresOnly();
            outIndices = from.features.outIndices();
            outputStride = from.features.outputStride();
            momentum = from.norm.momentum();
            eps = from.norm.eps();
            tf = from.norm.tf();
            device = from.placement.device();
            dtype = from.placement.dtype();
            arguments = from.arguments;
        }

        /**
         * Sets whether published weights are loaded.
         *
         * @param value the choice
         * @return this
         */
        public Builder pretrained(boolean value) {
            pretrained = value;
            return this;
        }

        /**
         * Sets which published weights, or null for the default ones.
         *
         * @param value the choice
         * @return this
         */
        public Builder tag(@Nullable String value) {
            tag = value;
            return this;
        }

        /**
         * Sets fields that replace the whole pretrained configuration, under timm's names.
         *
         * @param value the choice
         * @return this
         */
        public Builder cfg(Arguments value) {
            cfg = value;
            return this;
        }

        /**
         * Sets fields laid over the pretrained configuration.
         *
         * @param value the choice
         * @return this
         */
        public Builder overlay(Arguments value) {
            overlay = value;
            return this;
        }

        /**
         * Sets a weight file to load instead of published weights.
         *
         * @param value the choice
         * @return this
         */
        public Builder path(@Nullable Path value) {
            path = value;
            return this;
        }

        /**
         * Sets where downloads are kept, or null for the shared cache.
         *
         * @param value the choice
         * @return this
         */
        public Builder cacheDir(@Nullable Path value) {
            cacheDir = value;
            return this;
        }

        /**
         * Sets whether keys must match exactly.
         *
         * @param value the choice
         * @return this
         */
        public Builder strict(boolean value) {
            strict = value;
            return this;
        }

        /**
         * Sets seed of random weights, or null for any.
         *
         * @param value the choice
         * @return this
         */
        public Builder seed(@Nullable Long value) {
            seed = value;
            return this;
        }

        /**
         * Sets number of classes, 0 for none, null for the configuration's.
         *
         * @param value the choice
         * @return this
         */
        public Builder numClasses(@Nullable Integer value) {
            numClasses = value;
            return this;
        }

        /**
         * Sets how features are pooled, null for the family's.
         *
         * @param value the choice
         * @return this
         */
        public Builder globalPool(@Nullable String value) {
            globalPool = value;
            return this;
        }

        /**
         * Sets dropout before the classifier.
         *
         * @param value the choice
         * @return this
         */
        public Builder dropRate(double value) {
            dropRate = value;
            return this;
        }

        /**
         * Sets stochastic depth.
         *
         * @param value the choice
         * @return this
         */
        public Builder dropPathRate(@Nullable Double value) {
            dropPathRate = value;
            return this;
        }

        /**
         * Sets DropBlock.
         *
         * @param value the choice
         * @return this
         */
        public Builder dropBlockRate(@Nullable Double value) {
            dropBlockRate = value;
            return this;
        }

        /**
         * Sets dropout after position embeddings.
         *
         * @param value the choice
         * @return this
         */
        public Builder posDropRate(@Nullable Double value) {
            posDropRate = value;
            return this;
        }

        /**
         * Sets share of patches dropped.
         *
         * @param value the choice
         * @return this
         */
        public Builder patchDropRate(@Nullable Double value) {
            patchDropRate = value;
            return this;
        }

        /**
         * Sets dropout after projections.
         *
         * @param value the choice
         * @return this
         */
        public Builder projDropRate(@Nullable Double value) {
            projDropRate = value;
            return this;
        }

        /**
         * Sets dropout of attention weights.
         *
         * @param value the choice
         * @return this
         */
        public Builder attnDropRate(@Nullable Double value) {
            attnDropRate = value;
            return this;
        }

        /**
         * Sets colour channels, null for the configuration's.
         *
         * @param value the choice
         * @return this
         */
        public Builder inChannels(@Nullable Integer value) {
            inChannels = value;
            return this;
        }

        /**
         * Sets size at construction, null for the configuration's.
         *
         * @param value the choice
         * @return this
         */
        public Builder imageSize(@Nullable ImageSize value) {
            imageSize = value;
            return this;
        }

        /**
         * Sets whether the model hands out feature levels instead of logits.
         *
         * @param value the choice
         * @return this
         */
        public Builder featuresOnly(boolean value) {
            featuresOnly = value;
            return this;
        }

        /**
         * Sets the levels, negative from the end, null for the family's.
         *
         * @param value the choice
         * @return this
         */
        public Builder outIndices(@Nullable List<Integer> value) {
            outIndices = value;
            return this;
        }

        /**
         * Sets largest reduction, reached by dilation, null for the family's.
         *
         * @param value the choice
         * @return this
         */
        public Builder outputStride(@Nullable Integer value) {
            outputStride = value;
            return this;
        }

        /**
         * Sets weight of the newest batch in running statistics.
         *
         * @param value the choice
         * @return this
         */
        public Builder momentum(@Nullable Double value) {
            momentum = value;
            return this;
        }

        /**
         * Sets added to the variance.
         *
         * @param value the choice
         * @return this
         */
        public Builder eps(@Nullable Double value) {
            eps = value;
            return this;
        }

        /**
         * Sets TensorFlow's constants.
         *
         * @param value the choice
         * @return this
         */
        public Builder tf(boolean value) {
            tf = value;
            return this;
        }

        /**
         * Sets the device, null for the default one.
         *
         * @param value the choice
         * @return this
         */
        public Builder device(@Nullable Device value) {
            device = value;
            return this;
        }

        /**
         * Sets FLOAT32 or FLOAT16, null for FLOAT32.
         *
         * @param value the choice
         * @return this
         */
        public Builder dtype(@Nullable DataType value) {
            dtype = value;
            return this;
        }

        /**
         * Sets a square size at construction.
         *
         * @param size rows and columns
         * @return this
         */
        public Builder imageSize(int size) {
            return imageSize(ImageSize.square(size));
        }

        /**
         * Sets the levels of features.
         *
         * @param indices negative ones count from the end
         * @return this
         */
        public Builder outIndices(int... indices) {
            return outIndices(Arrays.stream(indices).boxed().toList());
        }

        /**
         * Sets one of a family's own arguments.
         *
         * @param name timm's name
         * @param value its value
         * @return this
         */
        public Builder argument(String name, @Nullable Object value) {
            arguments = arguments.with(name, value);
            return this;
        }

        /**
         * Replaces all of a family's own arguments.
         *
         * @param value under timm's names
         * @return this
         */
        public Builder arguments(Arguments value) {
            arguments = value;
            return this;
        }

        /**
         * Makes the options.
         *
         * @return immutable options
         */
        public ModelOptions build() {
            return new ModelOptions(
                    new Weights(pretrained, tag, cfg, overlay, path, cacheDir, strict, seed),
                    new Head(numClasses, globalPool, dropRate),
                    new Regularisation(
                            dropPathRate, dropBlockRate, posDropRate, patchDropRate, projDropRate, attnDropRate),
                    new Input(inChannels, imageSize),
                    new Features(featuresOnly, outIndices, outputStride),
                    new Norm(momentum, eps, tf),
                    new Placement(device, dtype),
                    arguments);
        }
    }
}
