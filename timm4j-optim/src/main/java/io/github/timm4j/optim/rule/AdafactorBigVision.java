package io.github.timm4j.optim.rule;

import ai.djl.ndarray.types.Shape;
import io.github.timm4j.optim.rule.StateLayout.Kind;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Adafactor as Big Vision has it (arXiv:2106.04560, section 3.4), {@code timm.optim.AdafactorBigVision}: the two
 * largest dimensions are factored, the momentum is kept in half precision.
 *
 * @param minDimSizeToFactor dimensions below this size are not factored
 * @param secondMoment decay of the second moments
 * @param momentum decay of the average of updates, or null for none
 * @param momentumDtype type in which that average is kept
 * @param eps added to the squared gradient, or null for the smallest that its type allows
 * @param clippingThreshold largest root mean square of an update, or null
 * @param caution whether to drop components of the average that disagree with the gradient
 * @param decay how the weight decay acts
 */
public record AdafactorBigVision(
        int minDimSizeToFactor,
        SecondMoment secondMoment,
        @Nullable Double momentum,
        FloatType momentumDtype,
        @Nullable Double eps,
        @Nullable Double clippingThreshold,
        boolean caution,
        Decay decay)
        implements UpdateRule {
    /** The defaults of timm. */
    public static final AdafactorBigVision DEFAULTS = new AdafactorBigVision(
            16, new SecondMoment(0.8, 0, 0.999), 0.9, FloatType.BFLOAT16, null, null, false, new Decay(false, false));

    private static final Kernel ZEROS =
            Kernel.function("like: Tensor, dtype: int", "Tensor", "return torch.zeros_like(like, dtype=dtype)");

    private static final Kernel KERNEL = Kernel.each(
            "exp_avg, exp_avg_sq, exp_avg_sq_r, exp_avg_sq_c",
            "lr: float, decay: float, share: float, momentum: float, eps: float, clip: float, row: int, col: int, "
                    + "caution: bool",
            """
            tiny = eps
            if tiny < 0.:
                tiny = 1e-30
                if g.dtype == 5:
                    tiny = 1e-7
            square = g.square().add_(tiny)
            if row >= 0:
                exp_avg_sq_r.lerp_(square.mean([row], keepdim=True), share)
                exp_avg_sq_c.lerp_(square.mean([col], keepdim=True), share)
                rows = exp_avg_sq_r / exp_avg_sq_r.mean([col], keepdim=True)
                update = g * rows.rsqrt_() * exp_avg_sq_c.rsqrt()
            else:
                update = g * exp_avg_sq.lerp_(square, share).rsqrt()
            if clip > 0.:
                rms = update.norm() / (update.numel() ** 0.5)
                update.div_((rms / clip).clamp_(min=1.))
            if momentum >= 0.:
                exp_avg.lerp_(update.to(exp_avg.dtype), 1. - momentum)
                update = exp_avg.to(g.dtype)
                if caution:
                    update = self.cautious(update, g)
            if decay != 1.:
                p.mul_(decay)
            p.add_(update, alpha=-lr)
            """);

    /**
     * The decay of the second moments, {@code 1 - step^-rate}.
     *
     * @param decayRate exponent of the step
     * @param decayOffset steps before the schedule begins
     * @param beta2Cap largest decay
     */
    public record SecondMoment(double decayRate, int decayOffset, double beta2Cap) {}

    /**
     * How weight decay acts.
     *
     * @param unscaledWd without the learning rate, as in Big Vision
     * @param correctedWeightDecay scaled by the learning rate over its peak
     */
    public record Decay(boolean unscaledWd, boolean correctedWeightDecay) {}

    @Override
    public double defaultLearningRate() {
        return 1;
    }

    @Override
    public boolean correctedWeightDecay() {
        return decay.correctedWeightDecay();
    }

    @Override
    public StateLayout layout(ParameterState parameter) {
        StateLayout layout = new StateLayout().step(Kind.TENSOR);
        List<Integer> dimensions = factored(parameter.shape());
        if (dimensions.isEmpty()) {
            layout.zeros("exp_avg_sq").constant("col", -1).constant("row", -1);
        } else {
            int col = dimensions.get(0);
            int row = dimensions.get(1);
            layout.zeros("exp_avg_sq_r", single(parameter.shape(), row))
                    .zeros("exp_avg_sq_c", single(parameter.shape(), col))
                    .constant("col", col)
                    .constant("row", row);
        }
        return momentum == null
                ? layout
                : layout.tensor("exp_avg", (array, manager) -> ZEROS.tensor(manager, array, momentumDtype.code()));
    }

    /** The second largest and the largest dimension, later ones first among equals; none where one is too small. */
    private List<Integer> factored(Shape shape) {
        List<Integer> bySize = IntStream.range(0, shape.dimension())
                .boxed()
                .sorted(Comparator.<Integer>comparingLong(shape::get).thenComparing(i -> i))
                .toList();
        int count = bySize.size();
        boolean enough = count >= 2 && shape.get(bySize.get(count - 2)) >= minDimSizeToFactor;
        return enough ? bySize.subList(count - 2, count) : List.of();
    }

    private static Shape single(Shape shape, int dimension) {
        long[] sizes = shape.getShape().clone();
        sizes[dimension] = 1;
        return new Shape(sizes);
    }

    @Override
    public void update(Cohort cohort) {
        double step = Math.max(cohort.steps() - secondMoment.decayOffset(), 1);
        double beta2 = Math.min(secondMoment.beta2Cap(), 1 - Math.pow(step, -secondMoment.decayRate()));
        cohort.run(
                KERNEL,
                cohort.lr(),
                1 - rate(cohort) * cohort.weightDecay(),
                1 - beta2,
                momentum == null ? -1 : momentum,
                eps == null ? -1 : eps,
                clippingThreshold == null ? 0 : clippingThreshold,
                (long) cohort.scalar("row"),
                (long) cohort.scalar("col"),
                caution);
    }

    private double rate(Cohort cohort) {
        if (!decay.unscaledWd()) {
            return cohort.decayRate();
        }
        return decay.correctedWeightDecay() ? cohort.lr() / cohort.peakLearningRate() : 1;
    }
}
