package io.github.timm4j.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.UnknownModelException;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every call of the oracle against a registry of everything that timm lists. */
@Tag("oracle")
class ModelListingOracleTest {
    @TempDir
    static Path folder;

    private static ModelRegistry registry;
    private static JsonNode oracle;

    @BeforeAll
    static void makeRegistry() throws IOException {
        if (OracleRegistry.isPresent()) {
            registry = OracleRegistry.in(folder);
            oracle = Fixtures.json(OracleRegistry.LISTS);
        }
    }

    @TestFactory
    Stream<DynamicTest> listsAsTimmDoes() {
        List<OracleCase> cases = new ArrayList<>();
        if (oracle != null) {
            for (JsonNode call : oracle.get("calls")) {
                cases.add(new OracleCase(
                        "list_models " + call.get("kwargs"),
                        true,
                        () -> assertThat(registry.listModels(query(call.get("kwargs"))))
                                .isEqualTo(texts(call.get("result")))));
            }
            cases.add(new OracleCase(
                    "list_modules",
                    true,
                    () -> assertThat(registry.listModules()).isEqualTo(texts(oracle.get("list_modules")))));
            cases.add(new OracleCase(
                    "list_pretrained",
                    true,
                    () -> assertThat(registry.listPretrained())
                            .hasSize(oracle.get("list_pretrained_count").asInt())));
        }
        return Parity.tests("list-models", cases.stream());
    }

    @TestFactory
    Stream<DynamicTest> knowsNamesAsTimmDoes() {
        List<OracleCase> cases = new ArrayList<>();
        if (oracle != null) {
            JsonNode examples = oracle.get("examples");
            each(
                    cases,
                    examples.get("is_model"),
                    (name, result) -> assertThat(registry.isModel(name)).isEqualTo(result.asBoolean()));
            each(
                    cases,
                    examples.get("is_model_pretrained"),
                    (name, result) ->
                            assertThat(registry.isModelPretrained(name)).isEqualTo(result.asBoolean()));
            each(
                    cases,
                    examples.get("get_arch_name"),
                    (name, result) ->
                            assertThat(ModelName.split(name).architecture()).isEqualTo(result.asText()));
            each(
                    cases,
                    examples.get("split_model_name_tag"),
                    (name, result) -> assertThat(ModelName.split(name))
                            .isEqualTo(new ModelName.Registered(
                                    result.get(0).asText(), result.get(1).asText())));
            each(
                    cases,
                    examples.get("get_pretrained_cfg_errors"),
                    (name, result) -> assertThatThrownBy(() -> registry.pretrainedCfgValue(name, "url"))
                            .isInstanceOf(UnknownModelException.class));
            for (JsonNode call : examples.get("is_model_in_modules")) {
                String[] modules = texts(call.get("modules")).toArray(new String[0]);
                cases.add(new OracleCase(
                        "is_model_in_modules " + call,
                        true,
                        () -> assertThat(registry.isModelInModules(
                                        call.get("name").asText(), modules))
                                .isEqualTo(call.get("result").asBoolean())));
            }
        }
        return Parity.tests("model-names", cases.stream());
    }

    @TestFactory
    Stream<DynamicTest> knowsModulesAndFormerNamesAsTimmDoes() {
        List<OracleCase> cases = new ArrayList<>();
        if (oracle != null) {
            for (Map.Entry<String, JsonNode> row : oracle.get("model_to_module").properties()) {
                cases.add(new OracleCase(
                        "module of " + row.getKey(),
                        false,
                        () -> assertThat(registry.isModelInModules(
                                        row.getKey(), row.getValue().asText()))
                                .isTrue()));
            }
            for (Map.Entry<String, JsonNode> module :
                    oracle.get("deprecated_by_module").properties()) {
                cases.add(new OracleCase(
                        "deprecated names of " + module.getKey(),
                        true,
                        () -> assertThat(registry.deprecatedModels(module.getKey()))
                                .isEqualTo(map(module.getValue()))));
            }
            cases.add(new OracleCase(
                    "deprecated names",
                    true,
                    () -> assertThat(registry.deprecatedModels("")).isEqualTo(map(oracle.get("deprecated_models")))));
            JsonNode sort = oracle.get("examples").get("natural_sort");
            cases.add(new OracleCase(
                    "natural_sort",
                    true,
                    () -> assertThat(texts(sort.get("input")).stream()
                                    .sorted(NaturalOrder.INSTANCE)
                                    .toList())
                            .isEqualTo(texts(sort.get("sorted")))));
        }
        return Parity.tests("model-modules", cases.stream());
    }

    private static void each(List<OracleCase> cases, JsonNode table, BiConsumer<String, JsonNode> check) {
        for (Map.Entry<String, JsonNode> row : table.properties()) {
            String id = "case " + cases.size() + " " + row.getKey();
            cases.add(new OracleCase(id, true, () -> check.accept(row.getKey(), row.getValue())));
        }
    }

    private static ModelQuery query(JsonNode kwargs) {
        ModelQuery.Builder builder = ModelQuery.builder()
                .filters(array(kwargs.get("filter")))
                .modules(array(kwargs.get("module")))
                .pretrained(kwargs.path("pretrained").asBoolean())
                .excludeFilters(array(kwargs.get("exclude_filters")))
                .nameMatchesCfg(kwargs.path("name_matches_cfg").asBoolean());
        if (kwargs.hasNonNull("include_tags")) {
            builder.includeTags(kwargs.get("include_tags").asBoolean());
        }
        return builder.build();
    }

    private static String[] array(JsonNode node) {
        return node == null || node.isNull() ? new String[0] : texts(node).toArray(new String[0]);
    }

    private static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(each -> texts.add(each.asText()));
        } else {
            texts.add(node.asText());
        }
        return texts;
    }

    private static Map<String, String> map(JsonNode node) {
        Map<String, String> map = new java.util.TreeMap<>();
        node.properties()
                .forEach(row -> map.put(
                        row.getKey(),
                        row.getValue().isNull() ? null : row.getValue().asText()));
        return map;
    }
}
