package io.github.timm4j.loss;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.timm4j.CorruptFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads weights from text, files and JSON. */
final class WeightText {
    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");
    private static final Pattern PART = Pattern.compile("[^\\s,]+");

    private WeightText() {}

    /** Numbers of a text that is a list or names a file. */
    static float[] read(String value, String key) {
        Path file = file(value);
        if (file == null) {
            return list(value);
        }
        try {
            String content = Files.readString(file);
            return value.endsWith(".json") ? json(file, content, key) : list(content);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the weights of " + file, e);
        }
    }

    static float[] numbers(JsonNode node) {
        List<Float> values = new ArrayList<>();
        for (JsonNode element : node.isArray() ? node : List.of(node)) {
            if (!element.isNumber()) {
                throw new IllegalArgumentException("expected numbers, found " + element);
            }
            values.add(element.floatValue());
        }
        return floats(values);
    }

    private static @Nullable Path file(String value) {
        try {
            Path file = Path.of(value);
            return Files.isRegularFile(file) ? file : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static float[] json(Path file, String content, String key) {
        JsonNode tree;
        try {
            tree = new ObjectMapper().readTree(content);
        } catch (JsonProcessingException e) {
            throw new CorruptFileException("weight file " + file + " is not JSON", e);
        }
        if (!tree.isObject()) {
            return numbers(tree);
        }
        if (!tree.has(key)) {
            List<String> names = new ArrayList<>();
            tree.fieldNames().forEachRemaining(names::add);
            throw new IllegalArgumentException("weight file " + file + " has no '" + key + "', only " + names
                    + "; weights computed for another argument of the loss belong to that argument");
        }
        return numbers(tree.get(key));
    }

    private static float[] list(String text) {
        List<Float> values = new ArrayList<>();
        for (MatchResult part : PART.matcher(text).results().toList()) {
            if (!NUMBER.matcher(part.group()).matches()) {
                throw new IllegalArgumentException(
                        "'" + part.group() + "' is neither a number nor a file with weights");
            }
            values.add(Float.parseFloat(part.group()));
        }
        return floats(values);
    }

    static float[] floats(List<Float> values) {
        float[] array = new float[values.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = values.get(i);
        }
        return array;
    }
}
