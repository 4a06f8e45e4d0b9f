package io.github.timm4j.config;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import java.nio.file.Path;
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
            @Nullable Integer numClasses, @Nullable String globalPool, double dropRate) {
        /**
         * Checks the numbers.
         *
         * @throws IllegalArgumentException for less than no classes or a rate outside of 0 to 1
         */
        public Head {
            Bounds.atLeast("numClasses", 0, numClasses);
            Bounds.rate("dropRate", dropRate);
        }
    }

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
            @Nullable Double attnDropRate) {
        /**
         * Checks the rates.
         *
         * @throws IllegalArgumentException for one outside of 0 to 1
         */
        public Regularisation {
            Bounds.rate("dropPathRate", dropPathRate);
            Bounds.rate("dropBlockRate", dropBlockRate);
            Bounds.rate("posDropRate", posDropRate);
            Bounds.rate("patchDropRate", patchDropRate);
            Bounds.rate("projDropRate", projDropRate);
            Bounds.rate("attnDropRate", attnDropRate);
        }
    }

    /**
     * The picture.
     *
     * @param inChannels colour channels, null for the configuration's
     * @param imageSize size at construction, null for the configuration's
     */
    public record Input(
            @Nullable Integer inChannels, @Nullable ImageSize imageSize) {
        /**
         * Checks the channels.
         *
         * @throws IllegalArgumentException for less than one
         */
        public Input {
            Bounds.atLeast("inChannels", 1, inChannels);
        }
    }

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
    public static ModelOptionsBuilder builder() {
        return new ModelOptionsBuilder();
    }

    /**
     * Begins with these options.
     *
     * @return a builder
     */
    public ModelOptionsBuilder toBuilder() {
        return new ModelOptionsBuilder(this);
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
}
