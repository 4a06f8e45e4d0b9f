package io.github.timm4j.optim.rule;

import io.github.timm4j.optim.rule.StateLayout.Kind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * RMSprop as TensorFlow has it, {@code timm.optim.RMSpropTF}: epsilon under the root, averages that start at one,
 * learning rate inside the momentum.
 *
 * @param alpha decay of the average of squared gradients
 * @param eps added under the root
 * @param momentum share of the last step that is kept, 0 for none
 * @param centered whether to divide by the variance instead of the mean square
 * @param decoupledDecay whether the weight decay acts on the parameter instead of the gradient
 * @param correctedWeightDecay whether to scale a decoupled decay by the learning rate over its peak
 * @param lrInMomentum whether the momentum holds steps instead of normalized gradients
 * @param caution whether to drop components of the momentum that disagree with the gradient
 */
public record RmsPropTf(
        double alpha,
        double eps,
        double momentum,
        boolean centered,
        boolean decoupledDecay,
        boolean correctedWeightDecay,
        boolean lrInMomentum,
        boolean caution)
        implements UpdateRule {
    /** The defaults of timm. */
    public static final RmsPropTf DEFAULTS = new RmsPropTf(0.9, 1e-10, 0, false, false, false, true, false);

    private static final Kernel KERNEL = Kernel.each(
            "square_avg, grad_avg, momentum_buffer",
            "decay: float, weight_decay: float, alpha: float, eps: float, momentum: float, inner: float, outer: float, "
                    + "centered: bool, caution: bool",
            """
            if decay != 1.:
                p.mul_(decay)
            if weight_decay != 0.:
                g = g.add(p, alpha=weight_decay)
            square_avg.add_(g.pow(2).sub_(square_avg), alpha=1. - alpha)
            if centered:
                grad_avg.add_(g - grad_avg, alpha=1. - alpha)
                root = square_avg.addcmul(grad_avg, grad_avg, value=-1.).add_(eps).sqrt_()
            else:
                root = square_avg.add(eps).sqrt_()
            if momentum > 0.:
                momentum_buffer.mul_(momentum).addcdiv_(g, root, value=inner)
                step = momentum_buffer
                if caution:
                    step = self.cautious(momentum_buffer, g)
                p.add_(step, alpha=-outer)
            else:
                p.addcdiv_(g, root, value=-inner * outer)
            """);

    /** Checks the ranges. */
    public RmsPropTf {
        Check.nonNegative("alpha", alpha);
        Check.nonNegative("eps", eps);
        Check.nonNegative("momentum", momentum);
    }

    @Override
    public double defaultLearningRate() {
        return 1e-2;
    }

    @Override
    public StateLayout layout(ParameterState parameter) {
        return new StateLayout()
                .step(Kind.TENSOR)
                .tensor("square_avg", (array, manager) -> array.zerosLike().addi(1))
                .zerosIf(momentum > 0, "momentum_buffer")
                .zerosIf(centered, "grad_avg");
    }

    @Override
    public void update(Cohort cohort) {
        cohort.run(
                KERNEL,
                decoupledDecay ? cohort.decayFactor() : 1.0,
                decoupledDecay ? 0.0 : cohort.weightDecay(),
                alpha,
                eps,
                momentum,
                lrInMomentum ? cohort.lr() : 1.0,
                lrInMomentum ? 1.0 : cohort.lr(),
                centered,
                caution);
    }

    @Override
    public Map<String, @Nullable Boolean> inertSettings() {
        return Check.inert("foreach");
    }
}
