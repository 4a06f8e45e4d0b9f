package io.github.timm4j.models.vit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Parameter;
import io.github.timm4j.nn.AttentionMask;
import io.github.timm4j.nn.Dropout;
import io.github.timm4j.nn.Init;
import io.github.timm4j.nn.Layer;
import io.github.timm4j.nn.LayerScale;
import io.github.timm4j.nn.Maskable;
import io.github.timm4j.nn.Projection.Role;
import org.jspecify.annotations.Nullable;

/**
 * Attention and MLP side by side from one projection, with a residual: {@code (B, N, dim)} in and out.
 *
 * @see <a href="https://arxiv.org/abs/2302.05442">Scaling Vision Transformers to 22 Billion Parameters</a>
 */
abstract class ParallelBlock extends Layer implements Maskable {
    private final int hidden;
    private final @Nullable Parameter mlpBias;
    private final Layer inNorm;
    private final Layer inProj;
    private final Layer mlpDrop;
    private final Layer mlpAct;
    private final @Nullable Layer ls;
    private final Layer dropPath;

    ParallelBlock(BlockParts parts) {
        int dim = parts.dim();
        VisionTransformerConfig.Blocks blocks = parts.config().blocks();
        if (parts.config().norms().scaleAttnNorm() || parts.config().norms().scaleMlpNorm()) {
            throw new IllegalArgumentException("parallel blocks have no norms inside attention and MLP");
        }
        Double scale = blocks.initValues();
        this.hidden = parts.hidden();
        // with a bias of queries, keys and values the projection has the MLP's too
        this.mlpBias = blocks.qkvBias() ? null : parameter("mlp_bias", Init.ZEROS, hidden);
        this.inNorm = child("in_norm", parts.norm().layer(dim));
        this.inProj = child("in_proj", parts.projection().layer(Role.OTHER, dim, hidden + 3 * dim, blocks.qkvBias()));
        this.mlpDrop = new Dropout(parts.projDrop());
        this.mlpAct = blocks.actLayer().layer();
        this.ls = scale == null ? null : new LayerScale(dim, scale);
        this.dropPath = parts.residual().drop();
    }

    /** Registers what comes between the attention's norms and the output maps in the order of keys. */
    final void activation() {
        child("mlp_act", mlpAct);
    }

    /** Registers what comes last in the order of keys. */
    final void residual() {
        if (ls != null) {
            child("ls", ls);
        }
    }

    /** Attends: three arrays {@code (B, N, dim)} to one. */
    abstract NDArray attend(NDArray q, NDArray k, NDArray v, AttentionMask mask);

    /** Puts attention {@code (B, N, dim)} and hidden features {@code (B, N, hidden)} together. */
    abstract NDArray project(NDArray attention, NDArray mlp);

    @Override
    public Layer with(AttentionMask mask) {
        return bound(x -> forward(x, mask));
    }

    @Override
    protected NDArray forward(NDArray x) {
        return forward(x, AttentionMask.NONE);
    }

    private NDArray forward(NDArray x, AttentionMask mask) {
        return chain(x, inNorm, inProj, bound(y -> branches(y, mask)), ls, dropPath)
                .addi(x);
    }

    private NDArray branches(NDArray packed, AttentionMask mask) {
        long dim = (packed.getShape().get(2) - hidden) / 3;
        NDList parts = packed.split(new long[] {hidden, hidden + dim, hidden + 2 * dim}, 2);
        NDArray attention = attend(parts.get(1), parts.get(2), parts.get(3), mask);
        NDArray features = mlpBias == null ? parts.get(0) : parts.get(0).add(value(mlpBias));
        return project(attention, mlpDrop.apply(mlpAct.apply(features)));
    }
}
