package io.github.timm4j.registry;

import io.github.timm4j.CorruptFileException;
import io.github.timm4j.config.Arguments;
import io.github.timm4j.config.PretrainedCfg;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One weight set as its file has it; read whole only when its configuration is asked for.
 *
 * @param architecture the network's name
 * @param defaults what the row leaves out
 * @param fields the row
 */
record WeightRow(String architecture, Map<?, ?> defaults, Map<?, ?> fields) {
    String tag() {
        return get("tag") instanceof String tag ? tag : "";
    }

    boolean hasWeights() {
        return isSet(get("hf_hub_id")) || isSet(get("url")) || isSet(get("file"));
    }

    String license() {
        return get("license") instanceof String license ? license : "";
    }

    /** The configuration; a hub id that ends with a slash goes on with the name and tag. */
    PretrainedCfg cfg() {
        Map<String, @Nullable Object> merged = new LinkedHashMap<>();
        merged.put("architecture", architecture);
        defaults.forEach((name, value) -> merged.put((String) name, value));
        fields.forEach((name, value) -> merged.put((String) name, value));
        if (merged.get("hf_hub_id") instanceof String id && id.endsWith("/")) {
            merged.put("hf_hub_id", id + new ModelName.Registered(architecture, tag()));
        }
        try {
            return new Arguments(merged).bindTo(PretrainedCfg.DEFAULT);
        } catch (IllegalArgumentException e) {
            throw new CorruptFileException("pretrained configuration of " + architecture + ": " + e.getMessage(), e);
        }
    }

    private @Nullable Object get(String name) {
        return fields.containsKey(name) ? fields.get(name) : defaults.get(name);
    }

    private static boolean isSet(@Nullable Object value) {
        return value != null && !value.equals("");
    }
}
