package io.github.timm4j.optim.rule;

import io.github.timm4j.optim.rule.StateLayout.Kind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Step sizes from the sum of squared gradients (Duchi et al., 2011), {@code torch.optim.Adagrad}.
 *
 * @param lrDecay decay of the learning rate with the step
 * @param initialAccumulatorValue first value of the sums
 * @param eps added to the denominator
 * @param maximize whether to go up the gradient
 */
public record Adagrad(double lrDecay, double initialAccumulatorValue, double eps, boolean maximize)
        implements UpdateRule {
    /** The defaults of PyTorch. */
    public static final Adagrad DEFAULTS = new Adagrad(0, 0, 1e-10, false);

    private static final Kernel KERNEL = Kernel.each("sum", "rate: float, weight_decay: float, eps: float", """
            if weight_decay != 0.:
                g = g.add(p, alpha=weight_decay)
            sum.addcmul_(g, g)
            p.addcdiv_(g, sum.sqrt().add_(eps), value=-rate)
            """);

    /** Checks the ranges. */
    public Adagrad {
        Check.nonNegative("lr_decay", lrDecay);
        Check.nonNegative("initial_accumulator_value", initialAccumulatorValue);
        Check.nonNegative("eps", eps);
    }

    @Override
    public double defaultLearningRate() {
        return 1e-2;
    }

    @Override
    public StateLayout layout(ParameterState parameter) {
        return new StateLayout()
                .step(Kind.TENSOR)
                .tensor("sum", (array, manager) -> array.zerosLike().addi(initialAccumulatorValue));
    }

    @Override
    public void update(Cohort cohort) {
        double rate = cohort.lr() / (1 + (cohort.steps() - 1) * lrDecay);
        cohort.run(KERNEL, rate, cohort.weightDecay(), eps);
    }

    @Override
    public Map<String, @Nullable Boolean> inertSettings() {
        return Check.inert("foreach", "differentiable", "fused");
    }
}
