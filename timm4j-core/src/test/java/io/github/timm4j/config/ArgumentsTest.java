package io.github.timm4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {
    @Test
    void keepsOrderAndCopiesWhatItIsGiven() {
        List<Object> list = new ArrayList<>(List.of(1));
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("b", list);
        map.put("a", 2);
        Arguments arguments = new Arguments(map);
        list.add(3);
        map.clear();
        assertThat(arguments.names()).containsExactly("b", "a");
        assertThat(arguments.get("b")).isEqualTo(List.of(1));
    }

    @Test
    void laysOthersOverItself() {
        Arguments both =
                Arguments.of("a", 1).with("b", 2).with(Arguments.of("b", 3).with("c", null));
        assertThat(both.values()).containsEntry("a", 1).containsEntry("b", 3).containsEntry("c", null);
        assertThat(both.has("c")).isTrue();
        assertThat(both.withoutNulls().names()).containsExactly("a", "b");
        assertThat(both.without("a", "c")).isEqualTo(Arguments.of("b", 3));
        assertThat(Arguments.NONE.isEmpty()).isTrue();
        assertThat(both).hasSameHashCodeAs(new Arguments(both.values()));
    }

    @Test
    void readsJsonAsPythonDoes() {
        Arguments read = Arguments.fromJson(
                "{\"i\": 3, \"l\": 5000000000, \"n\": 1e3, \"b\": true, \"z\": null, \"m\": {\"x\": [1, \"é\"]}, \"i\": 4,"
                        + "\"big\": 123456789012345678901234567890, \"inf\": Infinity}");
        assertThat(read.get("i")).isEqualTo(4);
        assertThat(read.get("l")).isEqualTo(5000000000L);
        assertThat(read.get("n")).isEqualTo(1000.0);
        assertThat(read.get("m")).isEqualTo(Map.of("x", List.of(1, "é")));
        assertThat(read.get("big")).isEqualTo(new BigInteger("123456789012345678901234567890"));
        assertThat(read.get("inf")).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(read.has("z")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "3", "{\"a\":", "{\"a\": 1} {}", "{'a': 1}", "{\"a\": tru}", "null"})
    void refusesWhatIsNotOneObject(String json) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Arguments.fromJson(json))
                .withMessageStartingWith("expected a JSON object");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Arguments.fromJson(json.getBytes(StandardCharsets.UTF_8)))
                .withMessageStartingWith("expected a JSON object");
    }

    @Test
    void readsBytes() {
        byte[] json = "{\"a\": \"ü\"}".getBytes(StandardCharsets.UTF_8);
        assertThat(Arguments.fromJson(json)).isEqualTo(Arguments.of("a", "ü"));
    }

    @Test
    void writesJsonAsPythonDoes() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("a", List.of(1, 0.875));
        map.put("b", Map.of("x", List.of()));
        map.put("c", "tab\t \"é\" \uD83D\uDE00 \u0007\\");
        map.put("d", Map.of());
        assertThat(new Arguments(map).with("e", null).with("f", true).toJson())
                .isEqualTo("{\n  \"a\": [\n    1,\n    0.875\n  ],\n  \"b\": {\n    \"x\": []\n  },\n"
                        + "  \"c\": \"tab\\t \\\"\\u00e9\\\" \\ud83d\\ude00 \\u0007\\\\\",\n  \"d\": {},\n"
                        + "  \"e\": null,\n  \"f\": true\n}");
    }

    @Test
    void refusesToWriteWhatHasNoJsonForm() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Arguments.of("a", new Object()).toJson())
                .withMessageContaining("no JSON form");
    }

    /** Expected texts: Python's {@code repr} of the same doubles. */
    @ParameterizedTest
    @CsvSource({
        "0.0, 0.0",
        "-0.0, -0.0",
        "1, 1.0",
        "0.1, 0.1",
        "1e-4, 0.0001",
        "1e-5, 1e-05",
        "123456789.125, 123456789.125",
        "1e15, 1000000000000000.0",
        "1e16, 1e+16",
        "1.5e300, 1.5e+300",
        "2e-3, 0.002",
        "4.9e-324, 5e-324",
        "2.2250738585072014e-308, 2.2250738585072014e-308",
        "-0.48145466, -0.48145466",
        "100, 100.0",
        "2.0E-3, 0.002",
        "9007199254740993, 9007199254740992.0",
        "NaN, NaN",
        "-Infinity, -Infinity"
    })
    void writesNumbersAsPythonDoes(double value, String expected) {
        assertThat(JsonWriter.number(value)).isEqualTo(expected);
    }
}
