package io.github.timm4j.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.timm4j.internal.Engines;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What the oracle's small shapes and settings leave out: factored moments, batched convolutions, diagonal factors, rare
 * options. {@code more_steps.json} holds a sample of the parameters after a few steps of timm 1.0.31, with the oracle's
 * streams.
 */
class MoreStepsTest {
    // bfloat16 inside and factors of 60 columns: rounding differs more than in the oracle's shapes of 4 to 9 columns
    private static final double TOLERANCE = 2e-6;
    private static final int RATE_CHANGE = 3;
    private static int threads;

    @BeforeAll
    static void runOnOneThreadAsTimmDid() {
        threads = Engines.threads();
        Engines.threads(1);
    }

    @AfterAll
    static void restoreThreads() {
        Engines.threads(threads);
    }

    @TestFactory
    Stream<DynamicTest> parametersFollowTimms() throws IOException {
        try (InputStream in = MoreStepsTest.class.getResourceAsStream("/more_steps.json")) {
            JsonNode cases = new ObjectMapper().readTree(in).get("cases");
            return StreamSupport.stream(cases.spliterator(), false)
                    .map(c -> DynamicTest.dynamicTest(c.get("id").asText(), () -> run(c)));
        }
    }

    private static void run(JsonNode oracle) {
        ObjectNode args = oracle.get("args").deepCopy();
        JsonNode later = args.remove("lr_after");
        List<Double> draws = new ArrayList<>();
        oracle.path("draws").forEach(draw -> draws.add(draw.asDouble()));
        OptimizerOptions options = StepsCase.options(args, new FixtureNoise(draws, 0));
        try (ToyNet net = new ToyNet(shapes(oracle.get("shapes")));
                GroupOptimizer optimizer =
                        Optimizers.createOptimizer(oracle.get("opt").asText(), net.source(), options)) {
            for (int t = 1; t <= oracle.get("steps").asInt(); t++) {
                if (later != null && t == RATE_CHANGE) {
                    optimizer.groups().forEach(group -> group.setLearningRate(later.asDouble()));
                }
                optimizer.zeroGradients();
                if (optimizer.isSecondOrder()) {
                    net.secondOrderGradients(optimizer);
                } else {
                    net.gradients(t);
                }
                optimizer.step();
            }
            oracle.get("params").properties().forEach(entry -> compare(net.values(entry.getKey()), entry));
        }
    }

    private static void compare(float[] actual, Map.Entry<String, JsonNode> expected) {
        int stride = Math.max(1, actual.length / 9);
        for (int i = 0; i < expected.getValue().size(); i++) {
            assertThat((double) actual[i * stride])
                    .as("%s[%d]", expected.getKey(), i * stride)
                    .isCloseTo(expected.getValue().get(i).asDouble(), within(TOLERANCE));
        }
    }

    private static Map<String, Shape> shapes(JsonNode oracle) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        oracle.properties().forEach(entry -> {
            List<Long> sizes = new ArrayList<>();
            entry.getValue().forEach(size -> sizes.add(size.asLong()));
            shapes.put(entry.getKey(), new Shape(sizes));
        });
        return shapes;
    }
}
