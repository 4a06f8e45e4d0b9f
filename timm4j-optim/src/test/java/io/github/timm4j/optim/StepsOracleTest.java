package io.github.timm4j.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import io.github.timm4j.internal.Engines;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Twelve steps of every optimizer under several settings, against timm. */
@Tag("oracle")
class StepsOracleTest {
    private static final String FILE = "optim/steps.json.gz";
    private static final double TOLERANCE = 2e-6;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static int threads;

    @BeforeAll
    static void runOnOneThreadAsTheOracleDid() {
        threads = Engines.threads();
        Engines.threads(1);
    }

    @AfterAll
    static void restoreThreads() {
        Engines.threads(threads);
    }

    @TestFactory
    Stream<DynamicTest> parametersFollowTimms() {
        if (!Fixtures.has(FILE)) {
            return Stream.empty();
        }
        JsonNode file = Fixtures.json(FILE);
        Stream<JsonNode> cases = StreamSupport.stream(file.get("cases").spliterator(), false);
        return Parity.tests(
                "optim-steps",
                cases.map(c -> new OracleCase(c.get("id").asText(), true, () -> run(c, file.get("recorded")))));
    }

    private static void run(JsonNode oracle, JsonNode recorded) {
        List<Double> draws = new ArrayList<>();
        oracle.path("kron_balance_draws").forEach(draw -> draws.add(draw.asDouble()));
        try (ToyNet net = new ToyNet();
                GroupOptimizer optimizer = Optimizers.createOptimizer(
                        oracle.get("opt").asText(), net.source(), options(oracle.get("args"), draws))) {
            StateLayoutChecks.groups(optimizer, oracle.get("groups"));
            JsonNode rates = oracle.get("lr_per_step");
            int steps = recorded.get(recorded.size() - 1).asInt();
            for (int t = 1; t <= steps; t++) {
                optimizer.zeroGradients();
                for (int i = 0; !rates.isNull() && i < optimizer.groupCount(); i++) {
                    optimizer.setLearningRate(i, rates.get(t - 1).asDouble());
                }
                if (optimizer.isSecondOrder()) {
                    net.secondOrderGradients(optimizer);
                } else {
                    net.gradients(t);
                }
                optimizer.step();
                JsonNode expected = oracle.get("params").get(Integer.toString(t));
                if (expected != null) {
                    compare(net, expected, tolerance(oracle), t);
                }
            }
            StateLayoutChecks.state(optimizer, oracle.get("state_keys"));
        }
    }

    private static OptimizerOptions options(JsonNode args, List<Double> draws) {
        OptimizerOptions.Builder builder = OptimizerOptions.builder().noise(new FixtureNoise(draws));
        args.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            switch (entry.getKey()) {
                case "lr" -> builder.lr(value.asDouble());
                case "weight_decay" -> builder.weightDecay(value.asDouble());
                case "filter_bias_and_bn" -> builder.filterBiasAndNorm(value.asBoolean());
                default -> builder.with(entry.getKey(), JSON.convertValue(value, Object.class));
            }
        });
        return builder.build();
    }

    private static double tolerance(JsonNode oracle) {
        // float32 and float64 runs of a Hessian differ, so the oracle states 20 times their difference for it
        boolean hessian = oracle.get("opt").asText().contains("adahessian");
        double drift = oracle.path("max_abs_diff_at_12").path("float64").asDouble();
        return hessian ? Math.max(TOLERANCE, 20 * drift) : TOLERANCE;
    }

    private static void compare(ToyNet net, JsonNode expected, double tolerance, int step) {
        expected.properties().forEach(entry -> {
            float[] actual = net.values(entry.getKey());
            List<Double> values = new ArrayList<>();
            flatten(entry.getValue(), values);
            assertThat(actual).hasSize(values.size());
            for (int i = 0; i < actual.length; i++) {
                assertThat((double) actual[i])
                        .as("%s[%d] after step %d", entry.getKey(), i, step)
                        .isCloseTo(values.get(i), within(tolerance));
            }
        });
    }

    private static void flatten(JsonNode node, List<Double> values) {
        if (node.isArray()) {
            node.forEach(child -> flatten(child, values));
        } else {
            values.add(node.asDouble());
        }
    }
}
