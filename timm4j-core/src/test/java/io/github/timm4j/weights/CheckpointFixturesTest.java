package io.github.timm4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.CorruptFileException;
import io.github.timm4j.StateDictException;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Every file of the checkpoints folder: content, keys, or the kind of error. */
@Tag("oracle")
class CheckpointFixturesTest {
    private static final String EXPECTED = "checkpoints/expected.json";

    @TestFactory
    Stream<DynamicTest> filesReadAsPythonReadsThem() {
        if (!Fixtures.has(EXPECTED)) {
            return Stream.empty();
        }
        return Parity.tests(
                "checkpoints",
                Fixtures.json(EXPECTED).get("files").properties().stream()
                        .filter(file -> Fixtures.has("checkpoints/" + file.getKey()))
                        .map(file -> new OracleCase(file.getKey(), true, () -> check(file))));
    }

    private static void check(Map.Entry<String, JsonNode> named) {
        JsonNode expected = named.getValue();
        Path path = Fixtures.path("checkpoints/" + named.getKey());
        String want = expected.path("want").asText("load");
        if (want.contains("load") || want.contains("harmless") || want.contains("or ")) {
            checkLoads(path, expected, want.equals("load"));
        } else {
            checkRefused(path, want);
        }
        assertThat(Path.of("EVIL_RAN")).doesNotExist();
        assertThat(Files.exists(path.resolveSibling("EVIL_RAN"))).isFalse();
    }

    private static void checkRefused(Path path, String want) {
        assertThatThrownBy(() -> WeightFiles.open(path).close())
                .isExactlyInstanceOf(CorruptFileException.class)
                .hasMessageContaining(path.toString())
                .hasMessageContaining(
                        switch (want) {
                            case "refused_global" -> "refused globals [";
                            case "refused_opcode" -> "refused opcode";
                            case "truncated" -> "truncated";
                            case "refused (pickled objects)" -> "pickled objects";
                            default -> ": ";
                        });
    }

    /** Where an error is as good, it must be the declared one. */
    private static void checkLoads(Path path, JsonNode expected, boolean required) {
        try (WeightFile file = WeightFiles.open(path)) {
            if (path.toString().endsWith(".npz")) {
                assertThat(file.format()).isEqualTo(WeightFormat.NPZ);
                expected.get("content")
                        .properties()
                        .forEach(array -> OracleValues.assertTensor(
                                file.tensors().get(array.getKey()), array.getValue(), "dtype"));
            } else if (expected.has("content")) {
                OracleValues.assertEqual(file.content(), expected.get("content"));
            }
            expected.path("metadata")
                    .properties()
                    .forEach(entry -> assertThat(file.metadata())
                            .containsEntry(entry.getKey(), entry.getValue().textValue()));
            checkStateDict(file, expected, true);
            checkStateDict(file, expected, false);
        } catch (CorruptFileException e) {
            assertThat(required).as(e.getMessage()).isFalse();
        }
    }

    private static void checkStateDict(WeightFile file, JsonNode expected, boolean useEma) {
        JsonNode keys = expected.path("state_dict_keys_use_ema_" + useEma);
        if (keys.isArray()) {
            assertThat(StateDicts.select(file.content(), useEma).keySet())
                    .containsExactlyElementsOf(StreamSupport.stream(keys.spliterator(), false)
                            .map(JsonNode::textValue)
                            .toList());
        } else if (!expected.has("torch_error") && expected.has("state_dict_error_use_ema_" + useEma)) {
            assertThatThrownBy(() -> file.stateDict(useEma)).isInstanceOf(StateDictException.class);
        }
        JsonNode first = expected.path("first_tensor_use_ema");
        if (useEma && first.isArray() && first.get(0).isNumber()) {
            float[] values = file.stateDict(true).values().iterator().next().toFloats();
            for (int i = 0; i < first.size(); i++) {
                assertThat(values[i]).isEqualTo((float) first.get(i).doubleValue());
            }
        }
    }
}
