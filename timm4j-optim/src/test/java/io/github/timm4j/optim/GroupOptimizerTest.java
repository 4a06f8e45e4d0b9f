package io.github.timm4j.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.github.timm4j.internal.Gradients;
import io.github.timm4j.optim.GroupOptimizer.Defaults;
import io.github.timm4j.optim.rule.Cohort;
import io.github.timm4j.optim.rule.Kernel;
import io.github.timm4j.optim.rule.Noise;
import io.github.timm4j.optim.rule.ParameterState;
import io.github.timm4j.optim.rule.StateLayout;
import io.github.timm4j.optim.rule.UpdateRule;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How an optimizer steps over its groups. */
class GroupOptimizerTest {
    private static final List<String> FC = List.of("fc.weight", "fc.bias");

    private final ToyNet net = new ToyNet();

    @AfterEach
    void close() {
        net.close();
    }

    /** A rule of one's own. */
    record SignSgd(boolean maximize) implements UpdateRule {
        private static final Kernel KERNEL = Kernel.each("", "lr: float", "p.add_(g.sign(), alpha=-lr)");

        @Override
        public double defaultLearningRate() {
            return 0.5;
        }

        @Override
        public StateLayout layout(ParameterState parameter) {
            return new StateLayout();
        }

        @Override
        public void update(Cohort cohort) {
            cohort.run(KERNEL, cohort.lr());
        }
    }

    private GroupOptimizer create(String name) {
        return Optimizers.createOptimizer(
                name,
                net.source(),
                OptimizerOptions.builder().lr(0.1).weightDecay(0.5).build());
    }

    @Test
    void aRuleOfOnesOwnSteps() {
        float before = net.values("fc.bias")[0];
        List<ParameterGroup> groups = List.of(ParameterGroup.of(net.parameters));
        for (boolean maximize : new boolean[] {false, true}) {
            try (GroupOptimizer optimizer =
                    new GroupOptimizer(new SignSgd(maximize), groups, new Defaults(null, null), Noise.seeded(0))) {
                optimizer.zeroGradients();
                net.gradients(3);
                float sign = Math.signum(Gradients.of(net.array("fc.bias")).toFloatArray()[0]);
                optimizer.step();
                float expected = maximize ? before : before - 0.5f * sign;
                assertThat(net.values("fc.bias")[0]).isCloseTo(expected, within(1e-6f));
            }
        }
    }

    @Test
    void aParameterWithoutGradientStaysAsItIs() {
        try (GroupOptimizer optimizer = create("adamw")) {
            float[] before = net.values("conv.weight");
            net.gradients(1, FC);
            optimizer.step();
            assertThat(net.values("conv.weight")).isEqualTo(before);
            assertThat(optimizer.groups().get(1).members().get(0).tensors()).isEmpty();
        }
    }

    @Test
    void aFrozenParameterStaysAsItIs() {
        try (GroupOptimizer optimizer = create("adamw")) {
            float[] before = net.values("conv.weight");
            net.gradients(1);
            net.parameters.get("conv.weight").freeze(true);
            optimizer.step();
            assertThat(net.values("conv.weight")).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"adamw", "nadam", "sgdw", "laprop", "adopt", "radam", "kron"})
    void aParameterThatJoinsLaterCountsItsOwnSteps(String name) {
        try (ToyNet late = new ToyNet();
                GroupOptimizer optimizer = create(name);
                GroupOptimizer fresh = Optimizers.createOptimizer(
                        name,
                        late.source(),
                        OptimizerOptions.builder().lr(0.1).weightDecay(0.5).build())) {
            for (int t = 1; t <= 3; t++) {
                optimizer.zeroGradients();
                net.gradients(t, FC);
                optimizer.step();
            }
            boolean random = name.equals("kron");
            for (int t = 4; t <= 6; t++) {
                optimizer.zeroGradients();
                net.gradients(t);
                optimizer.step();
                fresh.zeroGradients();
                late.gradients(t);
                fresh.step();
            }
            if (random) {
                assertThat(optimizer.groups().get(0).members().get(1).scalars()).containsEntry("step", 3.0);
            } else {
                assertThat(net.values("norm.weight")).containsExactly(late.values("norm.weight"), within(1e-6f));
                assertThat(net.values("fc.bias")).isNotEqualTo(late.values("fc.bias"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sgd", "lamb", "kron", "muon", "adahessian", "lookahead_adan", "adafactorbv"})
    void aStepLeavesNothingBehind(String name) {
        try (GroupOptimizer optimizer = create(name)) {
            step(optimizer, 12);
            int before = net.manager.getManagedArrays().size();
            step(optimizer, 20);
            assertThat(net.manager.getManagedArrays()).hasSize(before);
        }
    }

    private void step(GroupOptimizer optimizer, int times) {
        for (int t = 1; t <= times; t++) {
            optimizer.zeroGradients();
            gradients(net, optimizer, t);
            optimizer.step();
        }
    }

    @Test
    void aSecondOrderOptimizerSaysHowToGetGradients() {
        try (GroupOptimizer optimizer = create("adahessian")) {
            assertThat(optimizer.isSecondOrder()).isTrue();
            net.gradients(1);
            assertThatIllegalStateException()
                    .isThrownBy(optimizer::step)
                    .withMessageContaining("compute them with the optimizer's backward");
        }
    }

    @Test
    void gradientsAreZeroedWhereThereAreAny() {
        try (GroupOptimizer optimizer = create("sgd")) {
            optimizer.zeroGradients();
            net.gradients(1, FC);
            optimizer.zeroGradients();
            assertThat(Gradients.of(net.array("fc.bias")).toFloatArray()).containsOnly(0f);
            assertThat(Gradients.of(net.array("norm.weight"))).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sgd", "adamw", "adahessian"})
    void droppedGradientsAreNotThereAndChangeNoStep(String name) {
        try (ToyNet other = new ToyNet();
                GroupOptimizer zeroing = Optimizers.createOptimizer(
                        name,
                        other.source(),
                        OptimizerOptions.builder().lr(0.1).weightDecay(0.5).build());
                GroupOptimizer dropping = create(name)) {
            for (int t = 1; t <= 4; t++) {
                zeroing.zeroGradients();
                gradients(other, zeroing, t);
                zeroing.step();
                gradients(net, dropping, t);
                dropping.step();
                dropping.dropGradients();
                assertThat(Gradients.of(net.array("fc.bias"))).isNull();
                assertThat(net.array("fc.bias").hasGradient()).isTrue();
            }
            assertThat(net.values("conv.weight")).isEqualTo(other.values("conv.weight"));
            assertThat(net.values("fc.bias")).isEqualTo(other.values("fc.bias"));
            assertThat(net.manager.getManagedArrays()).hasSameSizeAs(other.manager.getManagedArrays());
        }
    }

    private static void gradients(ToyNet net, GroupOptimizer optimizer, int time) {
        if (optimizer.isSecondOrder()) {
            net.secondOrderGradients(optimizer);
        } else {
            net.gradients(time);
        }
    }

    @Test
    void aParameterThatNoLaterPassReachesStaysAsItIs() {
        try (GroupOptimizer optimizer = create("adamw")) {
            net.gradients(1);
            optimizer.step();
            optimizer.dropGradients();
            float[] before = net.values("conv.weight");
            net.gradients(2, FC);
            optimizer.step();
            assertThat(net.values("conv.weight")).isEqualTo(before);
        }
    }

    @Test
    void schedulesMoveTheLearningRates() {
        try (GroupOptimizer optimizer = create("sgd")) {
            assertThat(optimizer.groupCount()).isEqualTo(2);
            assertThat(optimizer.initialLearningRate(0)).isEmpty();
            optimizer.setInitialLearningRate(0, 0.1);
            optimizer.setLearningRate(0, 0.05);
            optimizer.groups().get(1).setWeightDecay(0.25);
            assertThat(optimizer.initialLearningRate(0)).hasValue(0.1);
            assertThat(optimizer.learningRate(0)).isEqualTo(0.05);
            assertThat(optimizer.learningRate(1)).isEqualTo(0.1);
            assertThat(optimizer.groups().get(1).weightDecay()).isEqualTo(0.25);
            assertThat(optimizer.learningRateScale(0)).isEqualTo(1);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> optimizer.setLearningRate(0, -1))
                    .withMessage("learning rate must be at least 0, found -1.0");
        }
    }

    @Test
    void layersBelowTheLimitAreFrozenAndLeftOut() {
        ParameterSource source = new ParameterSource(
                net.parameters,
                List.of("norm.*"),
                Map.of("conv.weight", 0, "fc.weight", 1, "fc.bias", 1, "norm.weight", 2));
        OptimizerOptions options = OptimizerOptions.builder()
                .lr(0.1)
                .layerDecay(new ParameterGroups.LayerDecay(0.5, 0, 0.3))
                .build();
        try (GroupOptimizer optimizer = Optimizers.createOptimizer("sgd", source, options)) {
            assertThat(net.parameters.get("conv.weight").requiresGradient()).isFalse();
            assertThat(optimizer.groups().stream().map(OptimizerGroup::names))
                    .containsExactly(List.of("fc.weight"), List.of("fc.bias"), List.of("norm.weight"));
            assertThat(optimizer.learningRateScale(0)).isEqualTo(0.5);
            assertThat(optimizer.learningRateScale(2)).isEqualTo(1);
        }
    }

    @Test
    void randomNumbersDependOnSeedAndStep() {
        Noise one = Noise.seeded(7);
        Noise two = Noise.seeded(7);
        one.uniform();
        one.begin(3);
        two.begin(3);
        assertThat(one.uniform()).isEqualTo(two.uniform()).isBetween(0.0, 1.0);
        two.begin(4);
        assertThat(one.uniform()).isNotEqualTo(two.uniform());
        assertThat(one.signs(net.array("conv.weight").getShape(), net.manager).toFloatArray())
                .containsOnly(1f, -1f)
                .contains(1f, -1f);
        assertThat(one.normal(net.array("conv.weight").getShape(), net.manager)
                        .mean()
                        .getFloat())
                .isBetween(-0.5f, 0.5f);
    }

    @Test
    void aClosedOptimizerRefusesToStepAndTheModelLives() {
        GroupOptimizer optimizer = create("adamw");
        net.gradients(1);
        optimizer.step();
        optimizer.close();
        optimizer.close();
        assertThatIllegalStateException().isThrownBy(optimizer::step).withMessage("the optimizer is closed");
        assertThat(net.values("fc.bias")).hasSize(5);
    }
}
