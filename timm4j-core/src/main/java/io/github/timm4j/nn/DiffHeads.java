package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The heads of a differential attention: each is the difference of two attention maps, {@code softmax(q1 k1') - lambda softmax(q2
 * k2')}, applied to values of twice the width. Not a layer itself: its parameters {@code lambda_q1, lambda_k1, lambda_q2,
 * lambda_k2} (or {@code lambda_a, lambda_b}) belong to the layer that attends.
 *
 * @see <a href="https://arxiv.org/abs/2410.05258">Differential Transformer</a>
 */
public final class DiffHeads {
    private static final double SUB_NORM_EPS = 1e-5;
    private static final double LAMBDA_STD = 0.1;

    /**
     * What makes the heads.
     *
     * @param dim features of all heads, a multiple of {@code 2 * heads}
     * @param heads number of heads
     * @param depth number of the block, on which lambda's beginning depends
     * @param dualLambda two numbers instead of four vectors as parameters
     * @param dropout rate of dropped attention weights while training
     */
    public record Options(int dim, int heads, int depth, boolean dualLambda, double dropout) {
        /** Checks that the features can be shared. */
        public Options {
            if (dim % (2 * heads) != 0) {
                throw new IllegalArgumentException(
                        dim + " features cannot be shared by " + heads + " differential heads");
            }
        }

        /**
         * Features of one head's queries and keys.
         *
         * @return half of what a plain head has
         */
        public int headDim() {
            return dim / heads / 2;
        }

        /**
         * The norm of the heads' results, {@code sub_norm}.
         *
         * @return a new layer over {@code 2 * headDim} features
         */
        public Layer subNorm() {
            return new RmsNorm(2 * headDim(), SUB_NORM_EPS);
        }
    }

    /**
     * The attending layer's norms.
     *
     * @param q of the queries, or null
     * @param k of the keys, or null
     * @param sub of the heads' results
     */
    public record Norms(@Nullable Layer q, @Nullable Layer k, Layer sub) {}

    /** Registers a parameter of the attending layer. */
    @FunctionalInterface
    public interface Registration {
        /**
         * Registers one.
         *
         * @param key its key
         * @param init how it begins
         * @param shape its shape
         * @return the parameter
         */
        Parameter parameter(String key, Init init, long... shape);
    }

    private final Options options;
    private final Norms norms;
    private final List<Parameter> lambdas = new ArrayList<>();
    private final double lambdaInit;
    private final ScaledDotProduct attend;

    /**
     * Makes the heads and registers their parameters.
     *
     * @param options what makes them
     * @param norms the attending layer's
     * @param registration registers a parameter of the attending layer
     */
    public DiffHeads(Options options, Norms norms, Registration registration) {
        this.options = options;
        this.norms = norms;
        this.lambdaInit = 0.8 - 0.6 * Math.exp(-0.3 * options.depth());
        this.attend = new ScaledDotProduct(options.dropout());
        if (options.dualLambda()) {
            for (String name : List.of("lambda_a", "lambda_b")) {
                lambdas.add(registration.parameter(name, Init.ZEROS));
            }
        } else {
            for (String name : List.of("lambda_q1", "lambda_k1", "lambda_q2", "lambda_k2")) {
                lambdas.add(registration.parameter(name, Init.normal(LAMBDA_STD), options.headDim()));
            }
        }
    }

    /**
     * Attends.
     *
     * @param q queries {@code (B, N, dim)}
     * @param k keys {@code (B, N, dim)}
     * @param v values {@code (B, N, dim)}
     * @param mask which tokens attend to which
     * @return {@code (B, N, dim)}
     */
    public NDArray apply(NDArray q, NDArray k, NDArray v, AttentionMask mask) {
        NDArray values = split(v, options.heads());
        NDList queries = pairs(Layer.chain(split(q, 2L * options.heads()), norms.q()));
        NDList keys = pairs(Layer.chain(split(k, 2L * options.heads()), norms.k()));
        NDArray first = attend.apply(queries.get(0).squeeze(2), keys.get(0).squeeze(2), values, mask);
        NDArray second = attend.apply(queries.get(1).squeeze(2), keys.get(1).squeeze(2), values, mask);
        NDArray y = norms.sub().apply(first.sub(second.mul(lambda())));
        return y.mul((float) (1 - lambdaInit)).transpose(0, 2, 1, 3).reshape(q.getShape());
    }

    /** {@code (B, N, dim) -> (B, heads, N, dim / heads)}. */
    private static NDArray split(NDArray x, long heads) {
        long tokens = x.getShape().get(1);
        return x.reshape(x.getShape().get(0), tokens, heads, x.getShape().get(2) / heads)
                .transpose(0, 2, 1, 3);
    }

    /** {@code (B, 2 * heads, N, d)} as two of {@code (B, heads, 1, N, d)}. */
    private NDList pairs(NDArray x) {
        return x.reshape(
                        x.getShape().get(0),
                        options.heads(),
                        2,
                        x.getShape().get(2),
                        x.getShape().get(3))
                .split(2, 2);
    }

    private NDArray lambda() {
        NDArray plus;
        NDArray minus;
        if (options.dualLambda()) {
            plus = Layer.value(lambdas.get(0)).exp();
            minus = Layer.value(lambdas.get(1)).exp();
        } else {
            plus = Layer.value(lambdas.get(0))
                    .mul(Layer.value(lambdas.get(1)))
                    .sum()
                    .exp();
            minus = Layer.value(lambdas.get(2))
                    .mul(Layer.value(lambdas.get(3)))
                    .sum()
                    .exp();
        }
        return plus.sub(minus).add((float) lambdaInit);
    }
}
