package io.github.timm4j.optim.rule;

import ai.djl.ndarray.types.Shape;
import io.github.timm4j.config.Codec;
import io.github.timm4j.config.Coded;
import io.github.timm4j.config.Name;
import io.github.timm4j.optim.rule.StateLayout.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Second moments factored into rows and columns (arXiv:1804.04235), {@code timm.optim.Adafactor}.
 *
 * @param eps added to the squared gradient
 * @param clipThreshold largest root mean square of an update
 * @param decayRate exponent of the step in the decay of the second moments
 * @param beta1 decay of the average of updates, or null for none
 * @param minDimSizeToFactor dimensions up to this size are not factored
 * @param caution whether to drop components of the average that disagree with the gradient
 * @param relativeStep the step size that is found without a learning rate
 */
public record Adafactor(
        double eps,
        double clipThreshold,
        double decayRate,

        @Name({"beta1", "betas"}) @Coded(FirstBeta.class) @Nullable
        Double beta1,

        int minDimSizeToFactor,
        boolean caution,
        RelativeStep relativeStep)
        implements UpdateRule {
    /** The defaults of timm. */
    public static final Adafactor DEFAULTS =
            new Adafactor(1e-30, 1, -0.8, null, 16, false, new RelativeStep(true, true, 1e-3, false));

    private static final Kernel KERNEL = Kernel.each(
            "exp_avg, exp_avg_sq, exp_avg_sq_row, exp_avg_sq_col, RMS",
            "lr: float, step_limit: float, weight_decay: float, share: float, beta1: float, eps: float, "
                    + "eps_scale: float, clip: float, row: int, col: int, caution: bool",
            """
            p32 = self.full(p)
            g = self.full(g)
            root_size = p.numel() ** 0.5
            RMS.copy_(p32.norm() / root_size)
            rate = lr
            if step_limit > 0.:
                rate = step_limit
                if eps_scale >= 0.:
                    rate = rate * max(eps_scale, float(RMS))
            update = g.square().add_(eps)
            if row >= 0:
                exp_avg_sq_row.lerp_(update.mean([row]), share)
                exp_avg_sq_col.lerp_(update.mean([col]), share)
                rows = exp_avg_sq_row / exp_avg_sq_row.mean([col], keepdim=True)
                update = torch.mul(rows.rsqrt_().unsqueeze(row), exp_avg_sq_col.unsqueeze(col).rsqrt())
            else:
                update = exp_avg_sq.lerp_(update, share).rsqrt()
            update.mul_(g)
            update.div_((update.norm() / root_size / clip).clamp_(min=1.)).mul_(rate)
            if beta1 >= 0.:
                update = exp_avg.lerp_(update, 1. - beta1)
                if caution:
                    update = self.cautious(exp_avg, g)
            if weight_decay != 0.:
                p32.mul_(1. - weight_decay * rate)
            p32.sub_(update)
            p.copy_(p32)
            """);

    /** timm takes the first of two betas. */
    static final class FirstBeta implements Codec<Double> {
        @Override
        public Double read(Object value) {
            return value instanceof Number number
                    ? number.doubleValue()
                    : Numbers.list(value).get(0);
        }

        @Override
        public Object write(Double value) {
            return value;
        }
    }

    /**
     * How the step size follows from the step where no learning rate is given.
     *
     * @param relativeStep whether it does
     * @param scaleParameter whether it is scaled by the parameter's root mean square
     * @param epsScale smallest such scale
     * @param warmupInit whether it grows from 0
     */
    public record RelativeStep(boolean relativeStep, boolean scaleParameter, double epsScale, boolean warmupInit) {}

    @Override
    public double defaultLearningRate() {
        return Double.NaN;
    }

    @Override
    public Adafactor completed(boolean learningRateGiven) {
        RelativeStep r = relativeStep;
        if (learningRateGiven && r.warmupInit()) {
            throw new IllegalArgumentException("warmup_init needs a relative step: give no learning rate");
        }
        RelativeStep known = new RelativeStep(!learningRateGiven, r.scaleParameter(), r.epsScale(), r.warmupInit());
        return new Adafactor(eps, clipThreshold, decayRate, beta1, minDimSizeToFactor, caution, known);
    }

    @Override
    public StateLayout layout(ParameterState parameter) {
        StateLayout layout = new StateLayout().step(Kind.INT);
        if (beta1 != null) {
            layout.fullPrecisionZeros("exp_avg");
        }
        long[] shape = parameter.shape().getShape();
        int col = factoredColumn(shape);
        int row = shape.length > 2 && col == 0 ? 1 : shape.length - 1;
        if (col >= 0) {
            layout.zeros("exp_avg_sq_row", without(shape, row)).zeros("exp_avg_sq_col", without(shape, col));
        } else {
            layout.fullPrecisionZeros("exp_avg_sq");
        }
        return layout.zeros("RMS", new Shape())
                .constant("row", col >= 0 ? row : -1)
                .constant("col", col);
    }

    /** The first of the two factored dimensions: those of a convolution's channels, else the last two; -1 for none. */
    private int factoredColumn(long[] shape) {
        int last = shape.length - 1;
        if (shape.length > 2 && shape[0] > minDimSizeToFactor && shape[1] > minDimSizeToFactor) {
            return 0;
        }
        boolean trailing =
                shape.length >= 2 && shape[last - 1] > minDimSizeToFactor && shape[last] > minDimSizeToFactor;
        return trailing ? last - 1 : -1;
    }

    private static Shape without(long[] shape, int dimension) {
        Shape all = new Shape(shape);
        return all.slice(0, dimension).addAll(all.slice(dimension + 1));
    }

    @Override
    public void update(Cohort cohort) {
        double step = cohort.steps();
        double limit = relativeStep.warmupInit() ? 1e-6 * step : 1e-2;
        cohort.run(
                KERNEL,
                cohort.lr(),
                relativeStep.relativeStep() ? Math.min(limit, 1 / Math.sqrt(step)) : 0.0,
                cohort.weightDecay(),
                Math.pow(step, decayRate),
                beta1 == null ? -1 : beta1,
                eps,
                relativeStep.scaleParameter() ? relativeStep.epsScale() : -1.0,
                clipThreshold,
                (long) cohort.scalar("row"),
                (long) cohort.scalar("col"),
                caution);
    }
}
