package io.github.timm4j.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timm4j.optim.rule.AdamW;
import io.github.timm4j.optim.rule.Lamb;
import io.github.timm4j.optim.rule.Lion;
import io.github.timm4j.optim.rule.Lookahead;
import io.github.timm4j.optim.rule.Sgd;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the factory makes, and what it refuses. */
class OptimizersTest {
    private final ToyNet net = new ToyNet();

    @AfterEach
    void close() {
        net.close();
    }

    private GroupOptimizer create(String name, UnaryOperator<OptimizerOptions.Builder> options) {
        return Optimizers.createOptimizer(
                name, net.source(), options.apply(OptimizerOptions.builder()).build());
    }

    @Test
    void momentumIsNineTenthsUnlessGiven() {
        try (GroupOptimizer sgd = create("sgd", o -> o)) {
            assertThat(sgd.groups().get(0).rule()).isEqualTo(new Sgd(0.9, 0, true, false));
        }
    }

    @Test
    void settingsOfTheNameYieldToTheCallers() {
        try (GroupOptimizer sgd = create("sgd", o -> o.with("nesterov", false).momentum(0.5))) {
            assertThat(sgd.groups().get(0).rule()).isEqualTo(new Sgd(0.5, 0, false, false));
        }
    }

    @Test
    void settingsWithoutCounterpartAreAccepted() {
        try (GroupOptimizer adamW = create("adamw", o -> o.with("foreach", true).with("fused", null))) {
            assertThat(adamW.groups().get(0).rule()).isEqualTo(AdamW.DEFAULTS);
        }
    }

    @Test
    void epsIsLeftOutWhereThereIsNone() {
        try (GroupOptimizer lion = create("lion", o -> o.with("eps", 1e-3))) {
            assertThat(lion.groups().get(0).rule()).isEqualTo(Lion.DEFAULTS);
        }
    }

    @Test
    void lookaheadWrapsAnyOptimizer() {
        try (GroupOptimizer optimizer = create("lookahead_clion", o -> o)) {
            assertThat(optimizer.groups().get(0).rule()).isInstanceOfSatisfying(Lookahead.class, rule -> {
                assertThat(rule.alpha()).isEqualTo(0.5);
                assertThat(rule.k()).isEqualTo(6);
                assertThat(((Lion) rule.base()).caution()).isTrue();
            });
        }
    }

    @Test
    void theLearningRateIsTheOptimizersOwnUnlessGiven() {
        try (GroupOptimizer lamb = create("lamb", o -> o)) {
            assertThat(lamb.learningRate(0)).isEqualTo(1e-3);
        }
    }

    @Test
    void fusedNamesAreTheFastestOnesHere() {
        assertThat(Optimizers.optimizerClass("fusedadamw")).isEqualTo(AdamW.class);
        assertThat(Optimizers.optimizerClass("fusedlamb")).isEqualTo(Lamb.class);
        assertThat(Optimizers.optimizerClass("FusedSGD")).isEqualTo(Sgd.class);
    }

    @Test
    void aNameThatNeedsAnotherLibrarySaysSo() {
        assertThatThrownBy(() -> create("bnbadamw8bit", o -> o))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("bnbadamw8bit is not available")
                .hasMessageContaining("bitsandbytes");
    }

    @Test
    void aMistypedNameIsAnsweredWithTheNearest() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> create("admaw", o -> o))
                .withMessageContaining("no optimizer named admaw")
                .withMessageContaining("adamw");
    }

    @Test
    void aMistypedSettingIsAnsweredWithTheNearest() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> create("adamw", o -> o.with("amsgard", true)))
                .withMessageContaining("amsgard")
                .withMessageContaining("amsgrad");
    }

    @ParameterizedTest
    @CsvSource({
        "adamw, lr, -0.1, learning rate must be at least 0",
        "sgd, weight_decay, -1, weight decay must be at least 0",
        "sgd, momentum, -0.5, momentum must be at least 0",
        "adamw, eps, -1e-8, eps must be at least 0",
        "madgrad, momentum, 1, momentum must be at least 0 and below 1",
        "madgrad, lr, 0, needs a positive (peak) learning rate",
        "adamc, lr, 0, needs a positive (peak) learning rate",
        "adadelta, rho, 1.5, rho must be between 0 and 1",
        "adahessian, hessian_power, 2, hessian_power must be between 0 and 1",
        "adahessian, n_samples, 0, update_each and n_samples must be at least 1"
    })
    void numbersOutOfRangeAreRefused(String name, String setting, String value, String message) {
        double number = Double.parseDouble(value);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> create(name, o -> switch (setting) {
                    case "lr" -> o.lr(number);
                    case "weight_decay" -> o.weightDecay(number);
                    case "n_samples" -> o.with(setting, (int) number);
                    default -> o.with(setting, number);
                }))
                .withMessageContaining(message);
    }

    @Test
    void betasOutOfRangeAreRefused() {
        for (List<Double> betas :
                List.of(List.of(1.0, 0.9), List.of(0.9, -0.1), List.of(0.9), List.of(0.9, 0.9, 0.9))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> create("adamw", o -> o.with("betas", betas)))
                    .withMessageContaining("betas");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> create("adan", o -> o.with("betas", List.of(0.9, 0.99))))
                .withMessage("Adan needs 3 betas, found [0.9, 0.99]");
    }

    @Test
    void nesterovNeedsMomentum() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> create("sgd", o -> o.momentum(0)))
                .withMessageContaining("Nesterov momentum needs a positive momentum");
    }

    @Test
    void settingsThatContradictEachOtherAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> create("adafactor", o -> o.lr(0.1).with("warmup_init", true)))
                .withMessageContaining("warmup_init");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> create("muon", o -> o.with("adjust_lr_fn", "rsqrt_in")))
                .withMessageContaining("does not go with");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> create("muon", o -> o.with("ns_coefficients", "septic")))
                .withMessageContaining("no coefficients named septic");
    }

    @Test
    void groupsMayBeMadeByTheCaller() {
        OptimizerOptions options = OptimizerOptions.builder()
                .lr(0.1)
                .weightDecay(0.5)
                .groups(source -> List.of(
                        ParameterGroup.of(Map.of("a", net.parameters.get("fc.weight")))
                                .with("lr", 0.01)
                                .with("betas", List.of(0.5, 0.6)),
                        ParameterGroup.of(Map.of("b", net.parameters.get("fc.bias")))
                                .with("lr_scale", 0.25)))
                .build();
        try (GroupOptimizer optimizer = Optimizers.createOptimizer("adamw", net.source(), options)) {
            assertThat(optimizer.learningRate(0)).isEqualTo(0.01);
            assertThat(((AdamW) optimizer.groups().get(0).rule()).betas().first())
                    .isEqualTo(0.5);
            assertThat(optimizer.learningRate(1)).isEqualTo(0.1);
            assertThat(optimizer.groups().get(1).weightDecay()).isEqualTo(0.5);
            assertThat(optimizer.learningRateScale(1)).isEqualTo(0.25);
        }
    }

    @Test
    void aParameterInTwoGroupsIsRefused() {
        ParameterGroup group = ParameterGroup.of(Map.of("fc.bias", net.parameters.get("fc.bias")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimizers.createOptimizer("sgd", List.of(group, group), OptimizerOptions.DEFAULTS))
                .withMessage("parameter fc.bias appears twice");
    }

    @Test
    void noParametersAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Optimizers.createOptimizer("sgd", List.<ParameterGroup>of(), OptimizerOptions.DEFAULTS))
                .withMessage("an optimizer needs at least one parameter, found none");
    }

    @Test
    void anOptimizerOfOnesOwnCanBeRegistered() {
        OptimizerRegistry registry = OptimizerRegistry.standard();
        registry.register(OptimizerInfo.of("signsgd", new GroupOptimizerTest.SignSgd(false), "sign of the gradient"));
        registry.alias("sign", "signsgd");
        assertThat(registry.names(List.of("sign*"), List.of())).containsExactly("sign", "signsgd");
        assertThat(registry.info("SIGN").traits().hasMomentum()).isFalse();
        assertThat(Optimizers.listOptimizers("sign*")).isEmpty();
    }
}
