package io.github.timm4j.optim.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.github.timm4j.optim.rule.StateLayout.Kind;
import io.github.timm4j.optim.rule.StateLayout.Scalar;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The parts that rules are made of. */
class RulePartsTest {
    private final NDManager manager = NDManager.newBaseManager("PyTorch");

    @AfterEach
    void close() {
        manager.close();
    }

    private ParameterState state(NDArray array) {
        Parameter parameter =
                Parameter.builder().setName("p").setType(Parameter.Type.OTHER).build();
        parameter.setArray(array);
        return new ParameterState("p", parameter, false);
    }

    private NDArray array(float... values) {
        return manager.create(values);
    }

    @Test
    void aKernelRunsItsBodyForEachParameter() {
        Kernel kernel = Kernel.each("sum", "share: float", "sum.add_(g)\np.add_(sum, alpha=share)");
        assertThat(kernel.arrays()).containsExactly("sum");
        NDArray p = array(1, 2);
        NDArray q = array(3);
        NDArray sum = array(10, 20);
        NDArray other = array(30);
        kernel.run(List.of(p, q), List.of(array(1, 1), array(1)), List.of(sum, other), 2.0, false);
        assertThat(p.toFloatArray()).containsExactly(23, 44);
        assertThat(other.toFloatArray()).containsExactly(31);
        kernel.run(List.of(q), List.of(array(1)), List.of(other), 0.0, true);
        assertThat(other.toFloatArray()).as("uphill").containsExactly(30);
    }

    @Test
    void cautionKeepsWhatAgreesWithTheGradientScaledToTheMean() {
        Kernel kernel = Kernel.each("", "", "p.copy_(self.cautious(p, g))");
        NDArray p = array(1, -2, 3, 4);
        kernel.run(List.of(p), List.of(array(1, 1, -1, 1)), false);
        assertThat(p.toFloatArray()).containsExactly(new float[] {2, 0, 0, 8}, within(1e-6f));
    }

    @Test
    void halfPrecisionIsWidenedAndNothingElse() {
        Kernel kernel = Kernel.function("x: Tensor", "Tensor", "return self.full(x)");
        for (DataType type : new DataType[] {DataType.FLOAT16, DataType.FLOAT32, DataType.FLOAT64}) {
            DataType expected = type == DataType.FLOAT64 ? type : DataType.FLOAT32;
            assertThat(kernel.tensor(manager, manager.ones(new Shape(2), type)).getDataType())
                    .isEqualTo(expected);
        }
    }

    @Test
    void aLayoutKnowsShapesAndWhatIsSaved() {
        StateLayout layout = new StateLayout()
                .step(Kind.TENSOR)
                .zeros("a")
                .zeros("b", new Shape(1, 3))
                .zerosIf(false, "c")
                .unsavedZeros("d")
                .constant("row", 1);
        assertThat(layout.tensors().keySet()).containsExactly("a", "b", "d");
        assertThat(layout.shape("a")).isEmpty();
        assertThat(layout.shape("b")).hasValue(new Shape(1, 3));
        assertThat(layout.isSaved("a")).isTrue();
        assertThat(layout.isSaved("d")).isFalse();
        assertThat(layout.isFresh(Set.of("d"))).isTrue();
        assertThat(layout.isFresh(Set.of("b"))).isFalse();
        assertThat(layout.constants()).containsExactly(Map.entry("row", 1.0));
        assertThat(layout.scalars()).containsEntry("step", new Scalar(Kind.TENSOR, 0, true));
    }

    @Test
    void stateOfHalfPrecisionParametersIsSingleWhereTheRuleSaysSo() {
        ParameterState state = state(manager.ones(new Shape(2), DataType.FLOAT16));
        state.advance(AdaBelief.DEFAULTS);
        state.allocate(manager);
        assertThat(state.tensor("exp_avg").getDataType()).isEqualTo(DataType.FLOAT32);
        ParameterState other = state(manager.ones(new Shape(2), DataType.FLOAT16));
        other.advance(Lion.DEFAULTS);
        other.allocate(manager);
        assertThat(other.tensor("exp_avg").getDataType()).isEqualTo(DataType.FLOAT16);
    }

    @Test
    void aStateCountsItsUpdatesAndCanBeCleared() {
        ParameterState state = state(array(1));
        assertThat(state.layout()).isNull();
        state.advance(NAdam.DEFAULTS);
        state.advance(NAdam.DEFAULTS);
        assertThat(state.scalars()).containsExactly(Map.entry("step", 2.0), Map.entry("mu_product", 1.0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> state.tensor("exp_avg"))
                .withMessage("no exp_avg is kept for p");
        state.allocate(manager);
        NDArray average = state.tensor("exp_avg");
        state.clear();
        assertThat(average.isReleased()).isTrue();
        assertThat(state.scalars()).isEmpty();
        assertThatIllegalStateException().isThrownBy(state::gradient).withMessage("no gradient of p at this time");
    }

    @Test
    void theNormOfAllGradientsIsComputedOnce() {
        ParameterState one = state(array(0));
        ParameterState two = state(array(0, 0));
        one.gradient(array(3));
        two.gradient(array(0, 4));
        StepScope scope = new StepScope(List.of(one, two), Noise.seeded(0), manager);
        assertThat(scope.gradientNorm()).isCloseTo(5, within(1e-6));
        one.gradient(array(100));
        assertThat(scope.gradientNorm()).isCloseTo(5, within(1e-6));
    }

    @Test
    void aCohortFindsNumbersOfParameterShapeAndGroup() {
        ParameterState state = state(manager.ones(new Shape(20, 18, 3, 3)));
        state.advance(Adafactor.DEFAULTS);
        Cohort.Group group = new Cohort.Group(0.1, 0.5, 0.4, Map.of("round", 7.0));
        StepScope scope = new StepScope(List.of(state), Noise.seeded(0), manager);
        Cohort cohort =
                new Cohort(new Lion(Betas.of(0.9, 0.99), false, true, false), group, scope, List.of(state), true);
        assertThat(cohort.steps()).isEqualTo(1);
        assertThat(cohort.scalar("row")).isEqualTo(1);
        assertThat(cohort.scalar("round")).isEqualTo(7);
        assertThatIllegalArgumentException().isThrownBy(() -> cohort.scalar("speed"));
        assertThat(cohort.decayFactor()).isCloseTo(1 - 0.1 * 0.1 / 0.4 * 0.5, within(1e-12));
        assertThat(cohort.fresh()).isTrue();
    }

    @Test
    void betasAreTwoOrThreeFractions() {
        Betas betas = Betas.of(0.5, 0.75, 0.875);
        assertThat(betas.second()).isEqualTo(0.75);
        assertThat(betas.third()).isEqualTo(0.875);
        assertThat(betas.firstCorrection(3)).isEqualTo(0.875);
        assertThat(betas.secondCorrection(1)).isEqualTo(0.25);
        assertThatIllegalArgumentException().isThrownBy(() -> new Betas(List.of(0.9)));
        assertThatIllegalArgumentException().isThrownBy(() -> Betas.of(0.9, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Betas.of(Double.NaN, 0.9));
    }

    @Test
    void coefficientsRepeatTheirLastTriple() {
        NsCoefficients custom = NsCoefficients.of(List.of(List.of(1.0, 2.0, 3.0), List.of(4.0, 5.0, 6.0)));
        assertThat(custom.sequence(3)).containsExactly(1, 2, 3, 4, 5, 6, 4, 5, 6);
        assertThat(custom.sequence(1)).containsExactly(1, 2, 3);
        assertThat(NsCoefficients.of("polar_express").rows()).hasSize(8);
        assertThatIllegalArgumentException().isThrownBy(() -> NsCoefficients.of(List.of(List.of(1.0))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NsCoefficients.of("cubic"))
                .withMessageContaining("original, polar_express, polar_express_safer, quintic");
    }
}
