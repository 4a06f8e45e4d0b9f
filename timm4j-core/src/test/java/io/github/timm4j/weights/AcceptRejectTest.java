package io.github.timm4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.CorruptFileException;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** The two tables of hand-made files that a reader must take or refuse. */
@Tag("oracle")
class AcceptRejectTest {
    @TestFactory
    Stream<DynamicTest> safetensorsAreTakenOrRefusedAsByTheReference() {
        return tests("safetensors", "safetensors/accept_reject.json", AcceptRejectTest::checkSafetensors);
    }

    @TestFactory
    Stream<DynamicTest> pthFilesAreTakenOrRefusedAsTheTableSays() {
        return tests("pth", "safetensors/pth_accept_reject.json", AcceptRejectTest::checkPth);
    }

    private static Stream<DynamicTest> tests(String suite, String fixture, Consumer<JsonNode> check) {
        if (!Fixtures.has(fixture)) {
            return Stream.empty();
        }
        return Parity.tests(
                suite,
                StreamSupport.stream(Fixtures.json(fixture).get("cases").spliterator(), false)
                        .map(one -> new OracleCase(one.get("case").asText(), true, () -> check.accept(one))));
    }

    private static WeightFile open(JsonNode one) {
        byte[] bytes = Base64.getDecoder().decode(one.get("bytes_base64").asText());
        return WeightFiles.open(ByteBuffer.wrap(bytes), one.get("case").asText());
    }

    private static void checkSafetensors(JsonNode one) {
        boolean repeatedKey = one.get("case").asText().equals("duplicate key");
        if (!one.get("result").asText().equals("ok") || repeatedKey) {
            assertThatThrownBy(() -> open(one)).isExactlyInstanceOf(CorruptFileException.class);
            return;
        }
        WeightFile file = open(one);
        assertThat(file.format()).isEqualTo(WeightFormat.SAFETENSORS);
        List<String> names = new ArrayList<>();
        one.get("detail").fieldNames().forEachRemaining(names::add);
        assertThat(file.tensors().keySet()).containsExactlyInAnyOrderElementsOf(names);
        file.tensors().forEach((name, tensor) -> {
            JsonNode detail = one.get("detail").get(name);
            assertThat(tensor.type()).isEqualTo(OracleValues.type(detail.get(0).asText()));
            assertThat(tensor.shape()).containsExactly(longs(detail.get(1)));
            if (tensor.type() != TensorType.C64) {
                assertThat(tensor.toFloats()).hasSize((int) tensor.elements());
            }
        });
    }

    private static void checkPth(JsonNode one) {
        String rule = one.get("java_reader").asText();
        if (rule.equals("error") || rule.startsWith("error (")) {
            assertThatThrownBy(() -> open(one)).isExactlyInstanceOf(CorruptFileException.class);
            return;
        }
        try {
            checkTensor(open(one), one.path("w"));
        } catch (CorruptFileException e) {
            assertThat(rule).as(e.getMessage()).doesNotStartWith("ok");
        }
    }

    private static void checkTensor(WeightFile file, JsonNode expected) {
        if (!expected.has("values")) {
            return;
        }
        WeightTensor tensor = Objects.requireNonNull(file.tensors().get("w"));
        assertThat(tensor.type())
                .isEqualTo(OracleValues.type(expected.get("dtype").asText()));
        assertThat(tensor.shape()).containsExactly(longs(expected.get("shape")));
        float[] values = tensor.toFloats();
        assertThat(values).hasSize(expected.get("values").size());
        for (int i = 0; i < values.length; i++) {
            assertThat(values[i])
                    .isEqualTo((float) expected.get("values").get(i).doubleValue());
        }
    }

    private static long[] longs(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToLong(JsonNode::longValue)
                .toArray();
    }
}
