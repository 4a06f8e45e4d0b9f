package io.github.timm4j.models.vit;

import ai.djl.ndarray.NDArray;
import io.github.timm4j.nn.Activation;
import io.github.timm4j.nn.AttentionMask;
import io.github.timm4j.nn.Init;
import io.github.timm4j.nn.Layer;
import io.github.timm4j.nn.Maskable;

/**
 * Attention and MLP, each before a norm and with a residual: {@code (B, N, dim)} in and out. The norms' scales take the place of
 * learnt scales of the branches.
 *
 * @see <a href="https://arxiv.org/abs/2111.09883">Swin Transformer V2</a>
 */
final class ResPostBlock extends Layer implements Maskable {
    private final Layer attn;
    private final Layer norm1;
    private final Layer dropPath1;
    private final Layer mlp;
    private final Layer norm2;
    private final Layer dropPath2;

    ResPostBlock(BlockParts parts) {
        Double scale = parts.residual().layerScale();
        Init init = scale == null ? Init.ONES : Init.constant(scale);
        this.attn = child("attn", parts.attention());
        this.norm1 = child("norm1", parts.norm().layer(parts.dim(), Activation.IDENTITY, init));
        this.dropPath1 = child("drop_path1", parts.residual().drop());
        this.mlp = child("mlp", parts.mlp());
        this.norm2 = child("norm2", parts.norm().layer(parts.dim(), Activation.IDENTITY, init));
        this.dropPath2 = child("drop_path2", parts.residual().drop());
    }

    @Override
    public Layer with(AttentionMask mask) {
        return bound(x -> forward(x, ((Maskable) attn).with(mask)));
    }

    @Override
    protected NDArray forward(NDArray x) {
        return forward(x, attn);
    }

    private NDArray forward(NDArray x, Layer attention) {
        NDArray y = chain(x, attention, norm1, dropPath1).addi(x);
        return chain(y, mlp, norm2, dropPath2).addi(y);
    }
}
