package io.github.timm4j.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.timm4j.fixtures.Fixtures;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** A registry of everything that timm lists, made from the oracle in the form that jars have. */
final class OracleRegistry {
    static final String LISTS = "models/list_models.json";
    static final String CFGS = "models/pretrained_cfgs.json.gz";

    private static final ObjectMapper JSON = new ObjectMapper();

    private OracleRegistry() {}

    static boolean isPresent() {
        return Fixtures.has(LISTS) && Fixtures.has(CFGS);
    }

    /** Writes index, deprecated names and pretrained configurations and reads them through a class loader. */
    static ModelRegistry in(Path folder) throws IOException {
        write(folder);
        return ModelRegistry.of(new URLClassLoader(new URL[] {folder.toUri().toURL()}, null));
    }

    static void write(Path folder) throws IOException {
        JsonNode archs = Fixtures.json(CFGS).get("archs");
        Path pretrained = Files.createDirectories(
                folder.resolve("META-INF").resolve("timm4j").resolve("pretrained"));
        StringJoiner index = new StringJoiner("\n");
        Map<String, ObjectNode> modules = new TreeMap<>();
        for (Map.Entry<String, JsonNode> arch : archs.properties()) {
            String module = arch.getValue().get("module").asText();
            index.add(arch.getKey() + " not.loaded.Here " + module);
            ArrayNode rows = modules.computeIfAbsent(module, name -> JSON.createObjectNode())
                    .putArray(arch.getKey());
            for (JsonNode tag : arch.getValue().get("tag_order")) {
                ObjectNode row = arch.getValue().get("tags").get(tag.asText()).deepCopy();
                row.remove("has_weights");
                rows.add(row);
            }
        }
        Files.writeString(folder.resolve(Catalogue.INDEX), index + "\n");
        for (Map.Entry<String, ObjectNode> module : modules.entrySet()) {
            ObjectNode file = JSON.createObjectNode();
            file.putObject("defaults");
            file.set("architectures", module.getValue());
            JSON.writeValue(pretrained.resolve(module.getKey() + ".json").toFile(), file);
        }
        StringJoiner deprecated = new StringJoiner("\n");
        for (Map.Entry<String, JsonNode> module :
                Fixtures.json(LISTS).get("deprecated_by_module").properties()) {
            for (Map.Entry<String, JsonNode> name : module.getValue().properties()) {
                String current =
                        name.getValue().isNull() ? "-" : name.getValue().asText();
                deprecated.add(name.getKey() + " " + current + " " + module.getKey());
            }
        }
        Files.writeString(folder.resolve(Catalogue.DEPRECATED), deprecated + "\n");
    }
}
