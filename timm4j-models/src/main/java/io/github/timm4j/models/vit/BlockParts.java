package io.github.timm4j.models.vit;

import io.github.timm4j.nn.Attention;
import io.github.timm4j.nn.DiffAttention;
import io.github.timm4j.nn.GluMlp;
import io.github.timm4j.nn.Layer;
import io.github.timm4j.nn.Mlp;
import io.github.timm4j.nn.Norm;
import io.github.timm4j.nn.Projection;
import io.github.timm4j.nn.Residual;
import io.github.timm4j.nn.SwiGlu;
import io.github.timm4j.nn.TransformerBlock;
import org.jspecify.annotations.Nullable;

/**
 * Makes one block and what it consists of.
 *
 * @param config the model's shape
 * @param depth number of the block
 * @param projDrop dropout after projections
 * @param attnDrop dropout of attention weights
 * @param dropPath rate of dropped branches
 */
record BlockParts(VisionTransformerConfig config, int depth, double projDrop, double attnDrop, double dropPath) {

    Layer block() {
        return switch (config.blocks().blockFn()) {
            case PLAIN -> new TransformerBlock(dim(), norm(), attention(), mlp(), residual());
            case RES_POST -> new ResPostBlock(this);
            case PARALLEL_SCALING -> new ParallelScalingBlock(this);
            case PARALLEL_THINGS -> new ParallelThingsBlock(this);
            case DIFF_PARALLEL_SCALING -> new DiffParallelScalingBlock(this);
        };
    }

    int dim() {
        return config.width().embedDim();
    }

    int heads() {
        return config.width().numHeads();
    }

    int hidden() {
        return (int) (dim() * config.width().mlpRatio());
    }

    Norm norm() {
        return config.norms().normLayer().norm();
    }

    @Nullable
    Norm qkNorm() {
        return config.norms().qkNorm() ? norm() : null;
    }

    Residual residual() {
        return new Residual(config.blocks().initValues(), dropPath);
    }

    Projection projection() {
        double divisor = config.weights().fixInit() ? Math.sqrt(2.0 * (depth + 1)) : 1;
        return config.weights().weightInit().projection(divisor);
    }

    Layer attention() {
        Norm scale = config.norms().scaleAttnNorm() ? norm() : null;
        Attention.Options options = Attention.Options.of(dim(), heads())
                .bias(config.blocks().qkvBias(), config.blocks().projBias())
                .norms(new Attention.Norms(qkNorm(), scale))
                .drops(attnDrop, projDrop);
        return config.blocks().attnLayer() == AttentionType.DIFF
                ? new DiffAttention(options, depth, projection())
                : new Attention(options, projection());
    }

    Layer mlp() {
        Norm scale = config.norms().scaleMlpNorm() ? norm() : null;
        Mlp.Options options = new Mlp.Options(
                dim(),
                hidden(),
                dim(),
                config.blocks().actLayer(),
                scale,
                config.blocks().projBias(),
                projDrop);
        return switch (config.blocks().mlpLayer()) {
            case MLP -> new Mlp(options, projection());
            case GLU -> new GluMlp(options, false, projection());
            case SWIGLU -> new SwiGlu(options, projection());
        };
    }
}
