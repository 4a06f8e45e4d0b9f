package io.github.timm4j.data.reader;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.timm4j.CorruptFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** JSON as Python's reader takes it: NaN and infinities included, nothing behind the value. */
final class Json {
    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    static JsonNode read(Path file) throws IOException {
        return parse(Files.readAllBytes(file), file.toString());
    }

    static JsonNode parse(byte[] bytes, String location) throws IOException {
        try {
            JsonNode value = MAPPER.readTree(bytes);
            if (value.isMissingNode()) {
                throw new CorruptFileException(location + " is not valid JSON: it is empty");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new CorruptFileException(location + " is not valid JSON: " + e.getOriginalMessage(), e);
        }
    }
}
