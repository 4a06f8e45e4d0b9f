package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * Attention and MLP, each behind a norm and with a residual: {@code (B, N, dim)} in and out. Children {@code norm1}, {@code attn},
 * {@code norm2}, {@code mlp} and, where asked for, {@code ls1}, {@code ls2} ({@code timm.models.vision_transformer.Block}).
 */
public final class TransformerBlock extends Layer implements Maskable {
    private final Layer norm1;
    private final Layer attn;
    private final @Nullable Layer ls1;
    private final Layer dropPath1;
    private final Layer norm2;
    private final Layer mlp;
    private final @Nullable Layer ls2;
    private final Layer dropPath2;

    /**
     * Makes the block.
     *
     * @param dim features of a token
     * @param norm makes both norms
     * @param attention tokens to tokens
     * @param mlp tokens to tokens
     * @param residual what is done to both branches
     */
    public TransformerBlock(int dim, Norm norm, Layer attention, Layer mlp, Residual residual) {
        Layer scale1 = residual.scale(dim);
        Layer scale2 = residual.scale(dim);
        this.norm1 = child("norm1", norm.layer(dim));
        this.attn = child("attn", attention);
        this.ls1 = scale1 == null ? null : child("ls1", scale1);
        this.dropPath1 = child("drop_path1", residual.drop());
        this.norm2 = child("norm2", norm.layer(dim));
        this.mlp = child("mlp", mlp);
        this.ls2 = scale2 == null ? null : child("ls2", scale2);
        this.dropPath2 = child("drop_path2", residual.drop());
    }

    @Override
    public Layer with(AttentionMask mask) {
        return mask.isNone() ? this : bound(x -> forward(x, ((Maskable) attn).with(mask)));
    }

    @Override
    protected NDArray forward(NDArray x) {
        return forward(x, attn);
    }

    private NDArray forward(NDArray x, Layer attention) {
        NDArray y = chain(x, norm1, attention, ls1, dropPath1).addi(x);
        return chain(y, norm2, mlp, ls2, dropPath2).addi(y);
    }

    @Override
    protected boolean makesNew() {
        return true;
    }
}
