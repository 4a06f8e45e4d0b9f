package io.github.timm4j.optim.rule;

import io.github.timm4j.optim.rule.StateLayout.Kind;
import io.github.timm4j.optim.rule.StateLayout.Scalar;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adam with Nesterov momentum and a momentum schedule (Dozat, 2016), {@code torch.optim.NAdam}.
 *
 * @param betas decay of the averages of gradient and squared gradient
 * @param eps added to the denominator
 * @param momentumDecay speed of the momentum schedule
 * @param decoupledWeightDecay whether the weight decay acts on the parameter instead of the gradient
 * @param maximize whether to go up the gradient
 */
public record NAdam(Betas betas, double eps, double momentumDecay, boolean decoupledWeightDecay, boolean maximize)
        implements UpdateRule {
    /** The defaults of PyTorch. */
    public static final NAdam DEFAULTS = new NAdam(Betas.of(0.9, 0.999), 1e-8, 4e-3, false, false);

    /** The kernel, which the legacy rule shares. */
    static final Kernel KERNEL = Kernel.each(
            "exp_avg, exp_avg_sq",
            "decay: float, weight_decay: float, beta1: float, beta2: float, eps: float, correction: float, "
                    + "gradient_step: float, average_step: float",
            """
            if decay != 1.:
                p.mul_(decay)
            if weight_decay != 0.:
                g = g.add(p, alpha=weight_decay)
            exp_avg.lerp_(g, 1. - beta1)
            exp_avg_sq.mul_(beta2).addcmul_(g, g, value=1. - beta2)
            denom = exp_avg_sq.div(correction).sqrt_().add_(eps)
            p.addcdiv_(g, denom, value=-gradient_step)
            p.addcdiv_(exp_avg, denom, value=-average_step)
            """);

    /** Checks the ranges. */
    public NAdam {
        Check.betas("NAdam", betas, 2);
        Check.nonNegative("eps", eps);
        Check.nonNegative("momentum_decay", momentumDecay);
    }

    @Override
    public double defaultLearningRate() {
        return 2e-3;
    }

    @Override
    public StateLayout layout(ParameterState parameter) {
        return new StateLayout()
                .step(Kind.TENSOR)
                .scalar("mu_product", new Scalar(Kind.TENSOR, 1, false))
                .zeros("exp_avg", "exp_avg_sq");
    }

    @Override
    public void update(Cohort cohort) {
        double mu = momentum(betas.first(), cohort.steps(), momentumDecay);
        double next = momentum(betas.first(), cohort.steps() + 1, momentumDecay);
        // kept as a float32 tensor in Python, so the product is rounded at each step
        double product = (float) cohort.scalar("mu_product") * (float) mu;
        cohort.scalar("mu_product", product);
        cohort.run(
                KERNEL,
                decoupledWeightDecay ? cohort.decayFactor() : 1.0,
                decoupledWeightDecay ? 0.0 : cohort.weightDecay(),
                betas.first(),
                betas.second(),
                eps,
                betas.secondCorrection(cohort.steps()),
                cohort.lr() * (1 - mu) / (1 - product),
                cohort.lr() * next / (1 - product * next));
    }

    /** The scheduled momentum of a step. */
    static double momentum(double beta, double step, double decay) {
        return beta * (1 - 0.5 * Math.pow(0.96, step * decay));
    }

    @Override
    public Map<String, @Nullable Boolean> inertSettings() {
        return Check.inert("foreach", "capturable", "differentiable");
    }
}
