package io.github.timm4j.optim.grad;

import ai.djl.ndarray.NDArray;
import io.github.timm4j.internal.NativeScript;
import io.github.timm4j.internal.ScriptArchive;
import java.util.ArrayList;
import java.util.List;

/**
 * Clips gradients in place, all of them in one native call; parameters without a gradient are passed over.
 *
 * <p>Source: timm.utils.clip_grad, timm.utils.agc and the functions of PyTorch that they call.
 */
public final class GradientClipping {
    private static final String UNIT_NORM = """
                dims = annotate(List[int], [])
                for i in range(torch.__range_length(1, torch.dim(x), 1)):
                  _0 = torch.append(dims, torch.__derive_index(i, 1, 1))
                if torch.gt(torch.dim(x), 1):
                  norm = torch.linalg_vector_norm(x, norm_type, dims, True)
                else:
                  norm = torch.linalg_vector_norm(x, norm_type)
                return norm
            """;
    private static final String CLIP_NORM = """
                norms = torch._foreach_norm(grads, norm_type)
                total = torch.linalg_vector_norm(torch.stack(norms), norm_type)
                factor = torch.mul(torch.reciprocal(torch.add(total, 1.0e-06)), max_norm)
                _0 = torch._foreach_mul_(grads, torch.clamp(factor, None, 1.))
                return None
            """;
    private static final String CLIP_VALUE = """
                _0 = torch._foreach_clamp_min_(grads, torch.neg(value))
                _1 = torch._foreach_clamp_max_(grads, value)
                return None
            """;
    private static final String CLIP_UNITS = """
                for i in range(torch.len(grads)):
                  grad = grads[i]
                  limit = torch.mul(torch.clamp((self).unit_norm(params[i], norm_type, ), eps), factor)
                  norm = (self).unit_norm(grad, norm_type, )
                  clipped = torch.mul(grad, torch.div(limit, torch.clamp(norm, 1.0e-06)))
                  _0 = torch.copy_(grad, torch.where(torch.lt(norm, limit), grad, clipped))
                return None
            """;

    private GradientClipping() {}

    /** Loaded with the first call, so that naming the class needs no engine. */
    private static final class Script {
        private static final NativeScript SCRIPT = new NativeScript(new ScriptArchive()
                .method(signature("unit_norm", "x: Tensor, norm_type: float"), "Tensor", UNIT_NORM)
                .method(
                        signature("clip_norm", "grads: List[Tensor], max_norm: float, norm_type: float"),
                        "NoneType",
                        CLIP_NORM)
                .method(signature("clip_value", "grads: List[Tensor], value: float"), "NoneType", CLIP_VALUE)
                .method(
                        signature(
                                "clip_units",
                                "params: List[Tensor], grads: List[Tensor], "
                                        + "factor: float, eps: float, norm_type: float"),
                        "NoneType",
                        CLIP_UNITS));

        private static String signature(String name, String parameters) {
            return name + "(self: __torch__.M, " + parameters + ")";
        }
    }

    /**
     * Clips in one of the modes.
     *
     * @param gradients what to clip
     * @param value the largest norm, the largest value or the clipping factor
     * @param mode what the value means
     * @param normType order of the norm, may be infinite; not used to clip values
     * @throws IllegalArgumentException where the value is negative or the order is not above 0
     */
    public static void dispatchClipGrad(List<NamedGradient> gradients, double value, ClipMode mode, double normType) {
        switch (mode) {
            case NORM -> clipGradNorm(gradients, value, normType);
            case VALUE -> clipGradValue(gradients, value);
            case AGC -> adaptiveClipGrad(gradients, value, 1e-3, normType);
        }
    }

    /**
     * Scales all gradients down so that their common norm is at most a limit.
     *
     * @param gradients what to clip
     * @param maxNorm the limit
     * @param normType order of the norm, may be infinite
     * @throws IllegalArgumentException where the limit is negative or the order is not above 0
     */
    public static void clipGradNorm(List<NamedGradient> gradients, double maxNorm, double normType) {
        check(maxNorm, normType);
        List<NDArray> present = present(gradients);
        if (!present.isEmpty()) {
            Script.SCRIPT.run("clip_norm", present, maxNorm, normType);
        }
    }

    /**
     * Limits every value of the gradients.
     *
     * @param gradients what to clip
     * @param value the limit of absolute values
     * @throws IllegalArgumentException where the limit is negative
     */
    public static void clipGradValue(List<NamedGradient> gradients, double value) {
        check(value, 1);
        List<NDArray> present = present(gradients);
        if (!present.isEmpty()) {
            Script.SCRIPT.run("clip_value", present, value);
        }
    }

    /**
     * Adaptive gradient clipping (arXiv:2102.06171): scales each unit's gradient down where its norm is above a
     * fraction of the norm of the unit's weights.
     *
     * <p>A unit is a row of the first dimension; a parameter of at most one dimension is a unit by itself.
     *
     * @param gradients what to clip
     * @param clipFactor the fraction
     * @param eps lowest norm of weights
     * @param normType order of the norms, may be infinite
     * @throws IllegalArgumentException where the fraction is negative or the order is not above 0
     */
    public static void adaptiveClipGrad(List<NamedGradient> gradients, double clipFactor, double eps, double normType) {
        check(clipFactor, normType);
        List<NDArray> parameters = new ArrayList<>();
        for (NamedGradient gradient : gradients) {
            if (gradient.gradient() != null) {
                parameters.add(gradient.parameter());
            }
        }
        if (!parameters.isEmpty()) {
            Script.SCRIPT.run("clip_units", parameters, present(gradients), clipFactor, eps, normType);
        }
    }

    /**
     * The norm of each unit of an array.
     *
     * @param x any shape
     * @param normType order of the norm, may be infinite
     * @return {@code (n, 1, …)} for more than one dimension, else a scalar; on the array's manager
     */
    public static NDArray unitwiseNorm(NDArray x, double normType) {
        return Script.SCRIPT.tensor(x.getManager(), "unit_norm", x, normType);
    }

    private static void check(double limit, double normType) {
        if (!(limit >= 0)) {
            throw new IllegalArgumentException("gradients are clipped to a limit of 0 or more, got " + limit);
        }
        if (!(normType > 0)) {
            throw new IllegalArgumentException("the order of a norm must be above 0, got " + normType);
        }
    }

    private static List<NDArray> present(List<NamedGradient> gradients) {
        List<NDArray> present = new ArrayList<>();
        for (NamedGradient gradient : gradients) {
            if (gradient.gradient() != null) {
                present.add(gradient.gradient());
            }
        }
        return present;
    }
}
