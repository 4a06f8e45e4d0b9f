package io.github.timm4j.models.vit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.models.vit.VisionTransformerConfig.Patches;
import io.github.timm4j.nn.AttentionMask;
import io.github.timm4j.nn.AttentionPoolLatent;
import io.github.timm4j.nn.AttentionPoolPrr;
import io.github.timm4j.nn.Dropout;
import io.github.timm4j.nn.GroupMatcher;
import io.github.timm4j.nn.Init;
import io.github.timm4j.nn.Layer;
import io.github.timm4j.nn.Linear;
import io.github.timm4j.nn.Maskable;
import io.github.timm4j.nn.Norm;
import io.github.timm4j.nn.PatchDropout;
import io.github.timm4j.nn.PatchEmbed;
import io.github.timm4j.nn.PatchEmbedding;
import io.github.timm4j.nn.PositionEmbedding;
import io.github.timm4j.nn.Resampling;
import io.github.timm4j.nn.TokenModel;
import io.github.timm4j.weights.FirstConvolution;
import io.github.timm4j.weights.WeightTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Patches as tokens, class and register tokens, learnt positions, blocks, a norm, pooling and a linear classifier:
 * {@code (B, C, H, W) -> (B, classes)}.
 *
 * @see <a href="https://arxiv.org/abs/2010.11929">An Image is Worth 16x16 Words</a>
 */
public class VisionTransformer extends TokenModel {
    private static final double PREFIX_STD = 1e-6;
    private static final double POSITION_STD = 0.02;

    private static final String KERNELS = "patch_embed.proj.weight";
    private static final String POSITIONS = "pos_embed";

    private final VisionTransformerConfig config;
    private final PatchEmbedding patchEmbed;
    private final List<Parameter> prefix = new ArrayList<>();
    private @Nullable Parameter posEmbed;
    private final Layer posDrop;
    private final Layer patchDrop;
    private final @Nullable Layer normPre;

    /**
     * Makes the model.
     *
     * @param config its shape
     * @param options what the caller varies
     */
    public VisionTransformer(VisionTransformerConfig config, ModelOptions options) {
        this(config, options, patchEmbed(config, options));
    }

    /**
     * Makes the model with another embedding of patches.
     *
     * @param config its shape
     * @param options what the caller varies
     * @param embedding makes the patch tokens
     */
    protected VisionTransformer(VisionTransformerConfig config, ModelOptions options, PatchEmbedding embedding) {
        super(options, config.width().embedDim());
        int dim = config.width().embedDim();
        VisionTransformerConfig.Norms norms = config.norms();
        ModelOptions.Regularisation rates = options.regularisation();
        String pooling = options.globalPool(config.pooling().globalPool());
        if (pooling.equals("token") && !config.tokens().classToken()) {
            throw new IllegalArgumentException("token pooling needs the class token");
        }
        this.config = config;
        registerTokens(dim, embedding.grid());
        this.patchEmbed = child("patch_embed", embedding);
        this.posDrop = child("pos_drop", new Dropout(rate(rates.posDropRate())));
        this.patchDrop = child("patch_drop", new PatchDropout(rate(rates.patchDropRate()), numPrefixTokens()));
        this.normPre = norms.preNorm() ? child("norm_pre", norm(dim)) : null;
        blocks(blocks(options), embedding.reduction());
        boolean after = fcNorm(norms, pooling);
        norm(norms.finalNorm() && !after ? norm(dim) : null);
        attentionPool(attentionPool(pooling));
        fcNorm(norms.finalNorm() && after ? norm(dim) : null);
        head(options.numClasses(), pooling, config.pooling().poolIncludePrefix() || pooling.equals("prr"));
    }

    private static boolean fcNorm(VisionTransformerConfig.Norms norms, String pooling) {
        Boolean chosen = norms.fcNorm();
        return chosen == null ? Set.of("avg", "avgmax", "max").contains(pooling) : chosen;
    }

    private static double rate(@Nullable Double chosen) {
        return chosen == null ? 0 : chosen;
    }

    private static PatchEmbedding patchEmbed(VisionTransformerConfig config, ModelOptions options) {
        Patches patches = config.patches();
        ImageSize chosen = options.input().imageSize();
        NormType norm = patches.embedNormLayer();
        PatchEmbed.Sizes sizes = PatchEmbed.Sizes.FIXED;
        if (patches.dynamicImgSize()) {
            sizes = patches.dynamicImgPad() ? PatchEmbed.Sizes.PADDED : PatchEmbed.Sizes.MULTIPLES;
        }
        return config.weights()
                .weightInit()
                .patchEmbed(PatchEmbed.Options.of(
                                chosen == null ? ImageSize.square(patches.imgSize()) : chosen,
                                patches.patchSize(),
                                options.inChannels(),
                                config.width().embedDim())
                        .bias(!config.norms().preNorm())
                        .norm(norm == null ? null : norm.norm())
                        .sizes(sizes));
    }

    private void registerTokens(int dim, ImageSize grid) {
        if (config.tokens().classToken()) {
            prefix.add(parameter("cls_token", Init.normal(PREFIX_STD), 1, 1, dim));
        }
        if (config.tokens().regTokens() > 0) {
            prefix.add(parameter(
                    "reg_token", Init.normal(PREFIX_STD), 1, config.tokens().regTokens(), dim));
        }
        if (config.tokens().posEmbed() == PosEmbed.LEARN) {
            posEmbed = parameter(POSITIONS, Init.truncatedNormal(POSITION_STD), 1, positions(grid), dim);
        }
    }

    private long positions(ImageSize grid) {
        return (long) grid.height() * grid.width() + prefixPositions();
    }

    private int prefixPositions() {
        return config.tokens().noEmbedClass() ? 0 : numPrefixTokens();
    }

    private Layer norm(int dim) {
        return config.norms().normLayer().norm().layer(dim);
    }

    private List<Layer> blocks(ModelOptions options) {
        ModelOptions.Regularisation rates = options.regularisation();
        int depth = config.width().depth();
        double dropPath = options.dropPathRate(0) / Math.max(1, depth - 1);
        List<Layer> blocks = new ArrayList<>();
        for (int i = 0; i < depth; i++) {
            BlockParts parts =
                    new BlockParts(config, i, rate(rates.projDropRate()), rate(rates.attnDropRate()), dropPath * i);
            blocks.add(parts.block());
        }
        return blocks;
    }

    private @Nullable Layer attentionPool(String pooling) {
        VisionTransformerConfig.Width width = config.width();
        Norm norm = config.norms().normLayer().norm();
        return switch (pooling) {
            case "map" ->
                new AttentionPoolLatent(
                        AttentionPoolLatent.Options.of(
                                width.embedDim(),
                                width.numHeads(),
                                width.mlpRatio(),
                                norm,
                                config.blocks().actLayer()),
                        config.weights().weightInit().projection(1));
            case "prr" ->
                new AttentionPoolPrr(
                        width.embedDim(), width.numHeads(), config.tokens().classToken() ? "token" : "avg", null, null);
            default -> null;
        };
    }

    /**
     * The shape of the model.
     *
     * @return the configuration it was made of
     */
    public final VisionTransformerConfig config() {
        return config;
    }

    @Override
    protected Linear newClassifier(int classes) {
        return config.weights().weightInit().head(numFeatures(), classes);
    }

    @Override
    protected Embedded embed(NDArray x) {
        ImageSize grid = grid(size(x));
        Layer positions = bound(tokens -> positioned(tokens, grid));
        return new Embedded(chain(x, patchEmbed, positions, posEmbed == null ? null : posDrop, patchDrop, normPre));
    }

    private NDArray positioned(NDArray tokens, ImageSize grid) {
        if (posEmbed == null) {
            return prefixed(tokens);
        }
        NDArray positions = PositionEmbedding.resample(
                value(posEmbed), patchEmbed.grid(), grid, prefixPositions(), Resampling.BICUBIC);
        return config.tokens().noEmbedClass()
                ? prefixed(tokens.add(positions))
                : prefixed(tokens).add(positions);
    }

    private NDArray prefixed(NDArray tokens) {
        if (prefix.isEmpty()) {
            return tokens;
        }
        Shape shape = tokens.getShape();
        NDList parts = new NDList();
        for (Parameter parameter : prefix) {
            NDArray token = value(parameter);
            parts.add(token.broadcast(shape.get(0), token.getShape().get(1), shape.get(2)));
        }
        parts.add(tokens);
        return parts.get(0).getNDArrayInternal().concat(parts.subNDList(1), 1);
    }

    @Override
    protected ImageSize grid(ImageSize picture) {
        return patchEmbed.grid(picture);
    }

    @Override
    public int numPrefixTokens() {
        return (config.tokens().classToken() ? 1 : 0) + config.tokens().regTokens();
    }

    /**
     * Computes logits under an attention mask.
     *
     * @param x pictures {@code (B, C, H, W)}, normalised
     * @param mask which tokens attend to which in every block
     * @return logits {@code (B, classes)}
     */
    public final NDArray forward(NDArray x, AttentionMask mask) {
        return run(x, false, in -> new NDList(head(features(in, mask), false))).head();
    }

    /**
     * Computes features under an attention mask.
     *
     * @param x pictures {@code (B, C, H, W)}, normalised
     * @param mask which tokens attend to which in every block
     * @return tokens {@code (B, N, dim)}
     */
    public final NDArray forwardFeatures(NDArray x, AttentionMask mask) {
        return run(x, false, in -> new NDList(features(in, mask))).head();
    }

    private NDArray features(NDArray x, AttentionMask mask) {
        checkPictures(x);
        return features(new Embedded(embed(x).tokens(), (index, block) -> ((Maskable) block).with(mask)));
    }

    @Override
    public Map<String, WeightTensor> fromCheckpoint(Map<String, WeightTensor> checkpoint) {
        Map<String, WeightTensor> tensors = VisionTransformerCheckpoints.unwrapped(checkpoint);
        Map<String, WeightTensor> own = VisionTransformerCheckpoints.renamed(tensors, numClasses() > 0);
        WeightTensor kernels = own.get(KERNELS);
        CheckpointSizes sizes = sizes(config.checkpoints().resampling());
        ImageSize picture = description().trainedSize();
        Map<String, WeightTensor> fitted = new LinkedHashMap<>(own);
        fitted.keySet().removeIf(key -> key.contains("pre_logits"));
        fitted.computeIfPresent(KERNELS, (key, weight) -> sizes.kernels(weight));
        if (posEmbed != null) {
            fitted.computeIfPresent(
                    POSITIONS,
                    (key, embedding) -> VisionTransformerCheckpoints.isRadio(tensors)
                            ? sizes.squarePositions(embedding)
                            : sizes.positions(embedding, picture, kernels));
        }
        return fitted;
    }

    @Override
    public boolean needsWholeCheckpoint() {
        return config.checkpoints() != VisionTransformerConfig.Checkpoints.WITH_ATTENTION_POOL
                || globalPool().equals("map");
    }

    private CheckpointSizes sizes(Resampling resampling) {
        return new CheckpointSizes(
                ImageSize.square(patchEmbed.reduction()), patchEmbed.grid(), prefixPositions(), resampling);
    }

    /**
     * Turns arrays of the original JAX code or of Big Vision into this model's keys; weights of timm's own layout pass through
     * {@link #fromCheckpoint}.
     *
     * @param tensors as the file has them
     * @return under this model's keys
     */
    @Override
    public Map<String, WeightTensor> fromForeignWeights(Map<String, WeightTensor> tensors) {
        Optional<FlaxWeights> flax = FlaxWeights.of(tensors);
        if (flax.isEmpty()) {
            return fromCheckpoint(tensors);
        }
        CheckpointSizes sizes = sizes(Resampling.BILINEAR);
        Map<String, WeightTensor> own = flax.get().renamed(shapes(), blocks().size());
        own.computeIfPresent(
                KERNELS,
                (key, weight) -> sizes.kernels(
                        FirstConvolution.adapt(weight, inChannels()).orElseThrow()));
        own.computeIfPresent(POSITIONS, (key, embedding) -> sizes.positions(embedding, null, null));
        return own;
    }

    @Override
    public void setInputSize(ImageSize size) {
        setInputSize(size, null);
    }

    /**
     * Adapts the model to another picture size and patch size, with its position embeddings and patch kernels.
     *
     * @param size the new picture size, null for the present one
     * @param patchSize the new side of a patch, null for the present one
     */
    public final void setInputSize(@Nullable ImageSize size, @Nullable Integer patchSize) {
        restructure(() -> resize(size, patchSize));
    }

    private void resize(@Nullable ImageSize size, @Nullable Integer patchSize) {
        ImageSize before = patchEmbed.grid();
        patchEmbed.setInputSize(size, patchSize);
        ImageSize after = patchEmbed.grid();
        if (posEmbed != null && !after.equals(before)) {
            posEmbed = exchange(
                    posEmbed,
                    old -> PositionEmbedding.resample(old, before, after, prefixPositions(), Resampling.BICUBIC),
                    1,
                    positions(after),
                    numFeatures());
        }
        if (patchSize != null) {
            describe(description().with("patch_size", patchSize));
        }
    }

    @Override
    public ImageSize imageSize() {
        return patchEmbed.picture();
    }

    @Override
    public boolean fixedInputSize() {
        return !config.patches().dynamicImgSize();
    }

    /** The place of the norm follows from the pooling where a model is made, and stays where the pooling changes later. */
    @Override
    protected void replaceClassifier(int numClasses, @Nullable String pooling) {
        super.replaceClassifier(numClasses, pooling);
        if (pooling != null) {
            describe(description().with("fc_norm", children().containsKey("fc_norm")));
        }
    }

    @Override
    protected void checkPool(String pooling) {
        super.checkPool(pooling);
        if (pooling.equals("token") && !config.tokens().classToken()) {
            throw new IllegalArgumentException("token pooling needs the class token");
        }
    }

    @Override
    public Set<String> noWeightDecay() {
        return Set.of("pos_embed", "cls_token", "reg_token", "dist_token");
    }

    @Override
    public Optional<GroupMatcher> groupMatcher(boolean coarse) {
        return Optional.of(GroupMatcher.of("^cls_token|reg_token|pos_embed|patch_embed|norm_pre", "^blocks\\.(\\d+)")
                .and(1, "^norm", GroupMatcher.PREVIOUS_LAYER));
    }
}
