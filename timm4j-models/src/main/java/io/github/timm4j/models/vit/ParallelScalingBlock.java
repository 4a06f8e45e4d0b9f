package io.github.timm4j.models.vit;

import ai.djl.ndarray.NDArray;
import io.github.timm4j.nn.AttentionMask;
import io.github.timm4j.nn.Layer;
import io.github.timm4j.nn.Norm;
import io.github.timm4j.nn.Projection.Role;
import io.github.timm4j.nn.ScaledDotProduct;
import org.jspecify.annotations.Nullable;

/** A parallel block with plain attention and an output map each for attention and MLP. */
final class ParallelScalingBlock extends ParallelBlock {
    private final long heads;
    private final ScaledDotProduct attend;
    private final @Nullable Layer qNorm;
    private final @Nullable Layer kNorm;
    private final Layer attnOutProj;
    private final Layer mlpOutProj;

    ParallelScalingBlock(BlockParts parts) {
        super(parts);
        int dim = parts.dim();
        Norm norm = parts.qkNorm();
        boolean bias = parts.config().blocks().projBias();
        if (dim % parts.heads() != 0) {
            throw new IllegalArgumentException(dim + " features cannot be shared by " + parts.heads() + " heads");
        }
        this.heads = parts.heads();
        this.attend = new ScaledDotProduct(parts.attnDrop());
        this.qNorm = norm == null ? null : child("q_norm", norm.layer(dim / parts.heads()));
        this.kNorm = norm == null ? null : child("k_norm", norm.layer(dim / parts.heads()));
        activation();
        this.attnOutProj = child("attn_out_proj", parts.projection().layer(Role.OTHER, dim, dim, bias));
        this.mlpOutProj = child("mlp_out_proj", parts.projection().layer(Role.MLP_OUT, parts.hidden(), dim, bias));
        residual();
    }

    @Override
    NDArray attend(NDArray q, NDArray k, NDArray v, AttentionMask mask) {
        NDArray y = attend.apply(split(q, qNorm), split(k, kNorm), split(v, null), mask);
        return y.transpose(0, 2, 1, 3).reshape(q.getShape());
    }

    private NDArray split(NDArray x, @Nullable Layer norm) {
        long dim = x.getShape().get(2);
        NDArray parts = x.reshape(x.getShape().get(0), x.getShape().get(1), heads, dim / heads);
        return chain(parts, norm).transpose(0, 2, 1, 3);
    }

    @Override
    NDArray project(NDArray attention, NDArray mlp) {
        return attnOutProj.apply(attention).addi(mlpOutProj.apply(mlp));
    }
}
