package io.github.timm4j.optim.rule;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.optim.rule.StateLayout.Kind;
import io.github.timm4j.optim.rule.StateLayout.Scalar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Preconditioned gradients with one triangular or diagonal factor a dimension (PSGD, arXiv:1512.04202 and 2402.11858),
 * {@code timm.optim.Kron}.
 *
 * @param momentum decay of the gradient's average
 * @param preconditioner how the factors are learned
 * @param structure which dimensions have triangular factors
 * @param flatten which dimensions are taken as one
 * @param decay how the weight decay acts
 * @param muDtype type of the average, or null for the parameter's
 * @param precondDtype type of the factors, or null for the parameter's
 * @param deterministic without effect: the draws are reproducible in any case
 */
public record Kron(
        double momentum,
        Preconditioner preconditioner,
        Structure structure,
        Flatten flatten,
        Decay decay,
        @Nullable FloatType muDtype,
        @Nullable FloatType precondDtype,
        boolean deterministic)
        implements UpdateRule {
    /** The defaults of timm. */
    public static final Kron DEFAULTS = new Kron(
            0.9,
            new Preconditioner(null, true, 0.1, 1),
            new Structure(2048, 2, null),
            new Flatten(false, 2, -1),
            new Decay(false, false, false),
            null,
            null,
            false);

    private static final double BALANCE_PROBABILITY = 0.01;

    /**
     * How the factors are learned.
     *
     * @param preconditionerUpdateProbability share of the steps that update them, or null for a schedule from 1 to 0.03
     * @param momentumIntoPrecondUpdate whether they learn from the average instead of the gradient
     * @param precondLr their learning rate
     * @param precondInitScale scale of the preconditioner at first
     */
    public record Preconditioner(
            @Nullable Double preconditionerUpdateProbability,
            boolean momentumIntoPrecondUpdate,
            double precondLr,
            double precondInitScale) {}

    /**
     * Which dimensions have triangular factors, the others have diagonal ones.
     *
     * @param maxSizeTriangular largest size of such a dimension
     * @param minNdimTriangular fewest dimensions of such a parameter
     * @param memorySaveMode further dimensions to make diagonal, or null
     */
    public record Structure(
            int maxSizeTriangular,
            int minNdimTriangular,
            @Nullable SaveMode memorySaveMode) {}

    /** Which dimensions are diagonal to save memory. */
    public enum SaveMode {
        /** The largest. */
        ONE_DIAG,
        /** The largest, unless another is as large. */
        SMART_ONE_DIAG,
        /** All. */
        ALL_DIAG
    }

    /**
     * Which dimensions are taken as one.
     *
     * @param flatten whether there are any
     * @param flattenStartDim the first
     * @param flattenEndDim the last, counted from the end where negative
     */
    public record Flatten(boolean flatten, int flattenStartDim, int flattenEndDim) {}

    /**
     * How weight decay acts.
     *
     * @param decoupledDecay on the parameter instead of the step
     * @param correctedWeightDecay scaled by the learning rate over its peak, where decoupled
     * @param stochasticWeightDecay times a random number between 0 and 2
     */
    public record Decay(boolean decoupledDecay, boolean correctedWeightDecay, boolean stochasticWeightDecay) {}

    /** Checks the ranges. */
    public Kron {
        Check.fraction("momentum", momentum);
    }

    @Override
    public double defaultLearningRate() {
        return 1e-3;
    }

    @Override
    public Set<String> unsavedSettings() {
        return Set.of("deterministic");
    }

    @Override
    public boolean correctedWeightDecay() {
        return decay.correctedWeightDecay();
    }

    @Override
    public StateLayout layout(ParameterState parameter) {
        Shape shape = flattened(parameter.shape());
        boolean[] diagonal = diagonal(shape);
        long type = precondDtype == null ? FloatType.OF_PARAMETER : precondDtype.code();
        double scale = Math.pow(preconditioner.precondInitScale(), 1.0 / Math.max(1, shape.dimension()));
        StateLayout layout = new StateLayout()
                .step(Kind.INT)
                .scalar("update_counter", new Scalar(Kind.INT, 0, true))
                .tensor("momentum_buffer", shape, (array, manager) -> buffer(array, shape, manager));
        for (int i = 0; i < Math.max(1, shape.dimension()); i++) {
            Shape factor = factor(shape, diagonal, i);
            layout.tensor(
                    "Q." + i,
                    factor,
                    (array, manager) -> KronKernels.FACTOR.tensor(manager, array, factor.getShape(), scale, type));
        }
        return layout;
    }

    private static Shape factor(Shape shape, boolean[] diagonal, int dimension) {
        if (shape.dimension() == 0) {
            return shape;
        }
        long size = shape.get(dimension);
        return diagonal[dimension] ? new Shape(size) : new Shape(size, size);
    }

    private NDArray buffer(NDArray array, Shape shape, NDManager manager) {
        long type = muDtype == null ? FloatType.OF_PARAMETER : muDtype.code();
        return KronKernels.BUFFER.tensor(manager, array, shape.getShape(), type);
    }

    private Shape flattened(Shape shape) {
        int count = shape.dimension();
        int last = flatten.flattenEndDim();
        int end = Math.min(last >= 0 ? last : count + last, count - 1);
        int start = flatten.flattenStartDim();
        if (!flatten.flatten() || count <= start || start > end) {
            return shape;
        }
        return shape.slice(0, start).add(shape.slice(start, end + 1).size()).addAll(shape.slice(end + 1));
    }

    private boolean[] diagonal(Shape shape) {
        int count = shape.dimension();
        boolean[] diagonal = new boolean[count];
        for (int i = 0; i < count; i++) {
            long size = shape.get(i);
            diagonal[i] = size == 1
                    || size > structure.maxSizeTriangular()
                    || count < structure.minNdimTriangular()
                    || structure.memorySaveMode() == SaveMode.ALL_DIAG;
        }
        if (count > 0 && savesLargest(shape)) {
            diagonal[largest(shape)] = true;
        }
        return diagonal;
    }

    private boolean savesLargest(Shape shape) {
        long[] sizes = shape.getShape().clone();
        Arrays.sort(sizes);
        boolean single = sizes.length >= 2 && sizes[sizes.length - 1] > sizes[sizes.length - 2];
        return structure.memorySaveMode() == SaveMode.ONE_DIAG
                || structure.memorySaveMode() == SaveMode.SMART_ONE_DIAG && single;
    }

    private static int largest(Shape shape) {
        int found = 0;
        for (int i = 1; i < shape.dimension(); i++) {
            found = shape.get(i) >= shape.get(found) ? i : found;
        }
        return found;
    }

    @Override
    public void update(Cohort cohort) {
        boolean learn = cohort.scalar("update_counter") >= 1 / probability(cohort.steps() - 1);
        if (learn) {
            cohort.scalar("update_counter", 0);
        }
        double correction = 1 - Math.pow(momentum, cohort.steps());
        for (ParameterState member : cohort.members()) {
            update(cohort, member, learn, correction);
        }
    }

    private void update(Cohort cohort, ParameterState member, boolean learn, double correction) {
        Noise noise = cohort.step().noise();
        Shape shape = flattened(member.shape());
        boolean balance = noise.uniform() < BALANCE_PROBABILITY && learn && shape.dimension() > 1;
        try (NDArray probe = learn
                ? noise.normal(shape, cohort.step().manager())
                : member.array().zerosLike()) {
            boolean stochastic = cohort.weightDecay() != 0 && decay.stochasticWeightDecay();
            double weightDecay = (stochastic ? 2 * noise.uniform() : 1) * cohort.weightDecay();
            KronKernels.STEP.run(
                    member.array(),
                    member.gradient(),
                    member.tensor("momentum_buffer"),
                    factors(member),
                    probe,
                    new double[] {
                        cohort.lr(),
                        decay.decoupledDecay() ? 1 - cohort.decayRate() * weightDecay : 1,
                        decay.decoupledDecay() ? 0 : weightDecay,
                        momentum,
                        correction,
                        preconditioner.precondLr()
                    },
                    learn,
                    balance,
                    preconditioner.momentumIntoPrecondUpdate());
        }
    }

    private static List<NDArray> factors(ParameterState member) {
        List<NDArray> factors = new ArrayList<>();
        for (int i = 0; member.tensors().containsKey("Q." + i); i++) {
            factors.add(member.tensor("Q." + i));
        }
        return factors;
    }

    /** The share of updates at a step, in single precision as Python's tensors have it. */
    private double probability(double step) {
        Double fixed = preconditioner.preconditionerUpdateProbability();
        if (fixed != null) {
            return fixed;
        }
        float annealed = (float) Math.exp(-0.001f * ((float) step - 500));
        return Math.min(1, Math.max(0.03f, annealed));
    }
}
