package io.github.timm4j.nn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import ai.djl.util.PairList;
import io.github.timm4j.StateDictException;
import io.github.timm4j.config.Nearest;
import io.github.timm4j.registry.ImageSize;
import io.github.timm4j.registry.ModelDescription;
import io.github.timm4j.registry.ModelOptions;
import io.github.timm4j.registry.PretrainedCfg;
import io.github.timm4j.weights.Safetensors;
import io.github.timm4j.weights.TorchCheckpoints;
import io.github.timm4j.weights.WeightTensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An image model: pictures {@code (B, C, H, W)} in, logits {@code (B, classes)} out, features on the way.
 *
 * <p>A model that was made by name owns its parameters: {@link #close} frees them, after which every use is an
 * {@link IllegalStateException}. Evaluation is safe from many threads, training belongs to one. What a model returns belongs to
 * the manager of its input. It is an ordinary DJL block too: {@code Model}, {@code Predictor} and {@code Trainer} take it.
 */
public abstract class ImageModel extends Layer implements AutoCloseable {
    private final Lifecycle life = new Lifecycle();
    private final int inChannels;
    private @Nullable NDManager manager;
    private @Nullable FeatureRequest featuresOnly;
    private DataType placedType = DataType.FLOAT32;
    private ModelDescription description = ModelDescription.NONE;

    /**
     * For families.
     *
     * @param options what the caller varies
     */
    protected ImageModel(ModelOptions options) {
        this.inChannels = options.inChannels();
    }

    // What a family states.

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
     * Number of classes.
     *
     * @return 0 where there is no classifier
     */
    public abstract int numClasses();

    /**
     * Channels of {@link #forwardFeatures}.
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
        life.enter();
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
            life.leave();
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
        life.enter();
        try (Pass open = Pass.open(store, x, false)) {
            return pass.apply(x);
        } finally {
            life.leave();
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
        life.enter();
        try (Pass pass = Pass.open(null, x, training)) {
            return scoped(x, body);
        } finally {
            life.leave();
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
        NDArray x = inputs.head();
        life.enter();
        try (Pass pass = Pass.open(store, x, training)) {
            return scoped(x, this::results);
        } finally {
            life.leave();
        }
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
     * @param outIndices levels, negative from the end, null for all
     * @return this
     */
    public final ImageModel featuresOnly(@Nullable List<Integer> outIndices) {
        List<Integer> levels = pruneIntermediateLayers(outIndices, true, true);
        featuresOnly = FeatureRequest.all().only().at(levels);
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
     * @throws IllegalArgumentException where it is not {@code (B, C, H, W)} with this model's channels
     */
    protected final void checkPictures(NDArray x) {
        Shape shape = x.getShape();
        if (shape.dimension() != 4 || shape.get(1) != inChannels) {
            throw new IllegalArgumentException(
                    "expected pictures (batch, " + inChannels + ", height, width), found " + shape);
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
     */
    public final void resetClassifier(int numClasses, @Nullable String globalPool) {
        Map<String, Parameter> before = parametersByKey();
        replaceClassifier(numClasses, globalPool);
        settle(before);
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
        Map<String, Parameter> before = parametersByKey();
        prune(levels, pruneNorm, pruneHead);
        settle(before);
        return levels;
    }

    private Map<String, Parameter> parametersByKey() {
        Map<String, Parameter> byKey = new LinkedHashMap<>();
        for (Pair<String, Parameter> entry : getParameters()) {
            byKey.put(entry.getKey(), entry.getValue());
        }
        return byKey;
    }

    /** Frees arrays of parameters that are gone and gives new ones theirs. */
    private void settle(Map<String, Parameter> before) {
        List<Parameter> kept = getParameters().values();
        for (Parameter parameter : before.values()) {
            if (!kept.contains(parameter)) {
                parameter.close();
            }
        }
        if (manager != null) {
            DataType type = dataType();
            for (Parameter parameter : kept) {
                parameter.initialize(manager, type);
            }
        }
    }

    private DataType dataType() {
        return getParameters().values().stream()
                .filter(Parameter::isInitialized)
                .map(parameter -> parameter.getArray().getDataType())
                .filter(DataType::isFloating)
                .findFirst()
                .orElse(DataType.FLOAT32);
    }

    // Parameters.

    /**
     * Allocates every parameter that has no array yet and makes the model the owner of all.
     *
     * @param device where the parameters live
     * @param type FLOAT32 or FLOAT16
     * @param seed seed of the random weights
     */
    public final void initialize(Device device, DataType type, long seed) {
        place(device, type);
        initialize(seed);
    }

    /**
     * Says where parameters live and of what type they are, before the first of them gets its array.
     *
     * @param device where the parameters live
     * @param type FLOAT32 or FLOAT16
     */
    public final void place(Device device, DataType type) {
        own(device);
        placedType = type;
    }

    /**
     * Gives random values to every parameter that has none yet.
     *
     * @param seed seed of the values
     * @throws IllegalStateException before {@link #place}
     */
    public final void initialize(long seed) {
        if (manager == null) {
            throw new IllegalStateException("a model is placed before it is initialized");
        }
        Init.seed(seed);
        initialize(manager, placedType);
    }

    /** Makes the model the owner of the parameters that it is about to get. */
    final NDManager own(Device device) {
        if (manager == null) {
            manager = NDManager.newBaseManager(device);
            manager.setName("timm4j-model");
        }
        return manager;
    }

    /**
     * The parameters and buffers under timm's keys, in timm's order.
     *
     * @return live arrays that belong to the model
     * @throws IllegalStateException after close
     */
    public final Map<String, NDArray> stateDict() {
        life.enter();
        try {
            Map<String, NDArray> entries = new LinkedHashMap<>();
            for (Pair<String, Parameter> entry : getParameters()) {
                entries.put(entry.getKey(), entry.getValue().getArray());
            }
            return entries;
        } finally {
            life.leave();
        }
    }

    /**
     * Keys that a state dict lacked or had beyond the model's.
     *
     * @param missing keys of the model that the state dict lacked
     * @param unexpected keys of the state dict that the model lacks
     */
    public record LoadReport(List<String> missing, List<String> unexpected) {}

    /**
     * Copies values into the parameters; nothing is changed where the state dict does not fit.
     *
     * @param values arrays under timm's keys, which stay the caller's
     * @param strict whether missing and unexpected keys are errors
     * @return the keys that did not match
     * @throws StateDictException where a shape differs, or a key does and {@code strict} is set
     */
    public final LoadReport loadStateDict(Map<String, NDArray> values, boolean strict) {
        life.enter();
        try {
            LoadReport report = compare(values, strict);
            for (Pair<String, Parameter> entry : getParameters()) {
                NDArray value = values.get(entry.getKey());
                if (value != null) {
                    copy(value, entry.getValue());
                }
            }
            return report;
        } finally {
            life.leave();
        }
    }

    private LoadReport compare(Map<String, NDArray> values, boolean strict) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        values.forEach((key, value) -> shapes.put(key, value.getShape().getShape()));
        return StateDicts.compare(this, shapes, strict);
    }

    private void copy(NDArray value, Parameter parameter) {
        if (parameter.isInitialized()) {
            NDArray array = parameter.getArray();
            try (NDManager scratch = array.getManager().newSubManager()) {
                NDArray fitted = value.toDevice(array.getDevice(), false).toType(array.getDataType(), false);
                if (fitted != value) {
                    fitted.attach(scratch);
                }
                fitted.copyTo(array);
            }
        } else {
            NDManager owner = own(value.getDevice());
            NDArray own = value.duplicate();
            own.attach(owner);
            Parameters.replace(parameter, own);
        }
    }

    /**
     * Copies tensors of a weight file into the parameters; nothing is changed where they do not fit.
     *
     * @param tensors under timm's keys
     * @param strict whether missing and unexpected keys are errors
     * @return the keys that did not match
     * @throws StateDictException where a shape differs, or a key does and {@code strict} is set
     */
    public final LoadReport loadWeights(Map<String, WeightTensor> tensors, boolean strict) {
        life.enter();
        try {
            Map<String, long[]> found = new LinkedHashMap<>();
            tensors.forEach((key, tensor) -> found.put(key, tensor.shape()));
            LoadReport report = StateDicts.compare(this, found, strict);
            for (Pair<String, Parameter> entry : getParameters()) {
                WeightTensor tensor = tensors.get(entry.getKey());
                if (tensor != null) {
                    copy(tensor, entry.getValue());
                }
            }
            return report;
        } finally {
            life.leave();
        }
    }

    private void copy(WeightTensor tensor, Parameter parameter) {
        if (!parameter.isInitialized()) {
            NDManager owner = own(Device.cpu());
            DataType type = parameter.getInitializer() == Init.COUNTER ? DataType.INT64 : placedType;
            Parameters.replace(parameter, owner.create(parameter.getShape(), type));
        }
        tensor.copyTo(parameter.getArray());
    }

    /**
     * Shapes of the state dict, which need no arrays.
     *
     * @return key to shape in timm's order
     */
    public final Map<String, long[]> shapes() {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        parametersByKey()
                .forEach(
                        (key, parameter) -> shapes.put(key, parameter.getShape().getShape()));
        return shapes;
    }

    /**
     * Writes the weights as safetensors, whole or not at all.
     *
     * @param file the file
     */
    public final void save(Path file) {
        Safetensors.write(file, weightTensors());
    }

    /**
     * Writes the weights as a {@code .pth} file that {@code torch.load(weights_only=True)} reads, whole or not at all.
     *
     * @param file the file
     */
    public final void saveTorch(Path file) {
        TorchCheckpoints.write(file, weightTensors());
    }

    private Map<String, WeightTensor> weightTensors() {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        stateDict().forEach((key, array) -> tensors.put(key, WeightTensor.of(array)));
        return tensors;
    }

    /**
     * How features are pooled.
     *
     * @return timm's name, empty for not at all
     */
    public abstract String globalPool();

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

    /**
     * Names and arrays of what is trained.
     *
     * @return trainable parameters in state-dict order, without buffers
     */
    public final Map<String, Parameter> namedParameters() {
        Set<String> buffers = new LinkedHashSet<>(bufferNames());
        Map<String, Parameter> named = parametersByKey();
        named.keySet().removeAll(buffers);
        return named;
    }

    /**
     * Number of trained values.
     *
     * @return sum over {@link #namedParameters}
     */
    public final long parameterCount() {
        return namedParameters().values().stream()
                .mapToLong(parameter -> parameter.getShape().size())
                .sum();
    }

    /**
     * Freezes or unfreezes parameters; frozen ones get no gradient.
     *
     * @param names which full keys, for example {@code key -> key.startsWith("layer1.")}
     * @param frozen whether they are frozen
     */
    public final void freeze(Predicate<String> names, boolean frozen) {
        namedParameters().forEach((key, parameter) -> {
            if (names.test(key)) {
                parameter.freeze(frozen);
            }
        });
    }

    /** Frees the parameters, after the passes that are under way; a second call does nothing. */
    @Override
    public final void close() {
        life.close(() -> {
            getParameters().values().forEach(Parameter::close);
            if (manager != null) {
                manager.close();
            }
        });
    }

    /**
     * Tells whether the model was closed.
     *
     * @return true after {@link #close}
     */
    public final boolean isClosed() {
        return life.isClosed();
    }
}
