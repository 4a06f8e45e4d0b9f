package io.github.timm4j.optim.rule;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.OptionalDouble;

/** One step over all groups: every parameter that has a gradient, and what rules need beside them. */
public final class StepScope {
    private static final Kernel NORM = Kernel.function(
            "gs: List[Tensor]", "Tensor", "return torch.linalg_vector_norm(torch.stack(torch._foreach_norm(gs)))");

    private final List<ParameterState> parameters;
    private final Noise noise;
    private final NDManager manager;
    private OptionalDouble norm = OptionalDouble.empty();

    /**
     * Begins a step.
     *
     * @param parameters all that have a gradient, in the order of the groups
     * @param noise random numbers
     * @param manager owns what the rules keep
     */
    public StepScope(List<ParameterState> parameters, Noise noise, NDManager manager) {
        this.parameters = List.copyOf(parameters);
        this.noise = noise;
        this.manager = manager;
    }

    /**
     * The parameters of this step.
     *
     * @return all that have a gradient, in the order of the groups
     */
    public List<ParameterState> parameters() {
        return parameters;
    }

    /**
     * The optimizer's random numbers.
     *
     * @return the source
     */
    public Noise noise() {
        return noise;
    }

    /**
     * The owner of kept tensors.
     *
     * @return the optimizer's manager
     */
    public NDManager manager() {
        return manager;
    }

    /**
     * The norm of all gradients together.
     *
     * @return the L2 norm, computed once a step
     */
    public double gradientNorm() {
        if (norm.isEmpty()) {
            List<NDArray> gradients =
                    parameters.stream().map(ParameterState::gradient).toList();
            try (NDArray value = NORM.tensor(manager, gradients)) {
                norm = OptionalDouble.of(value.getFloat());
            }
        }
        return norm.getAsDouble();
    }
}
