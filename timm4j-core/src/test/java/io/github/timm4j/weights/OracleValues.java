package io.github.timm4j.weights;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.weights.PlainValue.Dict;
import io.github.timm4j.weights.PlainValue.Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Percentage;

/** Compares what was read with the values that Python read, as the fixtures write them. */
final class OracleValues {
    private static final Map<String, TensorType> TYPES = Map.ofEntries(
            Map.entry("float64", TensorType.F64),
            Map.entry("float32", TensorType.F32),
            Map.entry("float16", TensorType.F16),
            Map.entry("bfloat16", TensorType.BF16),
            Map.entry(">f2", TensorType.F16),
            Map.entry(">f4", TensorType.F32),
            Map.entry(">f8", TensorType.F64),
            Map.entry(">i2", TensorType.I16),
            Map.entry(">i4", TensorType.I32),
            Map.entry(">i8", TensorType.I64),
            Map.entry("uint16", TensorType.U16),
            Map.entry("uint32", TensorType.U32),
            Map.entry("uint64", TensorType.U64),
            Map.entry("float8_e4m3fn", TensorType.F8_E4M3),
            Map.entry("float8_e5m2", TensorType.F8_E5M2),
            Map.entry("float8_e4m3fnuz", TensorType.F8_E4M3FNUZ),
            Map.entry("float8_e5m2fnuz", TensorType.F8_E5M2FNUZ),
            Map.entry("float8_e8m0fnu", TensorType.F8_E8M0),
            Map.entry("complex64", TensorType.C64),
            Map.entry("int64", TensorType.I64),
            Map.entry("int32", TensorType.I32),
            Map.entry("int16", TensorType.I16),
            Map.entry("int8", TensorType.I8),
            Map.entry("uint8", TensorType.U8),
            Map.entry("bool", TensorType.BOOL));

    private OracleValues() {}

    /** The type that PyTorch or NumPy name so. */
    static TensorType type(String name) {
        return Objects.requireNonNull(TYPES.get(name), name);
    }

    static void assertEqual(PlainValue actual, JsonNode expected) {
        if (expected.has("tensor")) {
            assertTensor(((PlainValue.Tensor) actual).value(), expected, "tensor");
        } else if (expected.has("dict")) {
            Dict dict = (Dict) actual;
            assertThat(dict.items().keySet().stream().map(key -> ((Text) key).value()))
                    .containsExactlyInAnyOrderElementsOf(names(expected.get("dict")));
            dict.items()
                    .forEach((key, value) ->
                            assertEqual(value, expected.get("dict").get(((Text) key).value())));
        } else if (expected.has("dict_items")) {
            List<PlainValue> pairs = new ArrayList<>();
            ((Dict) actual).items().forEach((key, value) -> pairs.add(new PlainValue.Items(List.of(key, value))));
            assertThat(pairs).hasSize(expected.get("dict_items").size());
            for (int i = 0; i < pairs.size(); i++) {
                assertItems(
                        ((PlainValue.Items) pairs.get(i)).items(),
                        expected.get("dict_items").get(i));
            }
        } else if (expected.has("namespace")) {
            Map<String, PlainValue> attributes = ((PlainValue.Namespace) actual).attributes();
            assertThat(attributes.keySet()).containsExactlyInAnyOrderElementsOf(names(expected.get("namespace")));
            attributes.forEach(
                    (key, value) -> assertEqual(value, expected.get("namespace").get(key)));
        } else if (expected.has("list")) {
            assertItems(((PlainValue.Items) actual).items(), expected.get("list"));
        } else if (expected.has("tuple")) {
            assertItems(((PlainValue.Tuple) actual).items(), expected.get("tuple"));
        } else if (expected.has("set")) {
            assertSameItems(((PlainValue.Unordered) actual).items(), expected.get("set"));
        } else {
            assertScalar(actual, expected);
        }
    }

    static void assertTensor(WeightTensor tensor, JsonNode expected, String typeField) {
        assertThat(tensor.type()).isEqualTo(type(expected.get(typeField).asText()));
        assertThat(tensor.shape())
                .containsExactly(StreamSupport.stream(expected.get("shape").spliterator(), false)
                        .mapToLong(JsonNode::longValue)
                        .toArray());
        JsonNode values = expected.get("values");
        assertThat(tensor.elements()).isEqualTo(values.size());
        for (int i = 0; i < values.size(); i++) {
            assertElement(tensor, i, values.get(i));
        }
    }

    private static void assertElement(WeightTensor tensor, int index, JsonNode expected) {
        int size = tensor.type().bytes();
        switch (tensor.type()) {
            case C64 -> {
                assertThat(tensor.slice(index * 8L, 8).getFloat(0))
                        .isEqualTo((float) expected.get(0).doubleValue());
                assertThat(tensor.slice(index * 8L, 8).getFloat(4))
                        .isEqualTo((float) expected.get(1).doubleValue());
            }
            case F64 -> {
                double value = tensor.slice(index * 8L, 8).getDouble(0);
                assertReal(value, number(expected));
            }
            case BOOL, U8, I8, I16, I32, I64, U16, U32, U64 ->
                assertThat(tensor.toLongs()[index])
                        .isEqualTo(expected.isBoolean() ? (expected.booleanValue() ? 1 : 0) : expected.longValue());
            default -> {
                float value = tensor.to(TensorType.F32)
                        .slice(index * 4L, tensor.type() == TensorType.F32 ? size : 4)
                        .getFloat(0);
                assertThat(Float.valueOf(value)).isEqualTo(Float.valueOf((float) number(expected)));
            }
        }
    }

    private static void assertItems(List<PlainValue> actual, JsonNode expected) {
        assertThat(actual).hasSize(expected.size());
        for (int i = 0; i < actual.size(); i++) {
            assertEqual(actual.get(i), expected.get(i));
        }
    }

    /** In any order. */
    private static void assertSameItems(List<PlainValue> actual, JsonNode expected) {
        assertThat(actual).hasSize(expected.size());
        for (JsonNode item : expected) {
            assertThat(actual).anySatisfy(value -> assertEqual(value, item));
        }
    }

    /** Nine digits are written; numbers that are not finite are equal to themselves. */
    private static void assertReal(double actual, double expected) {
        if (Double.isFinite(expected)) {
            assertThat(actual).isCloseTo(expected, Percentage.withPercentage(1e-6));
        } else {
            assertThat(Double.valueOf(actual)).isEqualTo(Double.valueOf(expected));
        }
    }

    private static void assertScalar(PlainValue actual, JsonNode expected) {
        if (actual instanceof PlainValue.Int number) {
            assertThat(number.value()).isEqualTo(expected.bigIntegerValue());
        } else if (actual instanceof PlainValue.Real number) {
            assertReal(number.value(), number(expected));
        } else if (actual instanceof PlainValue.Bool truth) {
            assertThat(truth.value()).isEqualTo(expected.booleanValue());
        } else if (actual instanceof Text text) {
            assertThat(text.value()).isEqualTo(expected.textValue());
        } else if (actual instanceof PlainValue.Symbol symbol) {
            assertThat(symbol.name()).isEqualTo(expected.get("str").textValue());
        } else if (actual instanceof PlainValue.Device device) {
            assertThat(device.name()).isEqualTo(expected.get("str").textValue());
        } else if (actual instanceof PlainValue.Bytes bytes) {
            assertThat(expected.get("str").textValue())
                    .isIn(python(bytes.values()), "bytearray(" + python(bytes.values()) + ")");
        } else if (actual instanceof PlainValue.Complex || actual instanceof PlainValue.Tensor) {
            // a complex number, or a storage without a tensor
            assertThat(expected.get("other").textValue()).matches("complex|\\w*Storage");
        } else {
            assertThat(actual).isEqualTo(PlainValue.None.NONE);
            assertThat(expected.isNull()).isTrue();
        }
    }

    /** Bytes as Python prints them. */
    private static String python(byte[] bytes) {
        String latin = new String(bytes, StandardCharsets.ISO_8859_1);
        String quote = latin.contains("'") && !latin.contains("\"") ? "\"" : "'";
        StringBuilder text = new StringBuilder("b" + quote);
        for (char c : latin.toCharArray()) {
            int known = "\\\t\n\r".indexOf(c);
            if (known >= 0) {
                text.append('\\').append("\\tnr".charAt(known));
            } else if (c == quote.charAt(0)) {
                text.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                text.append(String.format("\\x%02x", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.append(quote).toString();
    }

    private static double number(JsonNode expected) {
        return switch (expected.asText()) {
            case "nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> expected.doubleValue();
        };
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
