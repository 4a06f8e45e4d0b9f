package io.github.timm4j.optim.rule;

import io.github.timm4j.optim.rule.StateLayout.Kind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Layer-wise adaptive moments for large batches (arXiv:1904.00962), {@code timm.optim.Lamb}.
 *
 * @param biasCorrection whether to correct the averages' bias towards zero
 * @param betas decay of the averages of gradient and squared gradient
 * @param eps added to the denominator
 * @param gradAveraging whether a new gradient enters its average with weight 1 - beta, else 1
 * @param maxGradNorm largest norm of all gradients together, or null
 * @param trust how the step follows the weight's norm
 * @param caution whether to drop components that disagree with the gradient
 * @param decay how the weight decay acts
 */
public record Lamb(
        boolean biasCorrection,
        Betas betas,
        double eps,
        boolean gradAveraging,
        @Nullable Double maxGradNorm,
        Trust trust,
        boolean caution,
        Decay decay)
        implements UpdateRule {
    /** The defaults of timm. */
    public static final Lamb DEFAULTS = new Lamb(
            true, Betas.of(0.9, 0.999), 1e-6, true, 1.0, new Trust(false, false), false, new Decay(false, false));

    private static final Kernel KERNEL = Kernel.each(
            "exp_avg, exp_avg_sq",
            "lr: float, decay: float, weight_decay: float, beta1: float, beta2: float, share: float, eps: float, "
                    + "scale: float, clip: float, adapt: bool, trust_clip: bool, caution: bool",
            """
            if clip != 1.:
                g = g / clip
            if share == 1. - beta1:
                exp_avg.lerp_(g, share)
            else:
                exp_avg.mul_(beta1).add_(g, alpha=share)
            exp_avg_sq.mul_(beta2).addcmul_(g, g, value=1. - beta2)
            # the bias corrections are folded into numbers: update here is the corrected one divided by scale
            update = torch.div(exp_avg, exp_avg_sq.sqrt().add_(eps))
            if caution:
                update = self.cautious(update, g)
            if decay != 1.:
                p.mul_(decay)
            if weight_decay != 0.:
                update = update.add_(p, alpha=weight_decay / scale)
            if adapt:
                weight_norm = p.norm()
                update_norm = update.norm().mul_(scale)
                ratio = torch.where(torch.logical_and(weight_norm > 0, update_norm > 0), weight_norm / update_norm, 1.)
                if trust_clip:
                    ratio = ratio.clamp_(max=1.)
                p.addcmul_(update, ratio, value=-lr * scale)
            else:
                p.add_(update, alpha=-lr * scale)
            """);

    /**
     * How a step follows the norm of its weight.
     *
     * @param trustClip whether the ratio of weight norm to update norm is at most 1 (LAMBC)
     * @param alwaysAdapt whether parameters without weight decay follow it too
     */
    public record Trust(boolean trustClip, boolean alwaysAdapt) {}

    /**
     * How weight decay acts.
     *
     * @param decoupledDecay on the parameter instead of the update
     * @param correctedWeightDecay scaled by the learning rate over its peak, where decoupled
     */
    public record Decay(boolean decoupledDecay, boolean correctedWeightDecay) {}

    /** Checks the ranges. */
    public Lamb {
        Check.betas("Lamb", betas, 2);
        Check.nonNegative("eps", eps);
    }

    @Override
    public double defaultLearningRate() {
        return 1e-3;
    }

    @Override
    public double defaultWeightDecay() {
        return 0.01;
    }

    @Override
    public boolean correctedWeightDecay() {
        return decay.correctedWeightDecay();
    }

    @Override
    public StateLayout layout(ParameterState parameter) {
        return new StateLayout().zeros("exp_avg", "exp_avg_sq");
    }

    @Override
    public List<Counter> groupCounters() {
        return List.of(new Counter("step", Kind.TENSOR, false));
    }

    @Override
    public void update(Cohort cohort) {
        double first = biasCorrection ? betas.firstCorrection(cohort.steps()) : 1;
        double second = Math.sqrt(biasCorrection ? betas.secondCorrection(cohort.steps()) : 1);
        boolean decoupled = decay.decoupledDecay();
        cohort.run(
                KERNEL,
                cohort.lr(),
                decoupled ? cohort.decayFactor() : 1.0,
                decoupled ? 0.0 : cohort.weightDecay(),
                betas.first(),
                betas.second(),
                gradAveraging ? 1 - betas.first() : 1.0,
                eps * second,
                second / first,
                clip(cohort),
                cohort.weightDecay() != 0 || trust.alwaysAdapt(),
                trust.trustClip(),
                caution);
    }

    private double clip(Cohort cohort) {
        return maxGradNorm == null ? 1 : Math.max(1, cohort.step().gradientNorm() / maxGradNorm);
    }

    @Override
    public Map<String, @Nullable Boolean> inertSettings() {
        return Check.inert("foreach");
    }
}
