package io.github.timm4j.models;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.registry.Architecture;
import io.github.timm4j.registry.ImageSize;
import io.github.timm4j.registry.ModelOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The registered architectures beside what the oracle says of each. */
final class Catalogue {
    private static final Map<String, String> FAMILIES = index();

    private Catalogue() {}

    /** One architecture of the oracle that is registered. */
    record Entry(String name, JsonNode spec) {
        Architecture architecture() {
            return constant(FAMILIES.get(name), name);
        }

        /** The options that the default configuration asks for. */
        ModelOptions.Builder options() {
            ModelOptions.Builder options = ModelOptions.builder()
                    .numClasses(spec.path("num_classes").asInt(1000))
                    .inChannels(spec.get("input_size").get(0).asInt());
            if (spec.path("fixed_input_size").asBoolean()) {
                options.imageSize(new ImageSize(
                        spec.get("input_size").get(1).asInt(),
                        spec.get("input_size").get(2).asInt()));
            }
            return options;
        }
    }

    /** Every registered architecture that the oracle's folder speaks of. */
    static Stream<Entry> entries() {
        return modules().stream().flatMap(module -> {
            JsonNode archs = Fixtures.json("models/" + module + ".json.gz").get("archs");
            List<Entry> entries = new ArrayList<>();
            archs.properties().forEach(field -> {
                if (FAMILIES.containsKey(field.getKey())) {
                    entries.add(new Entry(field.getKey(), field.getValue()));
                }
            });
            return entries.stream();
        });
    }

    /** Modules of the registered architectures for which there is an oracle file. */
    private static List<String> modules() {
        return Stream.of("resnet", "efficientnet", "mobilenetv3", "vision_transformer")
                .filter(module -> Fixtures.has("models/" + module + ".json.gz"))
                .toList();
    }

    private static Map<String, String> index() {
        Map<String, String> families = new TreeMap<>();
        try (InputStream in = Catalogue.class.getResourceAsStream("/META-INF/timm4j/architectures")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                String[] parts = line.split(" ");
                families.put(parts[1].toLowerCase(java.util.Locale.ROOT), parts[0]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return families;
    }

    private static Architecture constant(String family, String name) {
        try {
            for (Object constant : Class.forName(family).getEnumConstants()) {
                Architecture architecture = (Architecture) constant;
                if (architecture.id().equals(name)) {
                    return architecture;
                }
            }
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
        throw new IllegalStateException(name);
    }
}
