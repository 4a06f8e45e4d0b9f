package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.github.timm4j.nn.Projection.Role;
import org.jspecify.annotations.Nullable;

/**
 * Multi-head self-attention over tokens: {@code (B, N, dim) -> (B, N, out)}. Children {@code qkv}, {@code proj} and, where asked
 * for, {@code q_norm}, {@code k_norm}, {@code norm}, {@code gate} ({@code timm.layers.Attention}).
 *
 * @see <a href="https://arxiv.org/abs/1706.03762">Attention Is All You Need</a>
 */
public final class Attention extends Layer implements Maskable {

    /**
     * What makes an attention; start from {@link #of}.
     *
     * @param dim input features
     * @param heads number of heads
     * @param headDim features of one head
     * @param out output features
     * @param bias which maps add a bias
     * @param norms what is normalised on the way
     * @param gated whether the result is multiplied by a sigmoid gate of the input
     * @param drops dropout rates
     */
    public record Options(
            int dim, int heads, int headDim, int out, Bias bias, Norms norms, boolean gated, Drops drops) {
        /**
         * Heads that share the features equally, a bias on the output only.
         *
         * @param dim input and output features
         * @param heads number of heads, a divisor of {@code dim}
         * @return the options
         */
        public static Options of(int dim, int heads) {
            if (dim % heads != 0) {
                throw new IllegalArgumentException(dim + " features cannot be shared by " + heads + " heads");
            }
            return new Options(dim, heads, dim / heads, dim, new Bias(false, true), Norms.NONE, false, new Drops(0, 0));
        }

        /**
         * With other biases.
         *
         * @param qkv whether queries, keys and values (and the gate) add one
         * @param proj whether the output adds one
         * @return a changed copy
         */
        public Options bias(boolean qkv, boolean proj) {
            return new Options(dim, heads, headDim, out, new Bias(qkv, proj), norms, gated, drops);
        }

        /**
         * With norms on the way.
         *
         * @param value what is normalised
         * @return a changed copy
         */
        public Options norms(Norms value) {
            return new Options(dim, heads, headDim, out, bias, value, gated, drops);
        }

        /**
         * With dropout.
         *
         * @param attention of attention weights
         * @param output of the result
         * @return a changed copy
         */
        public Options drops(double attention, double output) {
            return new Options(dim, heads, headDim, out, bias, norms, gated, new Drops(attention, output));
        }
    }

    /**
     * Which maps add a bias.
     *
     * @param qkv queries, keys and values, and the gate
     * @param proj the output
     */
    public record Bias(boolean qkv, boolean proj) {}

    /**
     * What is normalised on the way.
     *
     * @param qk each head's queries and keys, or null
     * @param scale the heads' results before the output map, or null
     */
    public record Norms(@Nullable Norm qk, @Nullable Norm scale) {
        /** Nothing. */
        public static final Norms NONE = new Norms(null, null);
    }

    /**
     * Dropout rates.
     *
     * @param attention of attention weights
     * @param output of the result
     */
    public record Drops(double attention, double output) {}

    private final int heads;
    private final int headDim;
    private final ScaledDotProduct attend;
    private final Layer qkv;
    private final @Nullable Layer qNorm;
    private final @Nullable Layer kNorm;
    private final @Nullable Layer norm;
    private final @Nullable Layer gate;
    private final Layer proj;
    private final Layer projDrop;

    /**
     * Makes the layer of linear maps.
     *
     * @param options what makes it
     */
    public Attention(Options options) {
        this(options, Projection.LINEAR);
    }

    /**
     * Makes the layer.
     *
     * @param options what makes it
     * @param projection makes the maps
     */
    public Attention(Options options, Projection projection) {
        int width = options.heads() * options.headDim();
        Norm qk = options.norms().qk();
        Norm scale = options.norms().scale();
        this.heads = options.heads();
        this.headDim = options.headDim();
        this.attend = new ScaledDotProduct(options.drops().attention());
        this.qkv = child(
                "qkv",
                projection.layer(
                        Role.QKV, options.dim(), 3 * width, options.bias().qkv()));
        this.qNorm = qk == null ? null : child("q_norm", qk.layer(headDim));
        this.kNorm = qk == null ? null : child("k_norm", qk.layer(headDim));
        this.norm = scale == null ? null : child("norm", scale.layer(width));
        this.gate = options.gated()
                ? child(
                        "gate",
                        projection.layer(
                                Role.OTHER, options.dim(), width, options.bias().qkv()))
                : null;
        this.proj = child(
                "proj",
                projection.layer(
                        Role.ATTENTION_OUT, width, options.out(), options.bias().proj()));
        this.projDrop = child("proj_drop", new Dropout(options.drops().output()));
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
        Layer attention = bound(y -> attend(y, mask));
        Layer gated = gate == null ? null : bound(y -> y.mul(Activation.SIGMOID.overwrite(gate.apply(x))));
        return chain(x, attention, norm, gated, proj, projDrop);
    }

    private NDArray attend(NDArray x, AttentionMask mask) {
        long batch = x.getShape().get(0);
        long tokens = x.getShape().get(1);
        NDList parts = qkv.apply(x)
                .reshape(batch, tokens, 3, heads, headDim)
                .transpose(2, 0, 3, 1, 4)
                .split(3, 0);
        NDArray q = chain(parts.get(0).squeeze(0), qNorm);
        NDArray k = chain(parts.get(1).squeeze(0), kNorm);
        NDArray y = attend.apply(q, k, parts.get(2).squeeze(0), mask);
        return y.transpose(0, 2, 1, 3).reshape(batch, tokens, (long) heads * headDim);
    }

    @Override
    protected boolean makesNew() {
        return true;
    }
}
