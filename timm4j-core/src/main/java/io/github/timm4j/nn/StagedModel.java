package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.github.timm4j.config.ModelOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A model that is a row of steps over feature maps, some of which end a level of features, with a pooled classifier behind.
 *
 * <p>Families list their steps in the constructor; features, intermediates, feature info, pruning and the exchange of the
 * classifier follow from that list.
 */
public abstract class StagedModel extends ImageModel {

    /**
     * A layer, the level of features that it ends, its channels where it ends a block, else 0, and whether it belongs to the
     * level before it.
     */
    private record Step(Layer layer, FeatureInfo.@Nullable Level level, int blockChannels, boolean tail) {}

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
        steps.add(new Step(layer, null, 0, false));
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
        steps.add(new Step(last.layer(), level, last.blockChannels(), false));
        levels.add(level);
    }

    /**
     * Ends a block with the last step, for families whose features can be asked for block by block; the stem is one too.
     *
     * @param channels number of channels
     */
    protected final void block(int channels) {
        Step last = steps.remove(steps.size() - 1);
        steps.add(new Step(last.layer(), last.level(), channels, false));
    }

    /** Ties the last step to the level before it: a pass that stops early at that level ends behind it. */
    protected final void tail() {
        Step last = steps.remove(steps.size() - 1);
        steps.add(new Step(last.layer(), null, 0, true));
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
        replaceClassifier(options.numClasses(), options.globalPool("avg"), this::newClassifier);
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
            FeatureInfo.Level changed = null;
            if (level != null) {
                changed = new FeatureInfo.Level(level.module(), before, level.reduction());
                levels.set(levels.indexOf(level), changed);
            }
            steps.set(i, new Step(step.layer(), changed, step.blockChannels() == 0 ? 0 : before, step.tail()));
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
        List<Integer> ends = ends(request.extraBlocks());
        NavigableSet<Integer> wanted = new TreeSet<>();
        request.resolve(ends.size()).forEach(index -> wanted.add(ends.get(index)));
        int deepest = wanted.isEmpty() ? -1 : wanted.last();
        // what follows the deepest level of all belongs to the network's own output
        boolean early = request.stopEarly() && deepest != ends.get(ends.size() - 1);
        int count = early || request.intermediatesOnly() ? deepest + 1 : steps.size();
        while (!request.intermediatesOnly()
                && count < steps.size()
                && steps.get(count).tail()) {
            count++;
        }
        NDList found = new NDList();
        NDArray y = x;
        boolean kept = true; // x and levels stay; other intermediates are freed when used
        boolean owned = false;
        for (int i = 0; i < count; i++) {
            Layer layer = steps.get(i).layer();
            NDArray z = owned ? layer.overwrite(y) : layer.apply(y);
            if (z != y) {
                if (!kept) {
                    free(y);
                }
                kept = false;
                owned = owned || layer.makesNew();
            }
            y = z;
            if (wanted.contains(i)) {
                found.add(y);
                kept = true;
                owned = false;
            }
        }
        return new Intermediates(request.intermediatesOnly() ? null : y, found);
    }

    /** The steps that end levels, or blocks. */
    private List<Integer> ends(boolean blocks) {
        List<Integer> ends = IntStream.range(0, steps.size())
                .filter(i ->
                        blocks ? steps.get(i).blockChannels() > 0 : steps.get(i).level() != null)
                .boxed()
                .toList();
        if (blocks && ends.isEmpty()) {
            throw new IllegalArgumentException(
                    getClass().getSimpleName() + " has levels of features but no extra blocks");
        }
        return ends;
    }

    @Override
    protected void prune(List<Integer> wanted, boolean pruneNorm, boolean pruneHead) {
        int deepest = wanted.stream().mapToInt(Integer::intValue).max().orElse(levels.size() - 1);
        cut(ends(false), deepest, pruneNorm, pruneHead);
    }

    /**
     * Removes what the given blocks do not need and makes no further use of.
     *
     * @param indices blocks with the stem as the first, negative from the end, null for all
     * @param pruneNorm whether a final norm goes too
     * @param pruneHead whether the head goes too
     * @return the blocks from 0
     * @throws IllegalArgumentException where an index is out of range or the family has no {@linkplain #block blocks}
     */
    public final List<Integer> pruneBlocks(@Nullable List<Integer> indices, boolean pruneNorm, boolean pruneHead) {
        List<Integer> ends = ends(true);
        List<Integer> blocks = FeatureRequest.resolve(indices, ends.size());
        int deepest = blocks.stream().mapToInt(Integer::intValue).max().orElse(ends.size() - 1);
        restructure(() -> cut(ends, deepest, pruneNorm, pruneHead));
        return blocks;
    }

    private void cut(List<Integer> ends, int deepest, boolean pruneNorm, boolean pruneHead) {
        boolean headless = pruneHead || deepest < ends.size() - 1;
        Step last = steps.get(ends.get(deepest));
        if (headless || pruneNorm) {
            List<Step> dropped = steps.subList(ends.get(deepest) + 1, steps.size());
            // what follows the last level feeds the head alone
            headless |= !dropped.isEmpty();
            for (Step step : dropped) {
                remove(step.layer());
                levels.removeIf(level -> level.equals(step.level()));
            }
            dropped.clear();
            FeatureInfo.Level level = last.level();
            numFeatures = level == null ? last.blockChannels() : level.channels();
        }
        if (headless) {
            if (hiddenHead != null) {
                hiddenHead.layers().forEach(this::remove);
                hiddenHead = null;
            }
            replaceClassifier(0, "");
        }
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
        replaceClassifier(numClasses, globalPool, (features, classes) -> new Linear(features, classes, true));
    }

    private void replaceClassifier(
            int numClasses, @Nullable String globalPool, BiFunction<Integer, Integer, Linear> made) {
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
        replaceChild("global_pool", pool);
        classifier = numClasses == 0 ? null : made.apply(headHiddenSize(), numClasses);
        replaceChild(classifierKey, classifier);
    }

    /**
     * Makes the first classifier; families override its initial distribution, which later ones do not have.
     *
     * @param features inputs
     * @param classes outputs
     * @return the layer
     */
    protected Linear newClassifier(int features, int classes) {
        return new Linear(features, classes, true);
    }

    @Override
    public Set<String> foreignArguments() {
        return Set.of("img_size", "pos_drop_rate", "patch_drop_rate", "proj_drop_rate", "attn_drop_rate");
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
