package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import io.github.timm4j.config.Name;
import io.github.timm4j.internal.Aten;
import io.github.timm4j.internal.AtenOp;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Elementwise activations under timm's names ({@code timm.layers.create_act}). */
public enum Activation {
    /** The input itself. */
    IDENTITY(x -> x, null),
    /** max(x, 0). */
    RELU(x -> x.getNDArrayInternal().relu(), "relu_"),
    /** min(max(x, 0), 6). */
    RELU6(bridged("relu6"), "relu6_"),
    /** x where positive, else 0.01 x. */
    LEAKY_RELU(bridged("leaky_relu", 0.01), null),
    /** x where positive, else a learnt slope times x; only its {@linkplain #layer() layer} has the slope. */
    PRELU(
            x -> {
                throw new UnsupportedOperationException("prelu has a parameter; take its layer");
            },
            null),
    /** x where positive, else exp(x) - 1. */
    ELU(bridged("elu"), null),
    /** Scaled ELU. */
    SELU(bridged("selu"), null),
    /** Continuously differentiable ELU. */
    CELU(bridged("celu"), null),
    /** x times the normal distribution function, exact. */
    GELU(x -> x.getNDArrayInternal().gelu(), "gelu_"),
    /** GELU by its tanh approximation. */
    GELU_TANH(bridged("gelu", "approximate=\"tanh\""), "gelu_", "approximate=\"tanh\""),
    /** x sigmoid(1.702 x). */
    QUICK_GELU(Activation::quickGelu, null),
    /** x sigmoid(x), also known as swish. */
    @Name({"silu", "swish"})
    SILU(bridged("silu"), "silu_"),
    /** x tanh(softplus(x)). */
    MISH(bridged("mish"), "mish_"),
    /** Logistic function. */
    SIGMOID(x -> x.getNDArrayInternal().sigmoid(), "sigmoid_"),
    /** Hyperbolic tangent. */
    TANH(NDArray::tanh, "tanh_"),
    /** relu6(x + 3) / 6. */
    @Name({"hard_sigmoid", "hardsigmoid"})
    HARD_SIGMOID(bridged("hardsigmoid"), "hardsigmoid_"),
    /** x relu6(x + 3) / 6. */
    @Name({"hard_swish", "hardswish"})
    HARD_SWISH(bridged("hardswish"), "hardswish_"),
    /** x clip(x + 2, 0, 2) / 2. */
    @Name({"hard_mish", "hardmish"})
    HARD_MISH(Activation::hardMish, null);

    private final UnaryOperator<NDArray> function;
    private final @Nullable AtenOp inPlace;

    Activation(UnaryOperator<NDArray> function, @Nullable String inPlace, Object... literals) {
        this.function = function;
        this.inPlace = inPlace == null ? null : AtenOp.unary(inPlace, literals);
    }

    /**
     * The activation of timm's name.
     *
     * @param name for example {@code silu}, {@code swish}, {@code hard_swish}; empty is the identity
     * @return the activation
     * @throws IllegalArgumentException for an unknown name
     */
    public static Activation of(String name) {
        String key = name.toLowerCase(Locale.ROOT);
        return switch (key) {
            case "", "identity", "none" -> IDENTITY;
            case "swish" -> SILU;
            case "hardsigmoid" -> HARD_SIGMOID;
            case "hardswish" -> HARD_SWISH;
            case "hardmish" -> HARD_MISH;
            default -> valueOf(key.toUpperCase(Locale.ROOT));
        };
    }

    /**
     * A layer that applies this activation.
     *
     * @return a new layer, without parameters but for {@link #PRELU}
     */
    public Layer layer() {
        return this == PRELU ? new PRelu() : new ActivationLayer(this);
    }

    /**
     * Applies the activation; the input stays as it is.
     *
     * @param x any shape
     * @return a new array, except for the identity
     */
    public NDArray apply(NDArray x) {
        return function.apply(x);
    }

    /**
     * Applies the activation to a temporary, overwriting it where that is possible.
     *
     * @param x a temporary that the caller does not use again
     * @return the result
     */
    public NDArray overwrite(NDArray x) {
        // only ReLU's gradient comes from its result; the others need the input
        if (inPlace == null || (Layer.training() && this != RELU)) {
            NDArray y = function.apply(x);
            if (y != x) {
                Layer.free(x);
            }
            return y;
        }
        NDArray y = Aten.call(inPlace, x);
        if (y != x) {
            Layer.free(x);
        }
        return y;
    }

    private static UnaryOperator<NDArray> bridged(String name, Object... literals) {
        AtenOp op = AtenOp.unary(name, literals);
        return x -> Aten.call(op, x);
    }

    private static NDArray quickGelu(NDArray x) {
        NDArray scaled = x.mul(1.702f);
        NDArray gate = SIGMOID.overwrite(scaled);
        NDArray y = x.mul(gate);
        Layer.free(gate);
        return y;
    }

    private static NDArray hardMish(NDArray x) {
        NDArray shifted = x.add(2f);
        NDArray gate = shifted.clip(0f, 2f);
        Layer.free(shifted);
        NDArray half = x.mul(0.5f);
        NDArray y = half.mul(gate);
        Layer.free(gate);
        Layer.free(half);
        return y;
    }
}
