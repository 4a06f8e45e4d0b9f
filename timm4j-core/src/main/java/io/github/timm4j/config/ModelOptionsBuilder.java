package io.github.timm4j.config;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Flat builder of the grouped options. */
public final class ModelOptionsBuilder {
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

    ModelOptionsBuilder() {}

    ModelOptionsBuilder(ModelOptions from) {
        pretrained = from.weights().pretrained();
        tag = from.weights().tag();
        cfg = from.weights().cfg();
        overlay = from.weights().overlay();
        path = from.weights().path();
        cacheDir = from.weights().cacheDir();
        strict = from.weights().strict();
        seed = from.weights().seed();
        numClasses = from.head().numClasses();
        globalPool = from.head().globalPool();
        dropRate = from.head().dropRate();
        dropPathRate = from.regularisation().dropPathRate();
        dropBlockRate = from.regularisation().dropBlockRate();
        posDropRate = from.regularisation().posDropRate();
        patchDropRate = from.regularisation().patchDropRate();
        projDropRate = from.regularisation().projDropRate();
        attnDropRate = from.regularisation().attnDropRate();
        inChannels = from.input().inChannels();
        imageSize = from.input().imageSize();
        featuresOnly = from.features().featuresOnly();
        outIndices = from.features().outIndices();
        outputStride = from.features().outputStride();
        momentum = from.norm().momentum();
        eps = from.norm().eps();
        tf = from.norm().tf();
        device = from.placement().device();
        dtype = from.placement().dtype();
        arguments = from.arguments();
    }

    /**
     * Sets whether published weights are loaded.
     *
     * @param value the choice
     * @return this
     */
    public ModelOptionsBuilder pretrained(boolean value) {
        pretrained = value;
        return this;
    }

    /**
     * Sets which published weights, or null for the default ones.
     *
     * @param value the choice
     * @return this
     */
    public ModelOptionsBuilder tag(@Nullable String value) {
        tag = value;
        return this;
    }

    /**
     * Sets fields that replace the whole pretrained configuration, under timm's names.
     *
     * @param value the choice
     * @return this
     */
    public ModelOptionsBuilder cfg(Arguments value) {
        cfg = value;
        return this;
    }

    /**
     * Sets fields laid over the pretrained configuration.
     *
     * @param value the choice
     * @return this
     */
    public ModelOptionsBuilder overlay(Arguments value) {
        overlay = value;
        return this;
    }

    /**
     * Sets a weight file to load instead of published weights.
     *
     * @param value the choice
     * @return this
     */
    public ModelOptionsBuilder path(@Nullable Path value) {
        path = value;
        return this;
    }

    /**
     * Sets where downloads are kept, or null for the shared cache.
     *
     * @param value the choice
     * @return this
     */
    public ModelOptionsBuilder cacheDir(@Nullable Path value) {
        cacheDir = value;
        return this;
    }

    /**
     * Sets whether keys must match exactly.
     *
     * @param value the choice
     * @return this
     */
    public ModelOptionsBuilder strict(boolean value) {
        strict = value;
        return this;
    }

    /**
     * Sets seed of random weights, or null for any.
     *
     * @param value the choice
     * @return this
     */
    public ModelOptionsBuilder seed(@Nullable Long value) {
        seed = value;
        return this;
    }

    /**
     * Sets number of classes, 0 for none, null for the configuration's.
     *
     * @param value the choice
     * @return this
     */
    public ModelOptionsBuilder numClasses(@Nullable Integer value) {
        numClasses = value;
        return this;
    }

    /**
     * Sets how features are pooled, null for the family's.
     *
     * @param value the choice
     * @return this
     */
    public ModelOptionsBuilder globalPool(@Nullable String value) {
        globalPool = value;
        return this;
    }

    /**
     * Sets dropout before the classifier.
     *
     * @param value the choice
     * @return this
     */
    public ModelOptionsBuilder dropRate(double value) {
        dropRate = value;
        return this;
    }

    /**
     * Sets stochastic depth.
     *
     * @param value the choice
     * @return this
     */
    public ModelOptionsBuilder dropPathRate(@Nullable Double value) {
        dropPathRate = value;
        return this;
    }

    /**
     * Sets DropBlock.
     *
     * @param value the choice
     * @return this
     */
    public ModelOptionsBuilder dropBlockRate(@Nullable Double value) {
        dropBlockRate = value;
        return this;
    }

    /**
     * Sets dropout after position embeddings.
     *
     * @param value the choice
     * @return this
     */
    public ModelOptionsBuilder posDropRate(@Nullable Double value) {
        posDropRate = value;
        return this;
    }

    /**
     * Sets share of patches dropped.
     *
     * @param value the choice
     * @return this
     */
    public ModelOptionsBuilder patchDropRate(@Nullable Double value) {
        patchDropRate = value;
        return this;
    }

    /**
     * Sets dropout after projections.
     *
     * @param value the choice
     * @return this
     */
    public ModelOptionsBuilder projDropRate(@Nullable Double value) {
        projDropRate = value;
        return this;
    }

    /**
     * Sets dropout of attention weights.
     *
     * @param value the choice
     * @return this
     */
    public ModelOptionsBuilder attnDropRate(@Nullable Double value) {
        attnDropRate = value;
        return this;
    }

    /**
     * Sets colour channels, null for the configuration's.
     *
     * @param value the choice
     * @return this
     */
    public ModelOptionsBuilder inChannels(@Nullable Integer value) {
        inChannels = value;
        return this;
    }

    /**
     * Sets size at construction, null for the configuration's.
     *
     * @param value the choice
     * @return this
     */
    public ModelOptionsBuilder imageSize(@Nullable ImageSize value) {
        imageSize = value;
        return this;
    }

    /**
     * Sets whether the model hands out feature levels instead of logits.
     *
     * @param value the choice
     * @return this
     */
    public ModelOptionsBuilder featuresOnly(boolean value) {
        featuresOnly = value;
        return this;
    }

    /**
     * Sets the levels, negative from the end, null for the family's.
     *
     * @param value the choice
     * @return this
     */
    public ModelOptionsBuilder outIndices(@Nullable List<Integer> value) {
        outIndices = value;
        return this;
    }

    /**
     * Sets largest reduction, reached by dilation, null for the family's.
     *
     * @param value the choice
     * @return this
     */
    public ModelOptionsBuilder outputStride(@Nullable Integer value) {
        outputStride = value;
        return this;
    }

    /**
     * Sets weight of the newest batch in running statistics.
     *
     * @param value the choice
     * @return this
     */
    public ModelOptionsBuilder momentum(@Nullable Double value) {
        momentum = value;
        return this;
    }

    /**
     * Sets added to the variance.
     *
     * @param value the choice
     * @return this
     */
    public ModelOptionsBuilder eps(@Nullable Double value) {
        eps = value;
        return this;
    }

    /**
     * Sets TensorFlow's constants.
     *
     * @param value the choice
     * @return this
     */
    public ModelOptionsBuilder tf(boolean value) {
        tf = value;
        return this;
    }

    /**
     * Sets the device, null for the default one.
     *
     * @param value the choice
     * @return this
     */
    public ModelOptionsBuilder device(@Nullable Device value) {
        device = value;
        return this;
    }

    /**
     * Sets FLOAT32 or FLOAT16, null for FLOAT32.
     *
     * @param value the choice
     * @return this
     */
    public ModelOptionsBuilder dtype(@Nullable DataType value) {
        dtype = value;
        return this;
    }

    /**
     * Sets a square size at construction.
     *
     * @param size rows and columns
     * @return this
     */
    public ModelOptionsBuilder imageSize(int size) {
        return imageSize(ImageSize.square(size));
    }

    /**
     * Sets the levels of features.
     *
     * @param indices negative ones count from the end
     * @return this
     */
    public ModelOptionsBuilder outIndices(int... indices) {
        return outIndices(Arrays.stream(indices).boxed().toList());
    }

    /**
     * Sets one of a family's own arguments.
     *
     * @param name timm's name
     * @param value its value
     * @return this
     */
    public ModelOptionsBuilder argument(String name, @Nullable Object value) {
        arguments = arguments.with(name, value);
        return this;
    }

    /**
     * Replaces all of a family's own arguments.
     *
     * @param value under timm's names
     * @return this
     */
    public ModelOptionsBuilder arguments(Arguments value) {
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
                new ModelOptions.Weights(pretrained, tag, cfg, overlay, path, cacheDir, strict, seed),
                new ModelOptions.Head(numClasses, globalPool, dropRate),
                new ModelOptions.Regularisation(
                        dropPathRate, dropBlockRate, posDropRate, patchDropRate, projDropRate, attnDropRate),
                new ModelOptions.Input(inChannels, imageSize),
                new ModelOptions.Features(featuresOnly, outIndices, outputStride),
                new ModelOptions.Norm(momentum, eps, tf),
                new ModelOptions.Placement(device, dtype),
                arguments);
    }
}
