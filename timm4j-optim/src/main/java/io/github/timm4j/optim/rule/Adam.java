package io.github.timm4j.optim.rule;

import io.github.timm4j.optim.rule.StateLayout.Kind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adaptive moment estimation (arXiv:1412.6980), {@code torch.optim.Adam}, in one fused native operator.
 *
 * @param betas decay of the averages of gradient and squared gradient
 * @param eps added to the denominator
 * @param amsgrad whether to divide by the largest average so far (Reddi et al., 2018)
 * @param decoupledWeightDecay whether the weight decay acts on the parameter instead of the gradient
 * @param maximize whether to go up the gradient
 */
public record Adam(Betas betas, double eps, boolean amsgrad, boolean decoupledWeightDecay, boolean maximize)
        implements UpdateRule {
    /** The defaults of PyTorch. */
    public static final Adam DEFAULTS = new Adam(Betas.of(0.9, 0.999), 1e-8, false, false, false);

    private static final Kernel KERNEL = Kernel.all(
            "exp_avg, exp_avg_sq, max_exp_avg_sq",
            "step: float, lr: float, weight_decay: float, beta1: float, beta2: float, eps: float, "
                    + "amsgrad: bool, decoupled: bool",
            """
            steps = [torch.scalar_tensor(step, dtype=6, device=p[0].device)] * len(p)
            largest = annotate(List[Tensor], [])
            if amsgrad:
                largest = max_exp_avg_sq
            if decoupled:
                torch._fused_adamw_(p, g, exp_avg, exp_avg_sq, largest, steps, lr=lr, beta1=beta1, beta2=beta2,
                    weight_decay=weight_decay, eps=eps, amsgrad=amsgrad, maximize=maximize)
            else:
                torch._fused_adam_(p, g, exp_avg, exp_avg_sq, largest, steps, lr=lr, beta1=beta1, beta2=beta2,
                    weight_decay=weight_decay, eps=eps, amsgrad=amsgrad, maximize=maximize)
            """);

    /** Checks the ranges. */
    public Adam {
        Check.betas("Adam", betas, 2);
        Check.nonNegative("eps", eps);
    }

    @Override
    public double defaultLearningRate() {
        return 1e-3;
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
        cohort.run(
                KERNEL,
                cohort.steps(),
                cohort.lr(),
                cohort.weightDecay(),
                betas.first(),
                betas.second(),
                eps,
                amsgrad,
                decoupledWeightDecay);
    }

    @Override
    public Map<String, @Nullable Boolean> inertSettings() {
        return Check.inert("foreach", "capturable", "differentiable", "fused");
    }
}
