package io.github.timm4j.optim;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.fixtures.Fixtures;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Parameter names and shapes of a model, from the model oracle. */
final class ModelFixture {
    private static final Set<String> BUFFERS = Set.of("running_mean", "running_var", "num_batches_tracked");

    private ModelFixture() {}

    static JsonNode read(String module, String arch) {
        return Fixtures.json("models/" + module + ".json.gz").get("archs").get(arch);
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
