package io.github.timm4j.data.reader;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a sample that hold its label: one field with a number or a list, or several that are each on (above
 * zero) or off and stand for a class each.
 *
 * @param keys names or paths, at least one
 * @param format of a list
 */
record TargetFields(List<String> keys, TargetFormat format) {

    /**
     * Reads names between commas.
     *
     * @throws IllegalArgumentException where one is empty or repeated, or several come with a format
     */
    static TargetFields parse(String text, TargetFormat format) {
        List<String> keys = parseSeveral(text);
        if (keys == null) {
            return new TargetFields(List.of(text), format);
        }
        if (format != TargetFormat.INDICES) {
            throw new IllegalArgumentException("several target fields are indices, not multihot: " + text);
        }
        return new TargetFields(keys, format);
    }

    /** The names where there are commas, else null. */
    static @Nullable List<String> parseSeveral(@Nullable String text) {
        if (text == null || !text.contains(",")) {
            return null;
        }
        List<String> keys =
                Stream.of(text.split(",", -1)).map(Whitespace::strip).toList();
        if (keys.contains("") || new LinkedHashSet<>(keys).size() != keys.size()) {
            throw new IllegalArgumentException("target fields must be unique and not empty, got '" + text + "'");
        }
        return keys;
    }

    boolean several() {
        return keys.size() > 1;
    }

    /** Where several fields stand for classes, these; else none. */
    ClassMap classes() {
        return several() ? ClassMap.ofList(keys) : ClassMap.EMPTY;
    }

    /** The names that a sample or a description of columns lacks. */
    List<String> missing(JsonNode container, boolean schema) {
        return keys.stream()
                .filter(key ->
                        (schema ? FieldPath.findInSchema(container, key) : FieldPath.find(container, key)) == null)
                .toList();
    }

    /**
     * The label as the sample has it: the value of the one field, or the numbers of those that are on.
     *
     * @throws DatasetException where a field is missing
     */
    JsonNode value(JsonNode sample) {
        if (!several()) {
            return required(sample, keys.get(0));
        }
        List<Integer> on = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            if (isOn(required(sample, keys.get(i)), keys.get(i))) {
                on.add(i);
            }
        }
        return Json.MAPPER.valueToTree(on);
    }

    private static boolean isOn(JsonNode value, String key) {
        if (!value.isNumber() && !value.isBoolean()) {
            throw new DatasetException(
                    "one of several target fields is a number or a truth value, found " + value + " in '" + key + "'");
        }
        return value.isBoolean() ? value.booleanValue() : value.doubleValue() > 0;
    }

    private static JsonNode required(JsonNode sample, String key) {
        JsonNode value = FieldPath.find(sample, key);
        if (value == null) {
            throw new DatasetException("no target field '" + key + "', there are "
                    + String.join(", ", (Iterable<String>) sample::fieldNames));
        }
        return value;
    }

    /** Makes a label of a value, through a class map where there is one. */
    Target target(JsonNode value, @Nullable ClassMap map, ClassMap sourceNames) {
        if (value.isTextual() || hasText(value)) {
            return named(value, map);
        }
        Target target = plain(value);
        return map == null ? target : map.remap(target, sourceNames);
    }

    private static boolean hasText(JsonNode value) {
        return value.isArray() && !value.isEmpty() && value.get(0).isTextual();
    }

    private static Target named(JsonNode value, @Nullable ClassMap map) {
        if (map == null) {
            throw new DatasetException("the label " + value + " is text: a class map is needed to number it");
        }
        if (value.isTextual()) {
            return new Target.Index(map.index(value.textValue()));
        }
        return new Target.Indices(
                items(value).map(item -> map.index(item.asText())).toList());
    }

    private Target plain(JsonNode value) {
        if (!value.isArray()) {
            return value.isNull() ? Target.NONE : new Target.Index(integer(value));
        }
        if (format == TargetFormat.INDICES) {
            return indices(value);
        }
        float[] values = new float[value.size()];
        for (int i = 0; i < values.length; i++) {
            JsonNode item = value.get(i);
            if (!item.isNumber() && !item.isBoolean()) {
                throw new DatasetException("a multihot label holds numbers, found " + item);
            }
            values[i] = item.isBoolean() ? (item.booleanValue() ? 1 : 0) : item.floatValue();
        }
        return new Target.Dense(values);
    }

    /** As PyTorch reads a list: truth values count as numbers beside numbers, but not alone. */
    private static Target indices(JsonNode list) {
        boolean numbers = list.isEmpty() || items(list).anyMatch(JsonNode::isIntegralNumber);
        JsonNode wrong = items(list)
                .filter(item -> !numbers || !item.isIntegralNumber() && !item.isBoolean())
                .findFirst()
                .orElse(null);
        if (wrong != null) {
            throw new DatasetException(
                    "a list of classes holds whole numbers, found " + wrong + "; values per class are multihot");
        }
        return new Target.Indices(items(list).map(TargetFields::integer).toList());
    }

    private static int integer(JsonNode value) {
        if (value.isBoolean()) {
            return value.booleanValue() ? 1 : 0;
        }
        if (!value.isNumber() || !value.canConvertToExactIntegral() || !value.canConvertToInt()) {
            throw new DatasetException("a label is a whole number, found " + value);
        }
        return value.intValue();
    }

    private static Stream<JsonNode> items(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
