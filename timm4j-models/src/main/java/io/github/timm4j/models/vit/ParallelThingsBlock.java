package io.github.timm4j.models.vit;

import ai.djl.ndarray.NDArray;
import io.github.timm4j.nn.AttentionMask;
import io.github.timm4j.nn.Layer;
import io.github.timm4j.nn.Maskable;
import io.github.timm4j.nn.Sequential;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Two attentions side by side, then two MLPs, with residuals: {@code (B, N, dim)} in and out. Children {@code attns} and
 * {@code ffns}, each a list of branches.
 *
 * @see <a href="https://arxiv.org/abs/2203.09795">Three things everyone should know about Vision Transformers</a>
 */
final class ParallelThingsBlock extends Layer implements Maskable {
    private static final int BRANCHES = 2;

    private final List<Branch> attns;
    private final List<Branch> ffns;

    ParallelThingsBlock(BlockParts parts) {
        this.attns = branches(() -> new Branch(parts, "attn", parts.attention()));
        this.ffns = branches(() -> new Branch(parts, "mlp", parts.mlp()));
        child("attns", new Sequential(attns));
        child("ffns", new Sequential(ffns));
    }

    private static List<Branch> branches(Supplier<Branch> make) {
        return IntStream.range(0, BRANCHES).mapToObj(i -> make.get()).toList();
    }

    @Override
    public Layer with(AttentionMask mask) {
        return bound(x -> forward(x, attns.stream().map(attn -> attn.with(mask)).toList()));
    }

    @Override
    protected NDArray forward(NDArray x) {
        return forward(x, attns);
    }

    private NDArray forward(NDArray x, List<? extends Layer> attentions) {
        NDArray y = sum(x, attentions).addi(x);
        return sum(y, ffns).addi(y);
    }

    private static NDArray sum(NDArray x, List<? extends Layer> branches) {
        NDArray sum = branches.get(0).apply(x);
        for (Layer branch : branches.subList(1, branches.size())) {
            NDArray term = branch.apply(x);
            sum = sum.addi(term);
            free(term);
        }
        return sum;
    }

    /** Norm, attention or MLP, scale. */
    private static final class Branch extends Layer implements Maskable {
        private final Layer norm;
        private final Layer body;
        private final @Nullable Layer ls;
        private final Layer dropPath;

        Branch(BlockParts parts, String key, Layer body) {
            Layer scale = parts.residual().scale(parts.dim());
            this.norm = child("norm", parts.norm().layer(parts.dim()));
            this.body = child(key, body);
            this.ls = scale == null ? null : child("ls", scale);
            this.dropPath = child("drop_path", parts.residual().drop());
        }

        @Override
        public Layer with(AttentionMask mask) {
            return bound(x -> chain(x, norm, ((Maskable) body).with(mask), ls, dropPath));
        }

        @Override
        protected NDArray forward(NDArray x) {
            return chain(x, norm, body, ls, dropPath);
        }
    }
}
