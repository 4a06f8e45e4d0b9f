package io.github.timm4j.models.vit;

import io.github.timm4j.config.Arguments;
import io.github.timm4j.config.Bounds;
import io.github.timm4j.config.Coded;
import io.github.timm4j.config.RecordBinder;
import io.github.timm4j.nn.Activation;
import io.github.timm4j.nn.Resampling;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a vision transformer.
 *
 * @param patches how a picture becomes tokens
 * @param width size of the transformer
 * @param tokens what is beside the patches
 * @param blocks what the blocks consist of
 * @param norms where tokens are normalised
 * @param pooling how tokens become one vector
 * @param weights how random weights begin
 * @param checkpoints how published weights are fitted
 */
@RecordBuilder
public record VisionTransformerConfig(
        Patches patches,
        Width width,
        Tokens tokens,
        Blocks blocks,
        Norms norms,
        Pooling pooling,
        Weights weights,
        Checkpoints checkpoints)
        implements VisionTransformerConfigBuilder.With {

    /**
     * How a picture becomes tokens.
     *
     * @param imgSize side of the picture where the caller chooses none
     * @param patchSize side of a patch
     * @param dynamicImgSize whether pictures of any size are taken, with resampled position embeddings
     * @param dynamicImgPad whether they are padded to a multiple of the patch size
     * @param embedNormLayer norm of the patch tokens, or null
     */
    @RecordBuilder
    public record Patches(
            int imgSize,
            @Coded(PatchSide.class) int patchSize,
            boolean dynamicImgSize,
            boolean dynamicImgPad,
            @Nullable NormType embedNormLayer)
            implements VisionTransformerConfigPatchesBuilder.With {
        /** Checks the sizes. */
        public Patches {
            Bounds.atLeast("img_size", 1, imgSize);
            Bounds.atLeast("patch_size", 1, patchSize);
        }
    }

    /**
     * Size of the transformer.
     *
     * @param embedDim features of a token
     * @param depth number of blocks
     * @param numHeads heads of an attention
     * @param mlpRatio hidden features of an MLP over those of a token
     */
    @RecordBuilder
    public record Width(int embedDim, int depth, int numHeads, double mlpRatio)
            implements VisionTransformerConfigWidthBuilder.With {
        /** Checks the numbers. */
        public Width {
            Bounds.atLeast("embed_dim", 1, embedDim);
            Bounds.atLeast("depth", 1, depth);
            Bounds.atLeast("num_heads", 1, numHeads);
        }
    }

    /**
     * What is beside the patches.
     *
     * @param classToken whether a class token comes first
     * @param regTokens number of register tokens
     * @param posEmbed position embeddings
     * @param noEmbedClass whether only patches have positions
     */
    @RecordBuilder
    public record Tokens(boolean classToken, int regTokens, PosEmbed posEmbed, boolean noEmbedClass)
            implements VisionTransformerConfigTokensBuilder.With {
        /** Checks the number. */
        public Tokens {
            Bounds.atLeast("reg_tokens", 0, regTokens);
        }
    }

    /**
     * What the blocks consist of.
     *
     * @param blockFn how attention and MLP are put together
     * @param attnLayer the attention
     * @param mlpLayer the MLP
     * @param actLayer the MLP's activation
     * @param qkvBias whether queries, keys and values add a bias
     * @param projBias whether the other linear maps do
     * @param initValues how learnt scales of the branches begin, null for none
     */
    @RecordBuilder
    public record Blocks(
            BlockType blockFn,
            AttentionType attnLayer,
            MlpType mlpLayer,
            Activation actLayer,
            boolean qkvBias,
            boolean projBias,
            @Nullable Double initValues)
            implements VisionTransformerConfigBlocksBuilder.With {}

    /**
     * Where tokens are normalised.
     *
     * @param normLayer the kind
     * @param preNorm before the blocks
     * @param finalNorm after the blocks or the pooling
     * @param fcNorm whether the final norm follows the pooling, null for that of patches
     * @param qkNorm each head's queries and keys
     * @param scaleAttnNorm attention before its output map
     * @param scaleMlpNorm the MLP's hidden features
     */
    @RecordBuilder
    public record Norms(
            NormType normLayer,
            boolean preNorm,
            boolean finalNorm,
            @Nullable Boolean fcNorm,
            boolean qkNorm,
            boolean scaleAttnNorm,
            boolean scaleMlpNorm)
            implements VisionTransformerConfigNormsBuilder.With {}

    /**
     * How tokens become one vector.
     *
     * @param globalPool {@code token, avg, max, avgmax, map, prr}, or empty for not at all
     * @param poolIncludePrefix whether class and register tokens are pooled with the patches
     */
    @RecordBuilder
    public record Pooling(String globalPool, boolean poolIncludePrefix)
            implements VisionTransformerConfigPoolingBuilder.With {}

    /**
     * How random weights begin.
     *
     * @param weightInit the distributions
     * @param fixInit whether weights at the end of residual branches shrink with the depth
     */
    public record Weights(WeightInit weightInit, boolean fixInit) {}

    /** How position embeddings and patch kernels of published weights are brought to a model's sizes. */
    public enum Checkpoints {
        /** Bicubic, antialiased. */
        BICUBIC(Resampling.BICUBIC),
        /** Bicubic, antialiased; a model without the attention pool that was published leaves that out. */
        WITH_ATTENTION_POOL(Resampling.BICUBIC),
        /** Bilinear. */
        BILINEAR(Resampling.BILINEAR),
        /** Bilinear between the corners' centres. */
        BILINEAR_CORNERS(new Resampling(Resampling.Mode.BILINEAR, false, true));

        private final Resampling resampling;

        Checkpoints(Resampling resampling) {
            this.resampling = resampling;
        }

        Resampling resampling() {
            return resampling;
        }
    }

    /**
     * Lays arguments under timm's names over this configuration.
     *
     * @param arguments what the caller varies
     * @return a changed copy
     * @throws IllegalArgumentException for an unknown name or a value that does not fit
     */
    public VisionTransformerConfig with(Arguments arguments) {
        return RecordBinder.bind(this, arguments.values());
    }

    /**
     * With another width of the MLPs.
     *
     * @param ratio hidden features over those of a token
     * @return a changed copy
     */
    public VisionTransformerConfig mlpRatio(double ratio) {
        return withWidth(width.withMlpRatio(ratio));
    }

    /**
     * For another picture size.
     *
     * @param size side of the picture
     * @return a changed copy
     */
    public VisionTransformerConfig imgSize(int size) {
        return withPatches(patches.withImgSize(size));
    }

    /**
     * For pictures of any size.
     *
     * @return a changed copy
     */
    public VisionTransformerConfig dynamicSize() {
        return withPatches(patches.withDynamicImgSize(true));
    }

    /**
     * With another kind of block.
     *
     * @param type the kind
     * @return a changed copy
     */
    public VisionTransformerConfig blocks(BlockType type) {
        return withBlocks(blocks.withBlockFn(type));
    }

    /**
     * With another kind of attention.
     *
     * @param type the kind
     * @return a changed copy
     */
    public VisionTransformerConfig attention(AttentionType type) {
        return withBlocks(blocks.withAttnLayer(type));
    }

    /**
     * With another activation.
     *
     * @param activation the MLP's
     * @return a changed copy
     */
    public VisionTransformerConfig activation(Activation activation) {
        return withBlocks(blocks.withActLayer(activation));
    }

    /**
     * With learnt scales of the branches.
     *
     * @param initValue how they begin
     * @return a changed copy
     */
    public VisionTransformerConfig layerScale(double initValue) {
        return withBlocks(blocks.withInitValues(initValue));
    }

    /**
     * Queries, keys and values without a bias.
     *
     * @return a changed copy
     */
    public VisionTransformerConfig noQkvBias() {
        return withBlocks(blocks.withQkvBias(false));
    }

    /**
     * Gated MLPs of two halves.
     *
     * @return a changed copy
     */
    public VisionTransformerConfig packedSwiGlu() {
        return withBlocks(blocks.withMlpLayer(MlpType.GLU).withActLayer(Activation.SILU));
    }

    /**
     * With another kind of norm.
     *
     * @param type the kind
     * @return a changed copy
     */
    public VisionTransformerConfig norm(NormType type) {
        return withNorms(norms.withNormLayer(type));
    }

    /**
     * With another pooling; those of patches take the final norm behind it.
     *
     * @param globalPool timm's name
     * @return a changed copy
     */
    public VisionTransformerConfig pool(String globalPool) {
        return withPooling(pooling.withGlobalPool(globalPool));
    }

    /**
     * Without a class token.
     *
     * @return a changed copy
     */
    public VisionTransformerConfig noClassToken() {
        return withTokens(tokens.withClassToken(false));
    }

    /**
     * With register tokens.
     *
     * @param count number of register tokens
     * @return a changed copy
     */
    public VisionTransformerConfig registers(int count) {
        return withTokens(tokens.withRegTokens(count));
    }

    /**
     * Only patches have positions.
     *
     * @return a changed copy
     */
    public VisionTransformerConfig patchPositions() {
        return withTokens(tokens.withNoEmbedClass(true));
    }

    /**
     * Without the norm behind blocks or pooling.
     *
     * @return a changed copy
     */
    public VisionTransformerConfig noFinalNorm() {
        return withNorms(norms.withFinalNorm(false));
    }

    /**
     * Class and register tokens are pooled with the patches.
     *
     * @return a changed copy
     */
    public VisionTransformerConfig poolPrefix() {
        return withPooling(pooling.withPoolIncludePrefix(true));
    }

    /**
     * The mean of the patches behind the final norm, no class token.
     *
     * @return a changed copy
     */
    public VisionTransformerConfig gap() {
        return noClassToken().pool("avg").withNorms(norms.withFcNorm(false));
    }

    /**
     * Registers, scales and the mean of the patches before the final norm, as timm's own small ones.
     *
     * @param count number of register tokens
     * @return a changed copy
     */
    public VisionTransformerConfig registersGap(int count) {
        return registers(count).patchPositions().layerScale(1e-5).noClassToken().pool("avg");
    }

    /**
     * The picture tower of CLIP: a norm before the blocks, eps 1e-5.
     *
     * @return a changed copy
     */
    public VisionTransformerConfig clip() {
        return withNorms(norms.withPreNorm(true).withNormLayer(NormType.LAYERNORM_EPS5));
    }

    /**
     * The picture tower of SigLIP: pooling by attention, no class token.
     *
     * @return a changed copy
     */
    public VisionTransformerConfig siglip() {
        return noClassToken().pool("map");
    }
}
