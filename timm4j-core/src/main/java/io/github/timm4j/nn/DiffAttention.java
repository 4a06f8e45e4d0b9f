package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.github.timm4j.nn.Projection.Role;
import org.jspecify.annotations.Nullable;

/**
 * Differential self-attention over tokens: {@code (B, N, dim)} in and out. Parameters of {@link DiffHeads}, children {@code qkv},
 * {@code proj}, {@code sub_norm} and, where asked for, {@code q_norm}, {@code k_norm}, {@code norm}
 * ({@code timm.layers.DiffAttention}).
 *
 * @see <a href="https://arxiv.org/abs/2410.05258">Differential Transformer</a>
 */
public final class DiffAttention extends Layer implements Maskable {
    private final DiffHeads heads;
    private final Layer qkv;
    private final @Nullable Layer norm;
    private final Layer proj;
    private final Layer projDrop;

    /**
     * Makes the layer with lambda of four vectors.
     *
     * @param options as of a plain attention, without gate and with heads that share the features equally
     * @param depth number of the block, on which lambda's beginning depends
     * @param projection makes the maps
     */
    public DiffAttention(Attention.Options options, int depth, Projection projection) {
        this(options, depth, false, projection);
    }

    /**
     * Makes the layer.
     *
     * @param options as of a plain attention, without gate and with heads that share the features equally
     * @param depth number of the block, on which lambda's beginning depends
     * @param dualLambda two numbers instead of four vectors as parameters of lambda
     * @param projection makes the maps
     */
    public DiffAttention(Attention.Options options, int depth, boolean dualLambda, Projection projection) {
        int dim = options.dim();
        DiffHeads.Options split = new DiffHeads.Options(
                dim, options.heads(), depth, dualLambda, options.drops().attention());
        Norm qk = options.norms().qk();
        Norm scale = options.norms().scale();
        this.qkv = child(
                "qkv", projection.layer(Role.QKV, dim, 3 * dim, options.bias().qkv()));
        Layer qNorm = qk == null ? null : child("q_norm", qk.layer(split.headDim()));
        Layer kNorm = qk == null ? null : child("k_norm", qk.layer(split.headDim()));
        this.norm = scale == null ? null : child("norm", scale.layer(dim));
        this.proj = child(
                "proj",
                projection.layer(Role.ATTENTION_OUT, dim, dim, options.bias().proj()));
        this.projDrop = child("proj_drop", new Dropout(options.drops().output()));
        Layer subNorm = child("sub_norm", split.subNorm());
        this.heads = new DiffHeads(split, new DiffHeads.Norms(qNorm, kNorm, subNorm), this::parameter);
    }

    @Override
    public Layer with(AttentionMask mask) {
        return mask.isNone() ? this : bound(x -> forward(x, mask));
    }

    @Override
    protected NDArray forward(NDArray x) {
        return forward(x, AttentionMask.NONE);
    }

    private NDArray forward(NDArray x, AttentionMask mask) {
        Layer attend = bound(y -> {
            NDList parts = qkv.apply(y).split(3, 2);
            return heads.apply(parts.get(0), parts.get(1), parts.get(2), mask);
        });
        return chain(x, attend, norm, proj, projDrop);
    }

    @Override
    protected boolean makesNew() {
        return true;
    }
}
