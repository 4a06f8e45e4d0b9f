package io.github.timm4j.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.timm4j.config.Arguments;
import io.github.timm4j.config.PretrainedCfg;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import io.github.timm4j.registry.ModelQuery;
import io.github.timm4j.registry.ModelRegistry;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The tables of weights that this module ships, against the oracle; families that are still to come included. */
@Tag("oracle")
class PretrainedDataTest {
    private static final String CFGS = "models/pretrained_cfgs.json.gz";
    private static final String LISTS = "models/list_models.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    /** Reads the shipped tables under an index of all names of the oracle, whatever families are there yet. */
    private static ModelRegistry registry;

    private static JsonNode archs;

    @BeforeAll
    static void makeRegistry() throws IOException {
        if (!Fixtures.has(CFGS)) {
            return;
        }
        archs = Fixtures.json(CFGS).get("archs");
        ClassLoader shipped = PretrainedDataTest.class.getClassLoader();
        List<String> present = ModelRegistry.of(shipped).listModels(ModelQuery.ALL);
        StringJoiner index = new StringJoiner("\n", "", "\n");
        for (Map.Entry<String, JsonNode> arch : archs.properties()) {
            if (!present.contains(arch.getKey())) {
                index.add(arch.getKey() + " not.loaded.Here "
                        + arch.getValue().get("module").asText());
            }
        }
        Files.createDirectories(folder.resolve("META-INF/timm4j"));
        Files.writeString(folder.resolve("META-INF/timm4j/architectures"), index.toString());
        registry = ModelRegistry.of(new URLClassLoader(new URL[] {folder.toUri().toURL()}, shipped));
    }

    @TestFactory
    Stream<DynamicTest> everyWeightSetHasTimmsFields() {
        List<OracleCase> cases = new ArrayList<>();
        Set<String> sampled = new HashSet<>();
        if (archs != null) {
            for (Map.Entry<String, JsonNode> arch : archs.properties()) {
                boolean firstOfModule =
                        sampled.add(arch.getValue().get("module").asText());
                cases.add(new OracleCase(arch.getKey(), firstOfModule, () -> check(arch.getKey(), arch.getValue())));
            }
        }
        return Parity.tests("pretrained-cfgs", cases.stream());
    }

    private static void check(String name, JsonNode arch) throws IOException {
        List<String> expectedTags = new ArrayList<>();
        arch.get("tag_order")
                .forEach(tag -> expectedTags.add(tag.asText().isEmpty() ? name : name + "." + tag.asText()));
        Map<String, PretrainedCfg> cfgs = registry.archPretrainedCfgs(name);
        assertThat(cfgs.keySet()).containsExactlyElementsOf(expectedTags);
        for (Map.Entry<String, PretrainedCfg> entry : cfgs.entrySet()) {
            PretrainedCfg cfg = entry.getValue();
            ObjectNode expected =
                    arch.get("tags").get(cfg.tag() == null ? "" : cfg.tag()).deepCopy();
            assertThat(cfg.weights().present())
                    .isEqualTo(expected.remove("has_weights").asBoolean());
            if (expected.path("url").asText("").isEmpty()) {
                expected.remove("url"); // timm writes no address as an empty one
            }
            assertThat(cfg.toArguments(true).withoutNulls())
                    .as(entry.getKey())
                    .isEqualTo(Arguments.fromJson(JSON.writeValueAsBytes(expected)));
            assertThat(registry.isModelPretrained(entry.getKey()))
                    .isEqualTo(cfg.weights().present());
        }
        assertThat(registry.pretrainedCfg(name))
                .contains(cfgs.values().iterator().next());
    }

    @Test
    void numbersOfTagsAreTimms() {
        Assumptions.assumeTrue(archs != null && archs.size() == 1371);
        ModelQuery.Builder tags = ModelQuery.builder().includeTags(true);
        assertThat(registry.listModels(tags.build())).hasSize(2052);
        assertThat(registry.listPretrained()).hasSize(1826);
        assertThat(registry.isModelPretrained("resnet50")).isTrue();
        assertThat(registry.isModelPretrained("resnet50.")).isFalse();
        assertThat(registry.listModels(
                        tags.licenses("*-nc-*", "*noncommercial*").build()))
                .hasSize(94);
    }

    @Test
    void formerNamesAreTimms() {
        Assumptions.assumeTrue(archs != null && Fixtures.has(LISTS));
        JsonNode expected = Fixtures.json(LISTS).get("deprecated_by_module");
        int names = 0;
        for (Map.Entry<String, JsonNode> module : expected.properties()) {
            Map<String, String> own = registry.deprecatedModels(module.getKey());
            assertThat(JSON.<JsonNode>valueToTree(own)).isEqualTo(module.getValue());
            names += own.size();
        }
        assertThat(registry.deprecatedModels("")).hasSize(names);
    }

    @Test
    void everyCatalogueNamesTimmsArchitecturesInTimmsModules() {
        Assumptions.assumeTrue(Fixtures.has(LISTS));
        JsonNode modules = Fixtures.json(LISTS).get("model_to_module");
        ModelRegistry own = ModelRegistry.of(ModelRegistry.class.getClassLoader());
        for (String name : own.listModels(ModelQuery.ALL)) {
            assertThat(modules.has(name)).as(name).isTrue();
            assertThat(own.isModelInModules(name, modules.get(name).asText()))
                    .as(name)
                    .isTrue();
            assertThat(own.modelEntrypoint(name).id()).isEqualTo(name);
        }
    }
}
