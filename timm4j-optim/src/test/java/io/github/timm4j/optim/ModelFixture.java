package io.github.timm4j.optim;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.timm4j.fixtures.Fixtures;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/** Parameter names and shapes of a model, from the model oracle. */
final class ModelFixture {
    private static final Set<String> BUFFERS = Set.of("running_mean", "running_var", "num_batches_tracked");

    private static final ObjectMapper JSON = new ObjectMapper();

    private ModelFixture() {}

    /** An architecture of the chosen folder or, where that has no models, of the project's own. */
    static JsonNode read(String arch) {
        JsonNode modules = json("models/list_models.json").get("model_to_module");
        return json("models/" + modules.get(arch).asText() + ".json.gz")
                .get("archs")
                .get(arch);
    }

    private static JsonNode json(String name) {
        Path own = Path.of(System.getProperty("timm4j.fixtures.default", ""), name);
        Path path = Fixtures.has(name) ? Fixtures.path(name) : own;
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(path));
                InputStream in = name.endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Trainable parameters in order. */
    static List<String> names(JsonNode model) {
        List<String> names = new ArrayList<>();
        if (model.has("named_parameters")) {
            model.get("named_parameters").forEach(name -> names.add(name.asText()));
            return names;
        }
        Set<String> computed = new HashSet<>();
        model.path("computed_buffers").forEach(name -> computed.add(name.asText()));
        for (String name : shapes(model).keySet()) {
            boolean buffer = BUFFERS.contains(name.substring(name.lastIndexOf('.') + 1)) || computed.contains(name);
            if (!buffer) {
                names.add(name);
            }
        }
        return names;
    }

    static Map<String, Shape> shapes(JsonNode model) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        for (JsonNode entry : model.get("state_dict")) {
            List<Long> sizes = new ArrayList<>();
            entry.get(1).forEach(size -> sizes.add(size.asLong()));
            shapes.put(entry.get(0).asText(), new Shape(sizes));
        }
        return shapes;
    }
}
