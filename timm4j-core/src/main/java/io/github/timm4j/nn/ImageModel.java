package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.github.timm4j.compile.CompileOptions;
import io.github.timm4j.compile.CompiledModel;
import io.github.timm4j.compile.ModelCompiler;
import io.github.timm4j.config.Bounds;
import io.github.timm4j.config.ModelDescription;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.config.Nearest;
import io.github.timm4j.config.PretrainedCfg;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An image model: pictures {@code (B, C, H, W)} in, logits {@code (B, classes)} out, features on the way.
 *
 * <p>A model that was made by name owns its parameters: {@link #close} frees them, after which every use is an
 * {@link IllegalStateException}. Evaluation is safe from many threads, training belongs to one. What a model returns belongs to
 * the manager of its input. It is an ordinary DJL block too: {@code Model}, {@code Predictor} and {@code Trainer} take it.
 */
public abstract non-sealed class ImageModel extends FamilyModel {
    private final int inChannels;
    private @Nullable FeatureRequest featuresOnly;
    private ModelDescription description = ModelDescription.NONE;

    /**
     * For families.
     *
     * @param options what the caller varies
     */
    protected ImageModel(ModelOptions options) {
        this.inChannels = options.inChannels();
    }

    // Forward passes.

    @Override
    public final NDArray forward(NDArray x) {
        return forward(x, false);
    }

    /**
     * Computes logits.
     *
     * @param x pictures {@code (B, C, H, W)}, normalised
     * @param training whether random layers act and batch statistics are used and updated
     * @return logits {@code (B, classes)}
     */
    public final NDArray forward(NDArray x, boolean training) {
        if (Pass.isOpen()) {
            return logits(x);
        }
        return run(x, training, in -> new NDList(logits(in))).head();
    }

    /**
     * Computes features without the head.
     *
     * @param x pictures {@code (B, C, H, W)}, normalised
     * @return a map {@code (B, F, h, w)} or tokens {@code (B, N, F)}
     */
    public final NDArray forwardFeatures(NDArray x) {
        return run(x, false, in -> new NDList(features(in))).head();
    }

    /**
     * Applies the head to features.
     *
     * @param features what {@link #forwardFeatures} returned
     * @param preLogits whether to stop before the classifier, for embeddings {@code (B, headHiddenSize)}
     * @return logits or embeddings
     */
    public final NDArray forwardHead(NDArray features, boolean preLogits) {
        return run(features, false, in -> new NDList(head(in, preLogits))).head();
    }

    /**
     * Computes intermediate features.
     *
     * @param x pictures {@code (B, C, H, W)}, normalised
     * @param request which features and how
     * @return the features
     */
    public final Intermediates forwardIntermediates(NDArray x, FeatureRequest request) {
        List<Intermediates> answer = new ArrayList<>(1);
        run(x, false, in -> {
            answer.add(intermediates(in, request));
            return answer.get(0).all();
        });
        return answer.get(0);
    }

    /**
     * Computes what layers return on the way to the logits, by their paths.
     *
     * @param x pictures {@code (B, C, H, W)}, normalised
     * @param paths such as {@code layer2} or {@code blocks.3.attn}; see {@link #layers}
     * @return copies in the order of the paths
     * @throws IllegalArgumentException for a path that the model does not have; the message lists the nearest
     * @throws IllegalStateException for a layer that the forward pass does not call
     */
    public final NDList forwardModules(NDArray x, List<String> paths) {
        Map<String, Layer> known = layers();
        for (String path : paths) {
            if (path.isEmpty() || !known.containsKey(path)) {
                throw new IllegalArgumentException(
                        "no layer '" + path + "' in this model" + Nearest.hint(path, known.keySet()));
            }
        }
        enter();
        try (Pass pass = Pass.open(null, x, false)) {
            pass.watch(paths.stream().map(known::get).toList());
            return scoped(x, in -> {
                logits(in);
                NDList copies = new NDList();
                for (String path : paths) {
                    NDArray copy = pass.observed(Objects.requireNonNull(known.get(path)));
                    if (copy == null) {
                        throw new IllegalStateException(
                                "the forward pass does not call layer '" + path + "' by itself");
                    }
                    copies.add(copy);
                }
                return copies;
            });
        } finally {
            leave();
        }
    }

    /**
     * Computes with the parameters of a store in the places of this model's own.
     *
     * @param store where the layers get their parameters
     * @param x the input
     * @param pass calls of this model's forward passes
     * @return what the pass returns
     */
    public final NDList forwardWith(ParameterStore store, NDArray x, Function<NDArray, NDList> pass) {
        enter();
        try (Pass open = Pass.open(store, x, false)) {
            return pass.apply(x);
        } finally {
            leave();
        }
    }

    private NDArray logits(NDArray x) {
        if (featuresOnly != null) {
            throw new IllegalStateException("a features-only model has no logits; call forwardLevels");
        }
        NDArray features = features(x);
        NDArray y = head(features, false);
        if (features != y && features != x) {
            free(features);
        }
        return y;
    }

    /**
     * Runs a pass: for entry points beside those of this class.
     *
     * @param x the input, to whose manager the results belong
     * @param training whether random layers act and batch statistics are used and updated
     * @param body the mathematics
     * @return the body's results
     */
    protected final NDList run(NDArray x, boolean training, Function<NDArray, NDList> body) {
        return pass(null, x, training, body);
    }

    /** Runs a pass on the parameters of a store, or where it is null on this model's own. */
    final NDList pass(@Nullable ParameterStore store, NDArray x, boolean training, Function<NDArray, NDList> body) {
        enter();
        try (Pass pass = Pass.open(store, x, training)) {
            return scoped(x, body);
        } finally {
            leave();
        }
    }

    private static NDList scoped(NDArray x, Function<NDArray, NDList> body) {
        NDList results;
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            results = body.apply(x);
            NDScope.unregister(results);
        }
        for (NDArray result : results) {
            if (result != x) {
                // a result may have been made on the model's own manager, beside a parameter
                result.attach(x.getManager());
                NDScope.register(result);
            }
        }
        return results;
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, @Nullable PairList<String, Object> params) {
        return pass(store, inputs.head(), training, this::results);
    }

    /**
     * What the model hands out as a DJL block.
     *
     * @param x pictures
     * @return logits, or the levels of a feature model
     */
    protected NDList results(NDArray x) {
        return featuresOnly == null
                ? new NDList(logits(x))
                : intermediates(x, featuresOnly).levels();
    }

    /**
     * The levels of features that this model hands out: all that it has, or those of a features-only model.
     *
     * @return from the input to the deepest
     */
    public final FeatureInfo featureInfo() {
        return featuresOnly == null
                ? allLevels()
                : allLevels().select(featuresOnly.resolve(allLevels().levels().size()));
    }

    /**
     * Turns this model into a feature extractor: head and unneeded layers go, and what it hands out, as a DJL block and from
     * {@link #forwardLevels}, is one array a level ({@code features_only}).
     *
     * @param outIndices levels, negative from the end, null for the family's usual ones; handed out from the input to the deepest
     * @return this
     */
    public final ImageModel featuresOnly(@Nullable List<Integer> outIndices) {
        List<Integer> levels = pruneIntermediateLayers(outIndices == null ? usualLevels() : outIndices, true, true);
        featuresOnly = FeatureRequest.all().only().at(List.copyOf(new TreeSet<>(levels)));
        return this;
    }

    /**
     * Tells whether this model hands out feature levels instead of logits.
     *
     * @return true after {@link #featuresOnly}
     */
    public final boolean isFeaturesOnly() {
        return featuresOnly != null;
    }

    /**
     * Computes the levels of a features-only model.
     *
     * @param x pictures {@code (B, C, H, W)}, normalised
     * @return one map a level
     * @throws IllegalStateException where the model was not made with features only
     */
    public final NDList forwardLevels(NDArray x) {
        if (featuresOnly == null) {
            throw new IllegalStateException("the model hands out logits; make it with featuresOnly for feature levels");
        }
        return run(x, false, this::results);
    }

    /**
     * Checks a picture batch before the first layer.
     *
     * @param x the input
     * @throws IllegalArgumentException where it is not {@code (B, C, H, W)} with this model's channels, or holds integers
     */
    protected final void checkPictures(NDArray x) {
        Shape shape = x.getShape();
        if (shape.dimension() != 4 || shape.get(1) != inChannels) {
            throw new IllegalArgumentException(
                    "expected pictures (batch, " + inChannels + ", height, width), found " + shape);
        }
        if (!x.getDataType().isFloating()) {
            throw new IllegalArgumentException(
                    "expected normalised pictures of a floating-point type, found " + x.getDataType());
        }
    }

    /**
     * Colour channels that the model takes.
     *
     * @return their number
     */
    public final int inChannels() {
        return inChannels;
    }

    // Compilation.

    /**
     * Compiles the forward pass with the defaults: logits in float32 at the pretrained size, in the form that is the fastest here.
     *
     * @return a native program with copies of the weights, to be closed by the caller
     * @throws io.github.timm4j.compile.CompileException where the forward pass cannot be recorded
     */
    public final CompiledModel compile() {
        return compile(CompileOptions.DEFAULTS);
    }

    /**
     * Compiles the forward pass as it is. A model with branches that only training needs is faster after {@link #reparameterize}.
     *
     * @param options how
     * @return a native program with copies of the weights, to be closed by the caller
     * @throws io.github.timm4j.compile.CompileException where the forward pass cannot be recorded
     */
    public final CompiledModel compile(CompileOptions options) {
        enter();
        try {
            return ModelCompiler.compile(this, options);
        } finally {
            leave();
        }
    }

    /**
     * Merges what only training needs, such as parallel branches and the norms behind them, into single convolutions ({@code
     * reparameterize_model} with {@code inplace}). Evaluation computes the same as before; keys and shapes change, so that
     * published weights no longer load. A model without {@link Reparameterizable} layers stays as it is.
     *
     * @return this
     */
    public final ImageModel reparameterize() {
        restructure(() -> children().values().forEach(ImageModel::reparameterize));
        return this;
    }

    private static void reparameterize(Layer layer) {
        if (layer instanceof Reparameterizable branches) {
            branches.reparameterize();
        }
        layer.children().values().forEach(ImageModel::reparameterize);
    }

    // Heads and pruning.

    /**
     * Replaces the classifier by a new one with random weights.
     *
     * @param numClasses number of classes, 0 for none
     */
    public final void resetClassifier(int numClasses) {
        resetClassifier(numClasses, null);
    }

    /**
     * Replaces the classifier and the pooling.
     *
     * @param numClasses number of classes, 0 for none
     * @param globalPool how features are pooled, empty for not at all, null for as before
     * @throws IllegalArgumentException for a negative number, or a pooling that the model cannot have
     */
    public final void resetClassifier(int numClasses, @Nullable String globalPool) {
        Bounds.atLeast("numClasses", 0, numClasses);
        restructure(() -> replaceClassifier(numClasses, globalPool));
    }

    /**
     * The classifier.
     *
     * @return the layer, or nothing where the model has no classes
     */
    public final Optional<Layer> classifier() {
        return Optional.ofNullable(layers().get(classifierName()));
    }

    /**
     * Removes what the given levels do not need and makes no further use of.
     *
     * @param indices levels, negative from the end, null for all
     * @param pruneNorm whether the final norm goes too
     * @param pruneHead whether the head goes too
     * @return the levels from 0
     */
    public final List<Integer> pruneIntermediateLayers(
            @Nullable List<Integer> indices, boolean pruneNorm, boolean pruneHead) {
        List<Integer> levels =
                FeatureRequest.resolve(indices, allLevels().levels().size());
        restructure(() -> prune(levels, pruneNorm, pruneHead));
        return levels;
    }

    /**
     * Tells whether the model takes pictures of one size only.
     *
     * @return what the configuration says, unless the family knows better
     */
    public boolean fixedInputSize() {
        return pretrainedCfg().input().fixedInputSize();
    }

    /**
     * Says what the model was made from.
     *
     * @param made architecture, configuration and arguments
     */
    public final void describe(ModelDescription made) {
        description = made;
    }

    /**
     * What the model was made from.
     *
     * @return architecture, configuration and arguments
     */
    public final ModelDescription description() {
        return description;
    }

    /**
     * The pretrained configuration that the model was made with.
     *
     * @return timm's defaults where there is none
     */
    public final PretrainedCfg pretrainedCfg() {
        return description.cfg();
    }
}
