package io.github.timm4j.optim.rule;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.timm4j.internal.Gradients;
import io.github.timm4j.optim.rule.StateLayout.Kind;
import io.github.timm4j.optim.rule.StateLayout.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Adam with the diagonal of the Hessian in place of the squared gradient (arXiv:2006.00719), {@code
 * timm.optim.Adahessian}. The diagonal is estimated from products with random signs, so gradients must keep their
 * graph.
 *
 * @param betas decay of the averages of gradient and squared diagonal
 * @param eps added to the denominator
 * @param hessianPower exponent of the diagonal, 0 to 1
 * @param updateEach steps from one estimate to the next
 * @param nSamples random vectors of an estimate
 * @param avgConvKernel whether to average the diagonal over the kernel of a convolution
 */
public record Adahessian(
        Betas betas, double eps, double hessianPower, int updateEach, int nSamples, boolean avgConvKernel)
        implements UpdateRule {
    /** The defaults of timm. */
    public static final Adahessian DEFAULTS = new Adahessian(Betas.of(0.9, 0.999), 1e-8, 1, 1, 1, false);

    private static final String COUNT = "hessian step";
    private static final String DIAGONAL = "hess";

    private static final Kernel ACCUMULATE = Kernel.function(
            "hess: List[Tensor], products: List[Tensor], zs: List[Tensor], first: bool, samples: float",
            "NoneType",
            """
            for h, product, z in zip(hess, products, zs):
                if first:
                    h.zero_()
                h.add_(product * z / samples)
            """);

    private static final Kernel KERNEL = Kernel.each(
            "exp_avg, exp_hessian_diag_sq, hess",
            "decay: float, beta1: float, beta2: float, eps: float, step_size: float, correction: float, power: float, "
                    + "average: bool",
            """
            if average and p.dim() == 4:
                hess.copy_(hess.abs().mean([2, 3], keepdim=True).expand_as(hess))
            if decay != 1.:
                p.mul_(decay)
            exp_avg.mul_(beta1).add_(g, alpha=1. - beta1)
            exp_hessian_diag_sq.mul_(beta2).addcmul_(hess, hess, value=1. - beta2)
            denom = exp_hessian_diag_sq.div(correction).pow_(power / 2.).add_(eps)
            p.addcdiv_(exp_avg, denom, value=-step_size)
            """);

    /** Checks the ranges. */
    public Adahessian {
        Check.betas("Adahessian", betas, 2);
        Check.nonNegative("eps", eps);
        Check.atMostOne("hessian_power", hessianPower);
        if (updateEach < 1 || nSamples < 1) {
            throw new IllegalArgumentException(
                    "update_each and n_samples must be at least 1, found " + updateEach + " and " + nSamples);
        }
    }

    @Override
    public double defaultLearningRate() {
        return 0.1;
    }

    @Override
    public Set<String> unsavedSettings() {
        return Set.of("update_each", "n_samples", "avg_conv_kernel");
    }

    @Override
    public boolean secondOrder() {
        return true;
    }

    @Override
    public StateLayout layout(ParameterState parameter) {
        return new StateLayout()
                .scalar(COUNT, new Scalar(Kind.INT, 0, true))
                .step(Kind.INT)
                .zeros("exp_avg", "exp_hessian_diag_sq")
                .unsavedZeros(DIAGONAL);
    }

    @Override
    public void prepare(StepScope step) {
        List<ParameterState> due =
                step.parameters().stream().filter(this::isDue).toList();
        if (due.isEmpty()) {
            return;
        }
        if (!Gradients.carryGraph(due.stream().map(ParameterState::gradient).toList())) {
            throw new IllegalStateException(
                    "gradients cannot be differentiated again: compute them with the optimizer's backward");
        }
        for (int i = 0; i < nSamples; i++) {
            accumulate(due, step, i);
        }
    }

    /** Also after a saved state was loaded, which has no diagonal. */
    private boolean isDue(ParameterState parameter) {
        double done = parameter.scalars().getOrDefault(COUNT, 0.0);
        return done % updateEach == 0 || !parameter.tensors().containsKey(DIAGONAL);
    }

    private void accumulate(List<ParameterState> due, StepScope step, int sample) {
        List<NDArray> gradients = new ArrayList<>();
        List<NDArray> arrays = new ArrayList<>();
        List<NDArray> diagonals = new ArrayList<>();
        List<NDArray> signs = new ArrayList<>();
        try (NDManager scratch = step.manager().newSubManager()) {
            for (ParameterState member : due) {
                gradients.add(member.gradient());
                arrays.add(member.array());
                diagonals.add(member.allocate(DIAGONAL, step.manager()));
                signs.add(step.noise().signs(member.shape(), scratch));
            }
            try (NDList products = Gradients.products(gradients, arrays, signs, sample < nSamples - 1)) {
                ACCUMULATE.run(diagonals, products, signs, sample == 0, (double) nSamples);
            }
        }
    }

    @Override
    public void update(Cohort cohort) {
        cohort.run(
                KERNEL,
                cohort.decayFactor(),
                betas.first(),
                betas.second(),
                eps,
                cohort.lr() / betas.firstCorrection(cohort.steps()),
                betas.secondCorrection(cohort.steps()),
                hessianPower,
                avgConvKernel);
    }
}
