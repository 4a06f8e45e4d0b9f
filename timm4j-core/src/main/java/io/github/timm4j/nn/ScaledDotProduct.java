package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import io.github.timm4j.internal.Aten;
import io.github.timm4j.internal.AtenOp;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * softmax(q k' scale + mask) v in one fused operator: {@code (B, heads, N, d)} each, queries of another number of tokens allowed
 * ({@code torch.nn.functional.scaled_dot_product_attention}).
 *
 * @param dropout rate of dropped attention weights while training
 * @param scale of the scores, null for 1 / sqrt(d)
 */
public record ScaledDotProduct(double dropout, @Nullable Double scale) {
    private static final AtenOp PLAIN = op(0, false, false, null);

    /**
     * Scores scaled by 1 / sqrt(d).
     *
     * @param dropout rate of dropped attention weights while training
     */
    public ScaledDotProduct(double dropout) {
        this(dropout, null);
    }

    /**
     * Attends without a mask.
     *
     * @param q queries
     * @param k keys
     * @param v values
     * @return {@code (B, heads, N, d)}
     */
    public NDArray apply(NDArray q, NDArray k, NDArray v) {
        return apply(q, k, v, AttentionMask.NONE);
    }

    /**
     * Attends.
     *
     * @param q queries
     * @param k keys
     * @param v values
     * @param mask which tokens attend to which
     * @return {@code (B, heads, N, d)}
     */
    public NDArray apply(NDArray q, NDArray k, NDArray v, AttentionMask mask) {
        return Autocast.compute((a, b, c) -> attend(a, b, Objects.requireNonNull(c), mask), q, k, v);
    }

    private NDArray attend(NDArray q, NDArray k, NDArray v, AttentionMask mask) {
        double rate = Layer.training() ? dropout : 0;
        if (mask.isNone() && rate == 0 && scale == null) {
            return Aten.call(PLAIN, q, k, v);
        }
        NDArray bias = mask.bias();
        AtenOp op = op(rate, bias != null, mask.causal(), scale);
        return bias == null ? Aten.call(op, q, k, v) : Aten.call(op, q, k, v, Autocast.low(bias));
    }

    private static AtenOp op(double dropout, boolean bias, boolean causal, @Nullable Double scale) {
        List<Object> arguments = new ArrayList<>(List.of("t0", "t1", "t2", bias ? "t3" : "None", dropout, causal));
        if (scale != null) {
            arguments.add("scale=" + scale);
        }
        return AtenOp.mixed("scaled_dot_product_attention", bias ? 4 : 3, arguments.toArray());
    }
}
