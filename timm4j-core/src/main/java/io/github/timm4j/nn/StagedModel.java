package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.github.timm4j.config.ModelOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model that is a row of steps over feature maps, some of which end a level of features, with a pooled classifier behind.
 *
 * <p>Families list their steps in the constructor; features, intermediates, feature info, pruning and the exchange of the
 * classifier follow from that list.
 */
public abstract class StagedModel extends ImageModel {

    private record Step(Layer layer, FeatureInfo.@Nullable Level level) {}

    /** Layers between pooling and classifier, for the channels {@code in} that pooling gives. */
    private record HiddenHead(int in, int out, List<Layer> layers) {}

    private final List<Step> steps = new ArrayList<>();
    private final List<FeatureInfo.Level> levels = new ArrayList<>();
    private final Layer headDrop;
    private String classifierKey = "";
    private GlobalPool pool = new GlobalPool("");
    private @Nullable HiddenHead hiddenHead;
    private @Nullable Linear classifier;
    private int numFeatures;

    /**
     * For families.
     *
     * @param options what the caller varies
     */
    protected StagedModel(ModelOptions options) {
        super(options);
        this.headDrop = new Dropout(options.head().dropRate());
    }

    /**
     * Adds a step; the family registers the layer as a child where its key belongs.
     *
     * @param <L> the layer's type
     * @param layer called after the steps so far
     * @return the layer
     */
    protected final <L extends Layer> L step(L layer) {
        steps.add(new Step(layer, null));
        return layer;
    }

    /**
     * Ends a level of features with the last step.
     *
     * @param module path of the layer that timm names
     * @param channels number of channels
     * @param reduction input size divided by the level's size
     */
    protected final void level(String module, int channels, int reduction) {
        FeatureInfo.Level level = new FeatureInfo.Level(module, channels, reduction);
        Step last = steps.remove(steps.size() - 1);
        steps.add(new Step(last.layer(), level));
        levels.add(level);
    }

    /**
     * Puts layers between pooling and the classifier's dropout; they see maps {@code (B, in, 1, 1)}. To be called before {@link
     * #classifier}.
     *
     * @param in channels after pooling
     * @param out channels of the last of the layers
     * @param layers called in order; the family registers them as children where their keys belong
     */
    protected final void hiddenHead(int in, int out, Layer... layers) {
        hiddenHead = new HiddenHead(in, out, List.of(layers));
    }

    /**
     * Adds pooling, dropout and a linear classifier; to be called last.
     *
     * @param key the classifier's key
     * @param features channels of the last step
     * @param options what the caller varies
     */
    protected final void classifier(String key, int features, ModelOptions options) {
        classifierKey = key;
        numFeatures = features;
        replaceClassifier(options.numClasses(), options.globalPool("avg"));
    }

    /**
     * Gives the layers the channels of a pruned form of the network; to be called last, before weights are there.
     *
     * @param shapes shape of every weight of the pruned form
     */
    protected final void pruneChannels(Map<String, long[]> shapes) {
        Pruning.resize(this, shapes);
        int before = 0;
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            before = Pruning.outChannels(step.layer(), before);
            FeatureInfo.Level level = step.level();
            if (level != null) {
                FeatureInfo.Level changed = new FeatureInfo.Level(level.module(), before, level.reduction());
                levels.set(levels.indexOf(level), changed);
                steps.set(i, new Step(step.layer(), changed));
            }
        }
        numFeatures = before;
        replaceClassifier(numClasses(), null);
    }

    @Override
    protected NDArray features(NDArray x) {
        checkPictures(x);
        return chain(x, steps.stream().map(Step::layer).toArray(Layer[]::new));
    }

    @Override
    protected NDArray head(NDArray x, boolean preLogits) {
        Layer last = preLogits ? null : classifier;
        HiddenHead hidden = hiddenHead;
        if (hidden == null) {
            return chain(x, pool, headDrop, last);
        }
        List<@Nullable Layer> layers = new ArrayList<>();
        layers.add(pool);
        layers.addAll(hidden.layers());
        layers.add(pool.type().isEmpty() ? null : new Flatten());
        layers.add(headDrop);
        layers.add(last);
        return chain(x, layers.toArray(new Layer[0]));
    }

    @Override
    protected Intermediates intermediates(NDArray x, FeatureRequest request) {
        checkPictures(x);
        if (request.format() != FeatureRequest.Format.NCHW) {
            throw new IllegalArgumentException("feature maps come as NCHW only, asked for " + request.format());
        }
        List<Integer> wanted = request.resolve(levels.size());
        int deepest = wanted.stream().mapToInt(Integer::intValue).max().orElse(-1);
        NDArray[] found = new NDArray[levels.size()];
        NDArray y = x;
        boolean kept = true; // x and levels stay; other intermediates are freed when used
        boolean owned = false;
        int level = 0;
        for (Step step : steps) {
            if (level > deepest && (request.stopEarly() || request.intermediatesOnly())) {
                break;
            }
            NDArray z = owned ? step.layer().overwrite(y) : step.layer().apply(y);
            if (z != y) {
                if (!kept) {
                    free(y);
                }
                kept = false;
                owned = owned || step.layer().makesNew();
            }
            y = z;
            if (step.level() != null && wanted.contains(level++)) {
                found[level - 1] = y;
                kept = true;
                owned = false;
            }
        }
        NDList results = new NDList();
        wanted.forEach(index -> results.add(found[index]));
        return new Intermediates(request.intermediatesOnly() ? null : y, results);
    }

    @Override
    protected void prune(List<Integer> wanted, boolean pruneNorm, boolean pruneHead) {
        int deepest = wanted.stream().mapToInt(Integer::intValue).max().orElse(levels.size() - 1);
        boolean shortened = deepest < levels.size() - 1;
        int end = indexOf(levels.get(deepest)) + 1;
        // what follows the last level feeds the head alone
        if (shortened || pruneNorm || pruneHead) {
            List<Step> dropped = steps.subList(end, steps.size());
            dropped.forEach(step -> remove(step.layer()));
            dropped.clear();
            levels.subList(deepest + 1, levels.size()).clear();
            numFeatures = levels.get(deepest).channels();
        }
        if (pruneHead || shortened) {
            if (hiddenHead != null) {
                hiddenHead.layers().forEach(this::remove);
                hiddenHead = null;
            }
            replaceClassifier(0, "");
        }
    }

    private int indexOf(FeatureInfo.Level level) {
        for (int i = 0; i < steps.size(); i++) {
            if (level.equals(steps.get(i).level())) {
                return i;
            }
        }
        throw new IllegalArgumentException("no step ends " + level);
    }

    private void remove(Layer gone) {
        for (Layer parent : layers().values()) {
            for (Map.Entry<String, Layer> entry : List.copyOf(parent.children().entrySet())) {
                if (entry.getValue() == gone) {
                    parent.replaceChild(entry.getKey(), null);
                }
            }
        }
    }

    @Override
    protected void replaceClassifier(int numClasses, @Nullable String globalPool) {
        HiddenHead hidden = hiddenHead;
        GlobalPool wanted = new GlobalPool(globalPool == null ? pool.type() : globalPool, hidden == null);
        if (wanted.type().isEmpty() && numClasses > 0) {
            throw new IllegalArgumentException("a model with classes needs pooling; asked for '' and " + numClasses);
        }
        int pooled = numFeatures * wanted.featMult();
        if (hidden != null && hidden.in() != pooled) {
            throw new IllegalArgumentException("the head takes " + hidden.in() + " pooled channels; pooling '"
                    + wanted.type() + "' gives " + pooled);
        }
        pool = wanted;
        classifier = numClasses == 0 ? null : newClassifier(headHiddenSize(), numClasses);
        replaceChild(classifierKey, classifier);
    }

    /**
     * Makes the classifier; families override its initial distribution.
     *
     * @param features inputs
     * @param classes outputs
     * @return the layer
     */
    protected Linear newClassifier(int features, int classes) {
        return new Linear(features, classes, true);
    }

    @Override
    protected FeatureInfo allLevels() {
        return new FeatureInfo(levels);
    }

    @Override
    public int numClasses() {
        return classifier == null ? 0 : classifier.out();
    }

    @Override
    public int numFeatures() {
        return numFeatures;
    }

    @Override
    public int headHiddenSize() {
        return hiddenHead == null ? numFeatures * pool.featMult() : hiddenHead.out();
    }

    @Override
    public String globalPool() {
        return pool.type();
    }

    @Override
    public String classifierName() {
        return classifierKey;
    }
}
