package io.github.timm4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.timm4j.fixtures.Fixtures;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
    private static final ObjectMapper REFERENCE = new ObjectMapper();

    @Test
    void readsEveryKindOfValue() throws IOException {
        assertThat(JsonReader.read(" [1, -20, 2147483648, 1.5, -0.5e-3, 1E2, true, false, null, \"\"] "))
                .isEqualTo(java.util.Arrays.asList(1, -20, 2147483648L, 1.5, -0.0005, 100.0, true, false, null, ""));
        assertThat(JsonReader.read("{\"a\" : {}, \"b\":[ ]}")).isEqualTo(Map.of("a", Map.of(), "b", List.of()));
        assertThat(JsonReader.read("[NaN,Infinity,-Infinity,1e999]"))
                .isEqualTo(List.of(
                        Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY));
        assertThat(JsonReader.read("-123456789012345678901")).isEqualTo(new BigInteger("-123456789012345678901"));
        assertThat(JsonReader.read("-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
        assertThat(JsonReader.read("-2147483648")).isEqualTo(Integer.MIN_VALUE);
    }

    @Test
    void readsEscapes() throws IOException {
        assertThat(JsonReader.read(
                        "[\"a\\n\\\"\\\\\\/\\b\\f\\r\\t\", \"\\u00e9\\uD83D\\ude00\", \"plain\", \"x\\u0041\"]"))
                .isEqualTo(List.of("a\n\"\\/\b\f\r\t", "é\uD83D\uDE00", "plain", "xA"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "01",
                "-",
                "1.",
                ".5",
                "+1",
                "1e",
                "1e+",
                "-a",
                "tru",
                "nul",
                "Nan",
                "-Inf",
                "[1,]",
                "[,1]",
                "[1 2]",
                "[",
                "{",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{a:1}",
                "{1:1}",
                "\"",
                "\"a",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"a\nb\"",
                "\"\\n\u0001\"",
                "1 1",
                "]",
                "}",
                "'a'",
                "\u00a01",
                "[1]]",
                "\"\\"
            })
    void refusesWhatPythonRefuses(String json) {
        assertThatIOException().isThrownBy(() -> JsonReader.read(json));
    }

    @Test
    void refusesEndlessNesting() {
        assertThatIOException()
                .isThrownBy(() -> JsonReader.read("[".repeat(100_000)))
                .withMessageContaining("levels");
    }

    @Test
    void refusesWhatIsNotUtf8() throws IOException {
        assertThatIOException()
                .isThrownBy(() -> JsonReader.read(new byte[] {'"', (byte) 0xC3, '"'}))
                .withMessageContaining("UTF-8");
        assertThat(JsonReader.read("\"\uFFFD\"".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("\uFFFD");
    }

    @Test
    void agreesWithAGeneralLibrary() throws IOException {
        for (String name : List.of("api/public_api.json", "models/list_models.json", "hub/reference_trace.json")) {
            Assumptions.assumeTrue(Fixtures.has(name));
            byte[] bytes = Files.readAllBytes(Fixtures.path(name));
            JsonNode expected = REFERENCE.readTree(bytes);
            assertThat(REFERENCE.<JsonNode>valueToTree(JsonReader.read(bytes))).isEqualTo(expected);
        }
    }

    @Test
    void brokenTextGivesNoOtherFailure() {
        String text = "{\"a\": [1, -2.5e3, \"x\\u00e9\\n\", {\"b\": null}], \"c\": true, \"d\": [[], {}], \"e\": NaN}";
        Random random = new Random(7);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            StringBuilder broken = new StringBuilder(text);
            for (int edit = random.nextInt(4); edit >= 0; edit--) {
                int at = random.nextInt(broken.length());
                broken.setCharAt(at, (char) random.nextInt(128));
            }
            broken.setLength(random.nextInt(3) > 0 ? broken.length() : random.nextInt(broken.length()));
            try {
                JsonReader.read(broken.toString());
            } catch (IOException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(10_000, 20_000);
    }
}
