package io.github.timm4j.models;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.Timm;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.config.ModelOptionsBuilder;
import io.github.timm4j.config.PretrainedCfg;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.registry.Architecture;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The registered architectures beside what the oracle says of each. */
final class Catalogue {
    private static final int SMALL = 96;

    private Catalogue() {}

    /** One architecture of the oracle that is registered. */
    record Entry(String name, JsonNode spec) {
        Architecture architecture() {
            return Timm.modelEntrypoint(name);
        }

        /** The options that the default configuration asks for. */
        ModelOptionsBuilder options() {
            ModelOptionsBuilder options = ModelOptions.builder()
                    .numClasses(spec.path("num_classes").asInt(1000))
                    .inChannels(spec.get("input_size").get(0).asInt());
            // a model that takes other sizes may still be made for one
            if (Timm.pretrainedCfg(name).orElse(PretrainedCfg.DEFAULT).input().fixedInputSize()) {
                options.imageSize(new ImageSize(
                        spec.get("input_size").get(1).asInt(),
                        spec.get("input_size").get(2).asInt()));
            }
            return options;
        }

        /** The options of a model for small pictures, where it is made for one size. */
        ModelOptionsBuilder smallOptions() {
            boolean fixed = spec.path("fixed_input_size").asBoolean();
            return fixed ? options().imageSize(smallSize()) : options();
        }

        /** The largest size up to 96 of which its features are whole parts: the operators are those of its own size. */
        ImageSize smallSize() {
            int step = 1;
            for (JsonNode level : spec.get("feature_info")) {
                step = Math.max(step, level.get("reduction").asInt());
            }
            int height = spec.get("input_size").get(1).asInt();
            return ImageSize.square(Math.min(height, SMALL) / step * step);
        }
    }

    /** Every registered architecture that the oracle's folder speaks of. */
    static Stream<Entry> entries() {
        return modules().stream().flatMap(module -> {
            JsonNode archs = Fixtures.json("models/" + module + ".json.gz").get("archs");
            List<Entry> entries = new ArrayList<>();
            archs.properties().forEach(field -> {
                if (Timm.isModel(field.getKey())) {
                    entries.add(new Entry(field.getKey(), field.getValue()));
                }
            });
            return entries.stream();
        });
    }

    /** Modules of the registered architectures for which there is an oracle file. */
    private static List<String> modules() {
        return Timm.listModules().stream()
                .filter(module -> Fixtures.has("models/" + module + ".json.gz"))
                .toList();
    }
}
