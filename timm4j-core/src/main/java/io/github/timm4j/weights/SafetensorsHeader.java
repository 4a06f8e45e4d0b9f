package io.github.timm4j.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON header of a safetensors file, read as a stream: entries in header order, nothing checked against data. */
record SafetensorsHeader(Map<String, Entry> entries, Map<String, String> metadata) {
    static final int MAX_BYTES = 100_000_000;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .configure(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES, false)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(128)
                    .maxNameLength(MAX_BYTES)
                    .maxStringLength(MAX_BYTES)
                    .build())
            .build();

    /** One tensor's line. */
    record Entry(TensorType type, List<Long> shape, long start, long end) {}

    /**
     * Parses a header.
     *
     * @throws IOException for what is no such JSON, duplicate keys included
     */
    static SafetensorsHeader read(Reader text) throws IOException {
        try (JsonParser json = JSON.createParser(text)) {
            Map<String, Entry> entries = new LinkedHashMap<>();
            Map<String, String> metadata = Map.of();
            require(json, json.nextToken(), JsonToken.START_OBJECT, "the header");
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                if (name.equals("__metadata__")) {
                    metadata = metadata(json);
                } else {
                    entries.put(name, entry(json, name));
                }
            }
            if (json.nextToken() != null) {
                throw error(json, "text after the header's closing brace");
            }
            return new SafetensorsHeader(entries, metadata);
        }
    }

    private static Map<String, String> metadata(JsonParser json) throws IOException {
        if (json.nextToken() == JsonToken.VALUE_NULL) {
            return Map.of();
        }
        require(json, json.currentToken(), JsonToken.START_OBJECT, "__metadata__");
        Map<String, String> metadata = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = whole(json, json.currentName());
            require(json, json.nextToken(), JsonToken.VALUE_STRING, "metadata entry '" + key + "'");
            metadata.put(key, whole(json, json.getText()));
        }
        return metadata;
    }

    /** Text in which no half of a surrogate pair stands alone. */
    private static String whole(JsonParser json, String text) throws IOException {
        if (text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw error(json, "a character is escaped by half");
        }
        return text;
    }

    private static Entry entry(JsonParser json, String name) throws IOException {
        require(json, json.nextToken(), JsonToken.START_OBJECT, "tensor '" + name + "'");
        TensorType type = null;
        List<Long> shape = null;
        List<Long> offsets = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "dtype" -> type = type(json, name);
                case "shape" -> shape = numbers(json, "shape of '" + name + "'");
                case "data_offsets" -> offsets = numbers(json, "data_offsets of '" + name + "'");
                default -> json.skipChildren();
            }
        }
        if (type == null || shape == null || offsets == null || offsets.size() != 2) {
            throw error(json, "tensor '" + name + "' needs dtype, shape and two data_offsets");
        }
        return new Entry(type, shape, offsets.get(0), offsets.get(1));
    }

    private static TensorType type(JsonParser json, String name) throws IOException {
        require(json, json.currentToken(), JsonToken.VALUE_STRING, "dtype of '" + name + "'");
        for (TensorType type : TensorType.values()) {
            if (type.name().equals(json.getText())) {
                return type;
            }
        }
        throw error(json, "tensor '" + name + "' has unknown dtype '" + json.getText() + "'");
    }

    private static List<Long> numbers(JsonParser json, String what) throws IOException {
        require(json, json.currentToken(), JsonToken.START_ARRAY, what);
        List<Long> numbers = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            require(json, json.currentToken(), JsonToken.VALUE_NUMBER_INT, "an item of the " + what);
            if (json.getText().startsWith("-")) {
                throw error(json, "the " + what + " has the negative number " + json.getText());
            }
            numbers.add(json.getLongValue());
        }
        return numbers;
    }

    private static void require(JsonParser json, @Nullable JsonToken found, JsonToken wanted, String what)
            throws IOException {
        if (found != wanted) {
            throw error(json, what + " must be " + words(wanted) + ", found " + words(found));
        }
    }

    private static String words(@Nullable JsonToken token) {
        if (token == null) {
            return "nothing";
        }
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "a list";
            case VALUE_STRING -> "text";
            case VALUE_NUMBER_INT -> "a whole number";
            case VALUE_NUMBER_FLOAT -> "a fraction";
            default -> String.valueOf(token.asString());
        };
    }

    private static JsonParseException error(JsonParser json, String message) {
        return new JsonParseException(json, message);
    }
}
