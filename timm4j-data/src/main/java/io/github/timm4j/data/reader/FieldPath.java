package io.github.timm4j.data.reader;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds a field by name, or by a path of names between slashes into nested objects and lists of objects. */
final class FieldPath {
    private FieldPath() {}

    /** The value, or null; the whole path as a name comes first, and a list gives the list of its items' values. */
    static @Nullable JsonNode find(JsonNode container, String path) {
        return container.has(path) ? container.get(path) : resolve(container, parts(path), false);
    }

    /** As {@link #find} in a description of columns, where a sequence keeps its item one level down. */
    static @Nullable JsonNode findInSchema(JsonNode features, String path) {
        return features.has(path) ? features.get(path) : resolve(features, parts(path), true);
    }

    /** The item of a sequence of sequences. */
    static JsonNode innermost(JsonNode feature) {
        JsonNode item = feature;
        while (item.has("feature") || (item.isArray() && item.size() == 1)) {
            item = item.isArray() ? item.get(0) : item.get("feature");
        }
        return item;
    }

    private static List<String> parts(String path) {
        return Arrays.asList(path.split("/", -1));
    }

    private static @Nullable JsonNode resolve(JsonNode container, List<String> parts, boolean schema) {
        JsonNode value = container;
        for (int i = 0; i < parts.size(); i++) {
            String part = parts.get(i);
            if (schema && !value.has(part)) {
                value = innermost(value);
            }
            if (value.isArray()) {
                return resolveEach(value, parts.subList(i, parts.size()), schema);
            }
            JsonNode next = value.get(part);
            if (next == null) {
                return null;
            }
            value = next;
        }
        return value;
    }

    private static @Nullable JsonNode resolveEach(JsonNode items, List<String> parts, boolean schema) {
        ArrayNode values = JsonNodeFactory.instance.arrayNode(items.size());
        for (JsonNode item : items) {
            JsonNode value = resolve(item, parts, schema);
            if (value == null) {
                return null;
            }
            values.add(value);
        }
        return values;
    }
}
