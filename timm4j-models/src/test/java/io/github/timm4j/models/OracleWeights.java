package io.github.timm4j.models;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.nn.StreamWeights;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Fills a model with the oracle's weights, by the rules of its page. */
public final class OracleWeights {
    private OracleWeights() {}

    static void fill(ImageModel model, JsonNode spec) {
        double gain = spec.get("numeric").get("gain").asDouble();
        List<String> computed = new ArrayList<>();
        spec.get("computed_buffers").forEach(key -> computed.add(key.asText()));
        fill(model, gain, computed);
    }

    /** Fills all floating-point entries but the computed ones. */
    public static void fill(ImageModel model, double gain, Collection<String> computed) {
        model.stateDict().forEach((key, array) -> {
            if (array.getDataType().isFloating() && !computed.contains(key)) {
                StreamWeights.fill(key, array, gain);
            }
        });
    }
}
