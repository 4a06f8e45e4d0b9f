package io.github.timm4j.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import io.github.timm4j.optim.OptimizerInfo.Traits;
import io.github.timm4j.optim.rule.UpdateRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Names, filters, traits and defaults of the registry, against timm. */
@Tag("oracle")
class RegistryOracleTest {
    private static final String FILE = "optim/registry.json";
    private static final ObjectMapper JSON = new ObjectMapper();
    // arguments that only tell Python which implementation to run, and one that timm deprecated
    private static final Set<String> WITHOUT_COUNTERPART =
            Set.of("lr", "weight_decay", "foreach", "capturable", "differentiable", "fused", "verbose", "adamw_lr");

    @TestFactory
    Stream<DynamicTest> registryAnswersAsTimms() {
        if (!Fixtures.has(FILE)) {
            return Stream.empty();
        }
        JsonNode file = Fixtures.json(FILE);
        Stream<OracleCase> lists = stream(file.get("list_optimizers"))
                .map(c ->
                        new OracleCase("list " + c.get("filter") + c.get("exclude_filters"), true, () -> checkList(c)));
        Stream<OracleCase> infos = stream(file.get("infos"))
                .map(c -> new OracleCase("info " + c.get("key").asText(), true, () -> checkInfo(c)));
        Stream<OracleCase> errors = stream(file.get("errors"))
                .map(c -> new OracleCase("error " + c.get("name").asText(), true, () -> checkError(c)));
        return Parity.tests("optim-registry", Stream.of(lists, infos, errors).flatMap(cases -> cases));
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static void checkList(JsonNode oracle) {
        List<String> found =
                Optimizers.listOptimizers(texts(oracle.get("filter")), texts(oracle.get("exclude_filters")));
        assertThat(found).isEqualTo(texts(oracle.get("result")));
    }

    private static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(item -> texts.add(item.asText()));
        } else if (!node.isNull() && !node.asText().isEmpty()) {
            texts.add(node.asText());
        }
        return texts;
    }

    private static void checkInfo(JsonNode oracle) {
        OptimizerInfo info = Optimizers.optimizerInfo(oracle.get("key").asText());
        int betas =
                oracle.get("has_betas").asBoolean() ? oracle.get("num_betas").asInt() : 0;
        assertThat(info.traits())
                .isEqualTo(new Traits(
                        oracle.get("has_eps").asBoolean(),
                        oracle.get("has_momentum").asBoolean(),
                        betas,
                        oracle.get("second_order").asBoolean()));
        String type = oracle.get("class").asText();
        if (type.startsWith("bitsandbytes")) {
            assertThat(info.unavailable()).contains("bitsandbytes");
            assertThatThrownBy(info::availableRule).isInstanceOf(UnsupportedOperationException.class);
        } else if (!type.startsWith("apex")) {
            assertThat(info.defaults().values()).isEqualTo(normal(oracle.get("defaults")));
            assertThat(info.availableRule().getClass().getSimpleName())
                    .isEqualToIgnoringCase(type.substring(type.lastIndexOf('.') + 1));
            checkDefaults(info.rule(), oracle.get("ctor_defaults"));
        }
    }

    private static Map<?, ?> normal(JsonNode defaults) {
        return defaults.isNull() ? Map.of() : JSON.convertValue(defaults, Map.class);
    }

    private static void checkDefaults(UpdateRule rule, JsonNode oracle) {
        JsonNode lr = oracle.get("lr");
        if (lr.isNumber()) {
            assertThat(rule.defaultLearningRate()).isEqualTo(lr.asDouble());
        }
        assertThat(rule.defaultWeightDecay())
                .isEqualTo(oracle.get("weight_decay").asDouble());
        Map<String, ?> own = RuleSettings.all(rule);
        oracle.properties().forEach(entry -> {
            // Adafactor and Kron take pairs or types that are null unless given
            String name = entry.getKey().equals("betas") && !own.containsKey("betas") ? "beta1" : entry.getKey();
            if (!WITHOUT_COUNTERPART.contains(name)) {
                assertThat(own).containsKey(name);
                assertThat(text(own.get(name)))
                        .as(name)
                        .isEqualTo(text(JSON.convertValue(entry.getValue(), Object.class)));
            }
        });
    }

    private static String text(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(RegistryOracleTest::text).toList().toString();
        }
        return value instanceof Number number
                ? Double.toString(number.doubleValue())
                : String.valueOf(value).replace("torch.", "");
    }

    private static void checkError(JsonNode oracle) {
        assertThatThrownBy(() -> Optimizers.rule(oracle.get("name").asText(), OptimizerOptions.DEFAULTS))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
