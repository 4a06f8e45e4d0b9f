package io.github.timm4j.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.optim.rule.Noise;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** One optimizer under one setting in the oracle: how it is made, driven and compared. */
record StepsCase(JsonNode oracle) {
    private static final String FILE = "optim/steps.json.gz";
    private static final double TOLERANCE = 2e-6;
    private static final int PARAMETERS = 4;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The last recorded step. */
    static final int LAST = 12;

    /** Every case, none where the chosen folder has no such file. */
    static Stream<StepsCase> all() {
        return Fixtures.has(FILE)
                ? StreamSupport.stream(Fixtures.json(FILE).get("cases").spliterator(), false)
                        .map(StepsCase::new)
                : Stream.empty();
    }

    String id() {
        return oracle.get("id").asText();
    }

    GroupOptimizer optimizer(ToyNet net) {
        return optimizer(net, 0);
    }

    /** An optimizer whose random draws go on after some steps. */
    GroupOptimizer optimizer(ToyNet net, int done) {
        List<Double> draws = new ArrayList<>();
        oracle.path("kron_balance_draws").forEach(draw -> draws.add(draw.asDouble()));
        int drawn = PARAMETERS * done;
        FixtureNoise noise = new FixtureNoise(draws.subList(Math.min(drawn, draws.size()), draws.size()), drawn);
        return Optimizers.createOptimizer(oracle.get("opt").asText(), net.source(), options(oracle.get("args"), noise));
    }

    /** The arguments of timm's factory. */
    static OptimizerOptions options(JsonNode args, Noise noise) {
        OptimizerOptions.Builder builder = OptimizerOptions.builder().noise(noise);
        args.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            switch (entry.getKey()) {
                case "lr" -> builder.lr(value.asDouble());
                case "weight_decay" -> builder.weightDecay(value.asDouble());
                case "filter_bias_and_bn" -> builder.filterBiasAndNorm(value.asBoolean());
                case "fallback_list" -> builder.fallback(List.of(value.get(0).asText()));
                default -> builder.with(entry.getKey(), JSON.convertValue(value, Object.class));
            }
        });
        return builder.build();
    }

    void step(ToyNet net, GroupOptimizer optimizer, int t) {
        optimizer.zeroGradients();
        JsonNode rates = oracle.get("lr_per_step");
        for (int i = 0; !rates.isNull() && i < optimizer.groupCount(); i++) {
            optimizer.setLearningRate(i, rates.get(t - 1).asDouble());
        }
        if (optimizer.isSecondOrder()) {
            net.secondOrderGradients(optimizer);
        } else {
            net.gradients(t);
        }
        optimizer.step();
    }

    /** Compares the parameters, where the oracle recorded the step. */
    void compare(ToyNet net, int t) {
        JsonNode expected = oracle.get("params").path(Integer.toString(t));
        expected.properties().forEach(entry -> {
            float[] actual = net.values(entry.getKey());
            assertThat(actual).hasSize(entry.getValue().size());
            for (int i = 0; i < actual.length; i++) {
                assertThat((double) actual[i])
                        .as("%s[%d] after step %d", entry.getKey(), i, t)
                        .isCloseTo(entry.getValue().get(i).asDouble(), within(tolerance()));
            }
        });
    }

    private double tolerance() {
        // float32 and float64 runs of a Hessian differ, so the oracle states 20 times their difference for it
        boolean hessian = oracle.get("opt").asText().contains("adahessian");
        double drift = oracle.path("max_abs_diff_at_12").path("float64").asDouble();
        return hessian ? Math.max(TOLERANCE, 20 * drift) : TOLERANCE;
    }
}
