package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.github.timm4j.nn.Projection.Role;
import org.jspecify.annotations.Nullable;

/**
 * Pools tokens by the attention of learnt queries: {@code (B, N, dim) -> (B, out)}, or {@code (B, length, out)} where the queries'
 * results are not pooled. Parameters {@code latent} and perhaps {@code pos_embed}; children {@code q}, {@code kv}, {@code proj},
 * {@code mlp} and, where asked for, {@code q_norm}, {@code k_norm}, {@code norm} ({@code timm.layers.AttentionPoolLatent}).
 *
 * @see <a href="https://arxiv.org/abs/2106.04560">Scaling Vision Transformers</a>
 */
public final class AttentionPoolLatent extends Layer implements Maskable {

    /**
     * What makes the pool; start from {@link #of}.
     *
     * @param dim features of a token
     * @param heads number of heads, a divisor of {@code dim}
     * @param latent the learnt queries
     * @param attention biases and norms of the attention; its scale norm and gate are not used
     * @param output what follows the attention, or null for nothing
     * @param positions tokens that have a learnt position, 0 for none
     * @param pool {@code token} for the first query's result, {@code avg} for their mean, empty for all of them
     */
    public record Options(
            int dim,
            int heads,
            Latent latent,
            Attention attention,
            @Nullable Output output,
            int positions,
            String pool) {
        /**
         * One query, biases, an MLP with residual.
         *
         * @param dim features of a token
         * @param heads number of heads
         * @param mlpRatio hidden features of the MLP over {@code dim}
         * @param norm before the MLP, or null
         * @param activation of the MLP
         * @return the options
         */
        public static Options of(int dim, int heads, double mlpRatio, @Nullable Norm norm, Activation activation) {
            Mlp.Options mlp = Mlp.Options.of(dim, (int) (dim * mlpRatio)).activation(activation);
            return new Options(
                    dim,
                    heads,
                    new Latent(1, dim, true),
                    new Attention(true, null),
                    new Output(mlp, norm, 0),
                    0,
                    "token");
        }
    }

    /**
     * The learnt queries.
     *
     * @param length how many
     * @param dim their features
     * @param projected whether a linear map makes queries of them; else {@code dim} is that of the tokens
     */
    public record Latent(int length, int dim, boolean projected) {}

    /**
     * The attention.
     *
     * @param bias whether queries, keys and values add a bias
     * @param qkNorm of each head's queries and keys, or null
     */
    public record Attention(boolean bias, @Nullable Norm qkNorm) {}

    /**
     * What follows the attention: a linear map and an MLP with residual.
     *
     * @param mlp the MLP, whose input is the linear map's output
     * @param norm before the MLP, or null
     * @param drop dropout after the linear map
     */
    public record Output(Mlp.Options mlp, @Nullable Norm norm, double drop) {}

    private final Options options;
    private final ScaledDotProduct attend = new ScaledDotProduct(0);
    private final @Nullable Parameter posEmbed;
    private final Parameter latent;
    private final @Nullable Layer q;
    private final Layer kv;
    private final @Nullable Layer qNorm;
    private final @Nullable Layer kNorm;
    private final @Nullable Layer proj;
    private final @Nullable Layer projDrop;
    private final @Nullable Layer norm;
    private final @Nullable Layer mlp;
    private final TokenPool pool;

    /**
     * Makes the layer.
     *
     * @param options what makes it
     * @param projection makes the maps
     */
    public AttentionPoolLatent(Options options, Projection projection) {
        int dim = options.dim();
        Latent queries = options.latent();
        if (dim % options.heads() != 0) {
            throw new IllegalArgumentException(dim + " features cannot be shared by " + options.heads() + " heads");
        }
        if (!queries.projected() && queries.dim() != dim) {
            throw new IllegalArgumentException(
                    "queries that are not projected need " + dim + " features, found " + queries.dim());
        }
        this.options = options;
        this.posEmbed = options.positions() == 0
                ? null
                : parameter("pos_embed", Init.truncatedNormalTf(1 / Math.sqrt(dim)), options.positions(), dim);
        this.latent = parameter(
                "latent", Init.truncatedNormalTf(1 / Math.sqrt(queries.dim())), 1, queries.length(), queries.dim());
        boolean bias = options.attention().bias();
        this.q = queries.projected() ? child("q", projection.layer(Role.OTHER, queries.dim(), dim, bias)) : null;
        this.kv = child("kv", projection.layer(Role.OTHER, dim, 2 * dim, bias));
        Norm qk = options.attention().qkNorm();
        this.qNorm = qk == null ? null : child("q_norm", qk.layer(dim / options.heads()));
        this.kNorm = qk == null ? null : child("k_norm", qk.layer(dim / options.heads()));
        Output output = options.output();
        if (output == null) {
            this.proj = null;
            this.projDrop = null;
            this.norm = null;
            this.mlp = null;
        } else {
            int out = output.mlp().in();
            Norm maker = output.norm();
            this.proj = child("proj", projection.layer(Role.OTHER, dim, out, true));
            this.projDrop = child("proj_drop", new Dropout(output.drop()));
            this.norm = maker == null ? null : child("norm", maker.layer(out));
            this.mlp = child("mlp", new Mlp(output.mlp(), projection));
        }
        this.pool = new TokenPool(options.pool(), 0);
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
        NDArray y = chain(x, bound(tokens -> attend(tokens, mask)), proj, projDrop);
        if (mlp != null) {
            y = chain(y, norm, mlp).addi(y);
        }
        return pool.apply(y);
    }

    private NDArray attend(NDArray x, AttentionMask mask) {
        long batch = x.getShape().get(0);
        long dim = options.dim();
        int heads = options.heads();
        int length = options.latent().length();
        NDArray tokens = posEmbed == null ? x : x.add(value(posEmbed));
        NDArray queries = value(latent)
                .broadcast(new Shape(batch, length, options.latent().dim()));
        NDArray split =
                chain(queries, q).reshape(batch, length, heads, dim / heads).transpose(0, 2, 1, 3);
        NDList parts = kv.apply(tokens)
                .reshape(batch, x.getShape().get(1), 2, heads, dim / heads)
                .transpose(2, 0, 3, 1, 4)
                .split(2, 0);
        NDArray k = chain(parts.get(0).squeeze(0), kNorm);
        NDArray y = attend.apply(chain(split, qNorm), k, parts.get(1).squeeze(0), mask);
        return y.transpose(0, 2, 1, 3).reshape(batch, length, dim);
    }
}
