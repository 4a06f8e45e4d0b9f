package io.github.timm4j.train.ema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import io.github.timm4j.weights.WeightTensor;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** What averages are after each update, and the table of decays, against timm. */
@Tag("oracle")
class EmaOracleTest {
    private static final String FIXTURE = "utils/ema.json.gz";
    private static final double TOLERANCE = 1e-6;
    /** When the oracle's two cases of set() called it. */
    private static final Map<String, Integer> SET_AT = Map.of("v2/set", 3, "v3/set", 4);
    /** The cases whose updates were told the step. */
    private static final Set<String> COUNTED = Set.of("step", "warmup", "warmup_gp", "after2");

    @TestFactory
    Stream<DynamicTest> averagesFollowTimms() {
        return Parity.tests(
                "ema-trajectories",
                cases("cases").map(c -> new OracleCase(c.get("id").asText(), true, () -> follow(c))));
    }

    @TestFactory
    Stream<DynamicTest> decaysAreTimms() {
        return Parity.tests(
                "ema-decays",
                cases("get_decay").map(c -> new OracleCase(c.get("args").toString(), true, () -> decays(c))));
    }

    private static Stream<JsonNode> cases(String name) {
        return Fixtures.has(FIXTURE)
                ? StreamSupport.stream(Fixtures.json(FIXTURE).path(name).spliterator(), false)
                : Stream.empty();
    }

    private static void follow(JsonNode oracle) {
        String id = oracle.get("id").asText();
        try (EmaNet net = new EmaNet();
                ModelEma ema = net.average(rule(id), EmaStorage.DEFAULTS)) {
            for (int t = 1; t <= oracle.get("steps").asInt(); t++) {
                net.at(t);
                advance(ema, id, t);
                compare(ema.weights(), oracle.get("trajectory").get(Integer.toString(t)));
            }
        }
    }

    private static void advance(ModelEma ema, String id, int t) {
        if (t == SET_AT.getOrDefault(id, 0)) {
            ema.set();
        } else if (COUNTED.contains(id.split("/")[1])) {
            ema.update(t);
        } else {
            ema.update();
        }
    }

    private static void compare(Map<String, WeightTensor> found, JsonNode expected) {
        assertThat(found).hasSize(expected.size());
        expected.properties().forEach(entry -> {
            float[] values = found.get(entry.getKey()).toFloats();
            assertThat(values).hasSize(entry.getValue().size());
            for (int i = 0; i < values.length; i++) {
                assertThat((double) values[i])
                        .as(entry.getKey() + "[" + i + "]")
                        .isCloseTo(entry.getValue().get(i).asDouble(), within(TOLERANCE));
            }
        });
    }

    private static EmaRule rule(String id) {
        String[] parts = id.split("/");
        double decay = parts[0].equals("v3") || parts[1].equals("set") ? 0.9 : Double.parseDouble(parts[1]);
        if (!parts[0].equals("v3")) {
            return parts[0].equals("v1") ? new EmaRule.V1(decay) : new EmaRule.V2(decay);
        }
        return switch (parts[1]) {
            case "warmup" -> new EmaRule.V3(decay, 0, 0, EmaRule.Warmup.DEFAULTS, false);
            case "warmup_gp" -> new EmaRule.V3(decay, 0.3, 0, new EmaRule.Warmup(2, 0.75), false);
            case "after2" -> new EmaRule.V3(decay, 0, 2, null, false);
            case "no_buffers" -> new EmaRule.V3(decay, 0, 0, null, true);
            default -> EmaRule.V3.of(decay);
        };
    }

    private static void decays(JsonNode oracle) {
        JsonNode args = oracle.get("args");
        EmaRule.Warmup warmup = new EmaRule.Warmup(
                args.path("warmup_gamma").asDouble(1), args.path("warmup_power").asDouble(2.0 / 3));
        EmaRule rule = new EmaRule.V3(
                args.get("decay").asDouble(),
                args.path("min_decay").asDouble(0),
                args.path("update_after_step").asLong(0),
                args.path("use_warmup").asBoolean(false) ? warmup : null,
                false);
        assertThat(rule.decay(-1)).isEqualTo(oracle.get("none").asDouble());
        for (JsonNode row : oracle.get("step_decay")) {
            assertThat(rule.decay(row.get(0).asLong()))
                    .as("step " + row.get(0))
                    .isCloseTo(row.get(1).asDouble(), within(1e-8));
        }
    }
}
