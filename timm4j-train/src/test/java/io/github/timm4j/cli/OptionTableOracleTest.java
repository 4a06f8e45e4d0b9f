package io.github.timm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Every option of timm's scripts: name, aliases, type, number of words, default, choices. */
@Tag("oracle")
class OptionTableOracleTest {
    private static final Map<String, String> COMMANDS = Map.of(
            "train", "train",
            "validate", "validate",
            "inference", "inference",
            "benchmark", "benchmark",
            "avg_checkpoints", "average",
            "clean_checkpoint", "clean",
            "onnx_export", "export",
            "onnx_validate", "validate",
            "bulk_runner", "validate");

    /** What validation has under a name or with a default of its own, or what a list mode has no use for. */
    private static final List<String> OTHERWISE = List.of(
            "onnx_validate data",
            "onnx_validate --workers",
            "onnx_validate --print-freq",
            "bulk_runner --module",
            "bulk_runner script",
            "bulk_runner script_args",
            "onnx_export output");

    @TestFactory
    Stream<DynamicTest> options() {
        return Parity.tests("cli-options", COMMANDS.keySet().stream().sorted().flatMap(this::cases));
    }

    private Stream<OracleCase> cases(String script) {
        String file = "cli/" + script + ".json";
        if (!Fixtures.has(file)) {
            return Stream.empty();
        }
        OptionTable table = OptionTable.of(COMMANDS.get(script));
        return StreamSupport.stream(Fixtures.json(file).get("options").spliterator(), false)
                .map(option -> new OracleCase(
                        script + " " + option.get("name").asText(), true, () -> check(script, option, table)));
    }

    private static void check(String script, JsonNode option, OptionTable table) {
        String name = option.get("name").asText();
        if (OTHERWISE.contains(script + " " + name)) {
            assertThat(accepts(script, name)).isTrue();
            return;
        }
        OptionRow row = row(table, name);
        assertThat(row.names()).contains(name).containsAll(texts(option.get("aliases")));
        assertThat(row.words().type()).isEqualTo(type(option.get("type").asText()));
        String nargs = option.get("nargs").asText();
        boolean flag = row.words().type() == OptionType.FLAG;
        assertThat(row.words().arity()).isEqualTo(option.get("nargs").isNull() || flag ? "1" : nargs);
        assertThat(row.words().bare())
                .isEqualTo(
                        option.get("const").isNull()
                                ? null
                                : option.get("const").asText());
        assertThat(row.choices()).isEqualTo(texts(option.get("choices")));
        checkDefault(row, option.get("default"), table);
    }

    private static void checkDefault(OptionRow row, JsonNode expected, OptionTable table) {
        Object found = table.defaults().get(row.key());
        boolean none =
                expected.isNull() || (expected.isValueNode() ? expected.asText().isEmpty() : expected.isEmpty());
        if (none) {
            assertThat(found).isNull();
        } else if (expected.isArray()) {
            List<String> values = new ArrayList<>();
            expected.forEach(each -> values.add(value(row, each)));
            assertThat(found).hasToString(values.toString());
        } else {
            assertThat(String.valueOf(found)).isEqualTo(value(row, expected));
        }
    }

    private static String value(OptionRow row, JsonNode expected) {
        return String.valueOf(row.words().type().value(row.names().get(0), expected.asText()));
    }

    private static OptionRow row(OptionTable table, String name) {
        return table.rows().stream()
                .filter(row -> row.names().contains(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no option " + name));
    }

    private static boolean accepts(String script, String name) {
        boolean bulk = script.equals("bulk_runner");
        return bulk
                || OptionTable.of(COMMANDS.get(script)).rows().stream()
                        .anyMatch(row -> row.names().contains(name));
    }

    private static OptionType type(String argparse) {
        return switch (argparse) {
            case "str" -> OptionType.TEXT;
            case "int" -> OptionType.INTEGER;
            case "float" -> OptionType.NUMBER;
            case "flag" -> OptionType.FLAG;
            default -> OptionType.PAIRS;
        };
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(each -> texts.add(each.asText()));
        return texts;
    }
}
