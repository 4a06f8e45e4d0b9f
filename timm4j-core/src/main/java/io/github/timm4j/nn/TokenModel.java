package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.internal.Aten;
import io.github.timm4j.internal.AtenOp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A model that is a row of blocks over a sequence of tokens {@code (B, N, C)}: class and register tokens first, then one a patch.
 * Each block is a level of features; behind the blocks come a norm, pooling, another norm and a linear classifier.
 *
 * <p>Families register these parts in their constructors, in the order of their keys; features, intermediates, feature info,
 * pruning and the exchange of the classifier follow.
 */
public abstract class TokenModel extends ImageModel {
    private static final int USUAL_LEVELS = 3;
    private static final String BLOCKS = "blocks";
    private static final String NORM = "norm";
    private static final String ATTENTION_POOL = "attn_pool";
    private static final String FC_NORM = "fc_norm";
    private static final String HEAD = "head";
    private static final AtenOp CONTIGUOUS = AtenOp.unary("contiguous");

    /** How one pass calls a block. */
    @FunctionalInterface
    public interface BlockCall {
        /** As it is. */
        BlockCall PLAIN = (index, block) -> block;

        /**
         * Gives a block what else it needs in this pass, as position biases.
         *
         * @param index the block's number
         * @param block the block
         * @return the layer to call
         */
        Layer of(int index, Layer block);
    }

    /**
     * What the blocks begin with.
     *
     * @param tokens {@code (B, N, C)}, which the model may free
     * @param call how the blocks are called
     */
    public record Embedded(NDArray tokens, BlockCall call) {
        /**
         * Tokens alone.
         *
         * @param tokens {@code (B, N, C)}
         */
        public Embedded(NDArray tokens) {
            this(tokens, BlockCall.PLAIN);
        }
    }

    private final int dim;
    private final Layer headDrop;
    private List<Layer> blocks = List.of();
    private List<FeatureInfo.Level> levels = List.of();
    private @Nullable Layer norm;
    private @Nullable Layer attentionPool;
    private @Nullable Layer fcNorm;
    private boolean poolsPrefix;
    private String globalPool = "";
    private @Nullable Linear classifier;

    /**
     * For families.
     *
     * @param options what the caller varies
     * @param dim features of a token
     */
    protected TokenModel(ModelOptions options, int dim) {
        super(options);
        this.dim = dim;
        this.headDrop = child("head_drop", new Dropout(options.head().dropRate()));
    }

    // What a family states.

    /**
     * Makes tokens of pictures, with everything that precedes the first block.
     *
     * @param x pictures {@code (B, C, H, W)}
     * @return the tokens
     */
    protected abstract Embedded embed(NDArray x);

    /**
     * The grid of patch tokens.
     *
     * @param picture size of the pictures
     * @return rows and columns
     */
    protected abstract ImageSize grid(ImageSize picture);

    /**
     * Class and register tokens before those of the patches.
     *
     * @return their number
     */
    public abstract int numPrefixTokens();

    /**
     * Registers the blocks.
     *
     * @param made in the order in which they are called
     * @param reduction picture size over the size of the grid of tokens
     */
    protected final void blocks(List<? extends Layer> made, int reduction) {
        blocks = List.copyOf(made);
        levels = IntStream.range(0, blocks.size())
                .mapToObj(i -> new FeatureInfo.Level(BLOCKS + "." + i, dim, reduction))
                .toList();
        child(BLOCKS, new Sequential(blocks));
    }

    /**
     * Registers the norm behind the blocks.
     *
     * @param layer the norm, or null for none
     */
    protected final void norm(@Nullable Layer layer) {
        norm = layer == null ? null : child(NORM, layer);
    }

    /**
     * Registers an attention pool, which replaces other pooling.
     *
     * @param layer {@code (B, N, C) -> (B, C)}, or null for none
     */
    protected final void attentionPool(@Nullable Layer layer) {
        attentionPool = layer == null ? null : child(ATTENTION_POOL, layer);
    }

    /**
     * Registers the norm behind the pooling.
     *
     * @param layer the norm, or null for none
     */
    protected final void fcNorm(@Nullable Layer layer) {
        fcNorm = layer == null ? null : child(FC_NORM, layer);
    }

    /**
     * Adds pooling, dropout and the classifier; to be called last.
     *
     * @param numClasses number of classes, 0 for none
     * @param pooling timm's name of the pooling
     * @param withPrefix whether class and register tokens are pooled with the patches
     */
    protected final void head(int numClasses, String pooling, boolean withPrefix) {
        if (!isAttention(pooling)) {
            TokenPool.check(pooling);
        }
        globalPool = pooling;
        poolsPrefix = withPrefix;
        classifier = numClasses == 0 ? null : child(HEAD, newClassifier(numClasses));
    }

    /**
     * Checks a pooling that this model is asked for.
     *
     * @param pooling timm's name
     * @throws IllegalArgumentException where the model cannot pool so
     */
    protected void checkPool(String pooling) {
        if (isAttention(pooling) && !(attentionPool != null && pooling.equals(globalPool))) {
            throw new IllegalArgumentException("attention pooling '" + pooling
                    + "' is chosen when a model is made; this one pools by '" + globalPool + "'");
        }
        if (!isAttention(pooling)) {
            TokenPool.check(pooling);
        }
    }

    /**
     * Makes the first classifier; families override its initial distribution, which later ones do not have.
     *
     * @param classes outputs
     * @return the layer
     */
    protected Linear newClassifier(int classes) {
        return new Linear(dim, classes, true);
    }

    /**
     * Class-attention blocks and the like, between the blocks and the norm.
     *
     * @param x tokens behind the last block, which stay the caller's
     * @return the tokens to normalise
     */
    protected NDArray afterBlocks(NDArray x) {
        return x;
    }

    // What follows.

    @Override
    protected final NDArray features(NDArray x) {
        checkPictures(x);
        return features(embed(x));
    }

    /**
     * The body's mathematics from the first block on.
     *
     * @param embedded the tokens, which are freed
     * @return features {@code (B, N, C)}
     */
    protected final NDArray features(Embedded embedded) {
        return finish(run(embedded, blocks.size(), Map.of()), false);
    }

    /** Calls the first blocks and frees what lies between them, except for what is to be found. */
    private NDArray run(Embedded embedded, int count, Map<Integer, NDArray[]> found) {
        NDArray x = embedded.tokens();
        ActivationCheckpoints checkpoints = ActivationCheckpoints.current();
        boolean kept = false;
        for (int i = 0; i < count; i++) {
            Layer block = embedded.call().of(i, blocks.get(i));
            // a block that needs more than its input would need that again
            NDArray y = checkpoints == null || block != blocks.get(i) ? block.apply(x) : checkpoints.call(block, x);
            if (y != x && !kept) {
                free(x);
            }
            x = y;
            NDArray[] place = found.get(i);
            kept = place != null;
            if (place != null) {
                place[0] = x;
            }
        }
        return x;
    }

    private NDArray finish(NDArray x, boolean kept) {
        NDArray y = afterBlocks(x);
        NDArray z = chain(y, norm);
        if (y != x && z != y) {
            free(y);
        }
        if (z != x && !kept) {
            free(x);
        }
        return z;
    }

    @Override
    protected NDArray head(NDArray x, boolean preLogits) {
        int left = poolsPrefix ? 0 : numPrefixTokens();
        Layer pool = attentionPool == null ? new TokenPool(globalPool, left) : attentionPool;
        Layer patches = attentionPool == null ? null : new PatchTokens(left);
        return chain(x, patches, pool, fcNorm, headDrop, preLogits ? null : classifier);
    }

    @Override
    protected Intermediates intermediates(NDArray x, FeatureRequest request) {
        checkPictures(x);
        if (request.format() == FeatureRequest.Format.NHWC) {
            throw new IllegalArgumentException("tokens come as NCHW or NLC, asked for NHWC");
        }
        if (request.extraBlocks()) {
            throw new IllegalArgumentException("every block of this model ends a level: it has no extra blocks");
        }
        Set<Integer> wanted = new TreeSet<>(request.resolve(blocks.size()));
        boolean cut = request.stopEarly() || request.intermediatesOnly();
        int count = cut ? wanted.stream().mapToInt(i -> i + 1).max().orElse(0) : blocks.size();
        Map<Integer, NDArray[]> found = new HashMap<>();
        wanted.forEach(i -> found.put(i, new NDArray[1]));
        NDArray last = run(embed(x), count, found);
        NDList maps = new NDList();
        NDList prefixes = new NDList();
        ImageSize grid = grid(size(x));
        for (int i : wanted) {
            NDArray block = Objects.requireNonNull(found.get(i))[0];
            NDArray level = request.norm() ? chain(block, norm) : block;
            maps.add(level(level, grid, request.format()));
            if (request.prefixTokens() && numPrefixTokens() > 0) {
                prefixes.add(PatchTokens.slice(level, 0, numPrefixTokens()));
            }
        }
        return new Intermediates(request.intermediatesOnly() ? null : finish(last, true), maps, prefixes);
    }

    private NDArray level(NDArray x, ImageSize grid, FeatureRequest.Format format) {
        NDArray patches = PatchTokens.slice(x, numPrefixTokens(), x.getShape().get(1));
        if (format == FeatureRequest.Format.NLC) {
            return patches;
        }
        NDArray map = patches.reshape(x.getShape().get(0), grid.height(), grid.width(), dim);
        return Aten.call(CONTIGUOUS, map.transpose(0, 3, 1, 2));
    }

    /**
     * Size of pictures.
     *
     * @param x {@code (B, C, H, W)}
     * @return rows and columns
     */
    protected static ImageSize size(NDArray x) {
        Shape shape = x.getShape();
        return new ImageSize(Math.toIntExact(shape.get(2)), Math.toIntExact(shape.get(3)));
    }

    /** The last three, or as many as there are. */
    @Override
    protected List<Integer> usualLevels() {
        int count = blocks.size();
        return IntStream.range(Math.max(0, count - USUAL_LEVELS), count).boxed().toList();
    }

    @Override
    protected void prune(List<Integer> wanted, boolean pruneNorm, boolean pruneHead) {
        int count = wanted.stream().mapToInt(i -> i + 1).max().orElse(0);
        blocks = blocks.subList(0, count);
        levels = levels.subList(0, count);
        replaceChild(BLOCKS, new Sequential(blocks));
        if (pruneNorm) {
            norm = null;
            replaceChild(NORM, null);
        }
        if (pruneHead) {
            fcNorm = null;
            replaceChild(FC_NORM, null);
            replaceClassifier(0, "");
        }
    }

    @Override
    protected void replaceClassifier(int numClasses, @Nullable String pooling) {
        if (pooling != null) {
            changePool(pooling);
        }
        classifier = numClasses == 0 ? null : new Linear(dim, numClasses, true);
        replaceChild(HEAD, classifier);
    }

    private void changePool(String pooling) {
        checkPool(pooling);
        if (!isAttention(pooling)) {
            attentionPool = null;
            replaceChild(ATTENTION_POOL, null);
        }
        globalPool = pooling;
    }

    private static boolean isAttention(String pooling) {
        return pooling.equals("map") || pooling.equals("prr");
    }

    @Override
    public Set<String> foreignArguments() {
        return Set.of("output_stride", "drop_block_rate", "bn_momentum", "bn_eps", "bn_tf");
    }

    @Override
    protected FeatureInfo allLevels() {
        return new FeatureInfo(levels);
    }

    /**
     * The blocks that the model still has.
     *
     * @return in the order in which they are called
     */
    public final List<Layer> blocks() {
        return new ArrayList<>(blocks);
    }

    @Override
    public int numClasses() {
        return classifier == null ? 0 : classifier.out();
    }

    @Override
    public int numFeatures() {
        return dim;
    }

    @Override
    public final String globalPool() {
        return globalPool;
    }

    @Override
    public String classifierName() {
        return HEAD;
    }
}
