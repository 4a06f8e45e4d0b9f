package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.weights.WeightTensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a family states about its models: the mathematics, the sizes, and how published weights are read. {@link ImageModel}
 * makes everything else of it.
 */
public abstract sealed class FamilyModel extends ParameterOwner permits ImageModel {
    /** Nothing allocated yet. */
    FamilyModel() {}

    /**
     * The body's mathematics.
     *
     * @param x pictures {@code (B, C, H, W)}
     * @return features, a map {@code (B, F, h, w)} or tokens {@code (B, N, F)}
     */
    protected abstract NDArray features(NDArray x);

    /**
     * The head's mathematics.
     *
     * @param x what {@link #features} returned
     * @param preLogits whether to stop before the classifier
     * @return logits {@code (B, classes)} or what precedes the classifier
     */
    protected abstract NDArray head(NDArray x, boolean preLogits);

    /**
     * The body's mathematics with the intermediate features.
     *
     * @param x pictures {@code (B, C, H, W)}
     * @param request which features and how
     * @return the features
     */
    protected abstract Intermediates intermediates(NDArray x, FeatureRequest request);

    /**
     * Removes what follows the deepest of the given levels.
     *
     * @param levels levels from 0
     * @param pruneNorm whether the final norm goes too
     * @param pruneHead whether the head goes too
     */
    protected abstract void prune(List<Integer> levels, boolean pruneNorm, boolean pruneHead);

    /**
     * Makes another classifier.
     *
     * @param numClasses number of classes, 0 for none
     * @param globalPool how features are pooled, empty for not at all, null for as before
     */
    protected abstract void replaceClassifier(int numClasses, @Nullable String globalPool);

    /**
     * The levels of features that the body has.
     *
     * @return from the input to the deepest
     */
    protected abstract FeatureInfo allLevels();

    /**
     * The levels that a feature extractor hands out where the caller names none.
     *
     * @return levels, negative from the end; null for all
     */
    protected @Nullable List<Integer> usualLevels() {
        return null;
    }

    /**
     * Number of classes.
     *
     * @return 0 where there is no classifier
     */
    public abstract int numClasses();

    /**
     * Channels of {@link ImageModel#forwardFeatures}.
     *
     * @return their number
     */
    public abstract int numFeatures();

    /**
     * Features before the classifier, after pooling and hidden head layers.
     *
     * @return their number
     */
    public int headHiddenSize() {
        return numFeatures();
    }

    /**
     * Key of the classifier.
     *
     * @return the path of its layer, which exists while there are classes
     */
    public abstract String classifierName();

    /**
     * Parameters that weight decay should leave alone, beside biases and norms.
     *
     * @return full keys
     */
    public Set<String> noWeightDecay() {
        return Set.of();
    }

    /**
     * How parameters are sorted into layers by depth.
     *
     * @param coarse by stages instead of blocks
     * @return the matcher, or nothing where timm has none
     */
    public Optional<GroupMatcher> groupMatcher(boolean coarse) {
        return Optional.empty();
    }

    /**
     * Turns a published checkpoint of an older or foreign layout into this model's keys and shapes ({@code
     * checkpoint_filter_fn}).
     *
     * @param tensors as the file has them
     * @return under this model's keys; unchanged where the layout is timm's own
     */
    public Map<String, WeightTensor> fromCheckpoint(Map<String, WeightTensor> tensors) {
        return tensors;
    }

    /**
     * The picture size that the model was made for or adapted to.
     *
     * @return the size, null where the model has none of its own
     */
    public @Nullable ImageSize imageSize() {
        return null;
    }

    /**
     * Arguments of other kinds of model, which this one has no use for.
     *
     * @return timm's names of arguments that are typed options
     */
    public Set<String> foreignArguments() {
        return Set.of();
    }

    /**
     * Tells whether published weights must have exactly this model's keys, as long as the head stays theirs.
     *
     * @return false where the model is known to lack parts of what was published
     */
    public boolean needsWholeCheckpoint() {
        return true;
    }

    /**
     * Turns weights of another framework, such as Flax arrays in {@code .npz}, into this model's keys and shapes ({@code
     * load_pretrained}).
     *
     * @param tensors as the file has them
     * @return under this model's keys
     * @throws UnsupportedOperationException where the family has no such source
     */
    public Map<String, WeightTensor> fromForeignWeights(Map<String, WeightTensor> tensors) {
        throw new UnsupportedOperationException(
                getClass().getSimpleName() + " has no weights of another framework to load");
    }

    /**
     * Adapts the model to another picture size, with its position embeddings.
     *
     * @param size the new size
     * @throws UnsupportedOperationException where the model has no size of its own
     */
    public void setInputSize(ImageSize size) {
        throw new UnsupportedOperationException(getClass().getSimpleName()
                + " takes pictures of any size; only models with a fixed input size change it to " + size);
    }

    /**
     * How features are pooled.
     *
     * @return timm's name, empty for not at all
     */
    public abstract String globalPool();
}
