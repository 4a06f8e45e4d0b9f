package io.github.timm4j.optim.rule;

import io.github.timm4j.optim.rule.StateLayout.Kind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adam with decoupled weight decay and timm's additions, {@code timm.optim.AdamWLegacy}.
 *
 * @param betas decay of the averages of gradient and squared gradient
 * @param eps added to the denominator
 * @param amsgrad whether to divide by the largest average so far
 * @param caution whether to drop components that disagree with the gradient
 * @param correctedWeightDecay whether to scale the decay by the learning rate over its peak
 * @param maximize whether to go up the gradient
 * @param clippingThreshold largest root mean square of an update (StableAdamW, arXiv:2304.13013), or null
 */
public record AdamWLegacy(
        Betas betas,
        double eps,
        boolean amsgrad,
        boolean caution,
        boolean correctedWeightDecay,
        boolean maximize,
        @Nullable Double clippingThreshold)
        implements UpdateRule {
    /** The defaults of timm. */
    public static final AdamWLegacy DEFAULTS =
            new AdamWLegacy(Betas.of(0.9, 0.999), 1e-8, false, false, false, false, null);

    private static final Kernel KERNEL = Kernel.each(
            "exp_avg, exp_avg_sq, max_exp_avg_sq",
            "decay: float, beta1: float, beta2: float, eps: float, step_size: float, correction: float, clip: float, "
                    + "amsgrad: bool, nesterov: bool, caution: bool",
            """
            if decay != 1.:
                p.mul_(decay)
            exp_avg.lerp_(g, 1. - beta1)
            exp_avg_sq.mul_(beta2).addcmul_(g, g, value=1. - beta2)
            second = exp_avg_sq
            if amsgrad:
                second = max_exp_avg_sq.copy_(torch.maximum(max_exp_avg_sq, exp_avg_sq))
            denom = second.sqrt().div_(correction).add_(eps)
            if clip > 0.:
                rms = g.div(denom).norm() / (g.numel() ** 0.5)
                denom.mul_((rms / clip).clamp_(min=1.))
            update = exp_avg
            if nesterov:
                update = exp_avg.lerp(g, 1. - beta1)
            if caution:
                update = self.cautious(update, g)
            p.addcdiv_(update, denom, value=-step_size)
            """);

    /** Checks the ranges. */
    public AdamWLegacy {
        Check.betas("AdamWLegacy", betas, 2);
        Check.nonNegative("eps", eps);
    }

    @Override
    public double defaultLearningRate() {
        return 1e-3;
    }

    @Override
    public double defaultWeightDecay() {
        return 1e-2;
    }

    @Override
    public StateLayout layout(ParameterState parameter) {
        return new StateLayout()
                .step(Kind.TENSOR)
                .zeros("exp_avg", "exp_avg_sq")
                .zerosIf(amsgrad, "max_exp_avg_sq");
    }

    @Override
    public void update(Cohort cohort) {
        update(cohort, cohort.lr(), false);
    }

    /** The update with a learning rate of its own, and with NAdamW's look along the momentum where asked. */
    void update(Cohort cohort, double lr, boolean nesterov) {
        double rate = correctedWeightDecay ? lr * lr / cohort.peakLearningRate() : lr;
        cohort.run(
                KERNEL,
                1 - rate * cohort.weightDecay(),
                betas.first(),
                betas.second(),
                eps,
                lr / betas.firstCorrection(cohort.steps()),
                Math.sqrt(betas.secondCorrection(cohort.steps())),
                clippingThreshold == null ? 0 : clippingThreshold,
                amsgrad,
                nesterov,
                caution);
    }

    @Override
    public Map<String, @Nullable Boolean> inertSettings() {
        return Check.inert("foreach", "capturable");
    }
}
