package io.github.timm4j.models.vit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.github.timm4j.nn.AttentionMask;
import io.github.timm4j.nn.DiffHeads;
import io.github.timm4j.nn.Layer;
import io.github.timm4j.nn.Norm;
import io.github.timm4j.nn.Projection.Role;

/** A parallel block with differential attention and one output map. */
final class DiffParallelScalingBlock extends ParallelBlock {
    private final DiffHeads heads;
    private final Layer outProj;

    DiffParallelScalingBlock(BlockParts parts) {
        super(parts);
        int dim = parts.dim();
        DiffHeads.Options options = new DiffHeads.Options(dim, parts.heads(), parts.depth(), false, parts.attnDrop());
        Norm norm = parts.qkNorm();
        Layer qNorm = norm == null ? null : child("q_norm", norm.layer(options.headDim()));
        Layer kNorm = norm == null ? null : child("k_norm", norm.layer(options.headDim()));
        Layer subNorm = child("sub_norm", options.subNorm());
        activation();
        boolean bias = parts.config().blocks().projBias();
        this.heads = new DiffHeads(options, new DiffHeads.Norms(qNorm, kNorm, subNorm), this::parameter);
        this.outProj = child("out_proj", parts.projection().layer(Role.OTHER, dim + parts.hidden(), dim, bias));
        residual();
    }

    @Override
    NDArray attend(NDArray q, NDArray k, NDArray v, AttentionMask mask) {
        return heads.apply(q, k, v, mask);
    }

    @Override
    NDArray project(NDArray attention, NDArray mlp) {
        return outProj.apply(attention.getNDArrayInternal().concat(new NDList(mlp), 2));
    }
}
