package io.github.timm4j.data.reader;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The columns of a Hugging Face data set as its parquet files describe them. */
final class HfFeatures {
    private HfFeatures() {}

    /** The description, an empty object where the file has none. */
    static JsonNode of(ParquetTable table) throws IOException {
        String text = table.metadata("huggingface");
        return text.isEmpty()
                ? Json.MAPPER.createObjectNode()
                : Json.parse(text.getBytes(StandardCharsets.UTF_8), table.file() + " (its description)")
                        .path("info")
                        .path("features");
    }

    /** The class names of a label, empty where it has none. */
    static ClassMap classes(JsonNode features, String field) {
        JsonNode feature = FieldPath.findInSchema(features, field);
        JsonNode names = feature == null ? null : FieldPath.innermost(feature).get("names");
        if (names == null) {
            return ClassMap.EMPTY;
        }
        List<String> list = new ArrayList<>();
        names.forEach(name -> list.add(name.asText()));
        return ClassMap.ofList(list);
    }
}
