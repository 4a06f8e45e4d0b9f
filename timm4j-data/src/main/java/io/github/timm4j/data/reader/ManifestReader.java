package io.github.timm4j.data.reader;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.github.timm4j.CorruptFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Pictures that a CSV file lists, in its order: a column with paths below the root and, unless there are no labels, a
 * column with class numbers or names, several between semicolons. Tabs part the columns of a {@code .tsv} file. timm
 * has no such reader.
 */
public final class ManifestReader implements IndexedReader {
    private static final List<String> INPUTS = List.of("path", "image", "filename", "file_name", "file");
    private static final List<String> TARGETS = List.of("label", "target", "class", "class_name", "label_name");
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,9}");

    private final Path root;
    private final List<String> paths = new ArrayList<>();
    private final List<Target> targets = new ArrayList<>();
    private final ClassMap classes;

    /**
     * Reads a list.
     *
     * @param manifest the CSV file, with a heading
     * @param root folder that the paths start from
     * @param options class map, input key and target key are used; without keys the usual column names are looked for
     * @throws IllegalArgumentException where there is no such file
     * @throws DatasetException where a column is missing, a label does not fit or the list is empty
     */
    public ManifestReader(Path manifest, Path root, ReaderOptions options) {
        if (!Files.isRegularFile(manifest)) {
            throw new IllegalArgumentException("no list of pictures " + manifest);
        }
        this.root = root;
        List<ObjectNode> rows = rows(manifest);
        if (rows.isEmpty()) {
            throw new DatasetException(manifest + " lists no pictures");
        }
        String input = column(rows.get(0), options.inputKey(), INPUTS);
        if (input == null) {
            throw new DatasetException(manifest + " has no column for the picture: expected "
                    + (options.inputKey() == null ? String.join(", ", INPUTS) : options.inputKey()));
        }
        for (ObjectNode row : rows) {
            String path = row.get(input).asText();
            FileNames.resolve(root, path);
            paths.add(path);
        }
        this.classes = label(rows, manifest, options);
    }

    private static List<ObjectNode> rows(Path manifest) {
        boolean tabs = FileNames.extension(manifest.toString())
                .toLowerCase(Locale.ROOT)
                .equals(".tsv");
        List<ObjectNode> rows = new ArrayList<>();
        try (CsvReader<NamedCsvRecord> reader =
                CsvReader.builder().fieldSeparator(tabs ? '\t' : ',').ofNamedCsvRecord(manifest)) {
            for (NamedCsvRecord record : reader) {
                ObjectNode row = Json.MAPPER.createObjectNode();
                record.getFieldsAsMap().forEach(row::put);
                rows.add(row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + manifest, e);
        } catch (RuntimeException e) {
            throw new CorruptFileException(manifest + " is no CSV file: " + e.getMessage(), e);
        }
        return rows;
    }

    private static @Nullable String column(ObjectNode row, @Nullable String asked, List<String> usual) {
        List<String> names = asked == null || asked.isEmpty() ? usual : List.of(asked);
        return names.stream().filter(row::has).findFirst().orElse(null);
    }

    private ClassMap label(List<ObjectNode> rows, Path manifest, ReaderOptions options) {
        String asked = options.targetKey();
        String usual = column(rows.get(0), null, TARGETS);
        if (usual == null && (asked == null || asked.isEmpty())) {
            rows.forEach(row -> targets.add(Target.NONE));
            return ClassMap.EMPTY;
        }
        TargetFields fields = options.targetFields(usual == null ? "label" : usual);
        List<String> missing = fields.missing(rows.get(0), false);
        if (!missing.isEmpty()) {
            throw new DatasetException(manifest + " has no column for the label: " + missing);
        }
        List<JsonNode> values =
                rows.stream().map(row -> fields.value(typed(row))).toList();
        ClassMapSource given = options.classMap();
        ClassMap map = given == null ? named(values) : given.load(root);
        values.forEach(value -> targets.add(target(fields, value, map, manifest)));
        return map == null ? fields.classes() : map;
    }

    private Target target(TargetFields fields, JsonNode value, @Nullable ClassMap map, Path manifest) {
        try {
            return fields.target(value, map, fields.classes());
        } catch (DatasetException e) {
            throw new DatasetException(manifest + ", " + paths.get(targets.size()) + ": " + e.getMessage(), e);
        }
    }

    /** The classes of names, or null where the labels are numbers. */
    private static @Nullable ClassMap named(List<JsonNode> values) {
        List<String> names = new ArrayList<>();
        for (JsonNode value : values) {
            (value.isArray() ? (Iterable<JsonNode>) value : List.of(value)).forEach(item -> {
                if (item.isTextual()) {
                    names.add(item.textValue());
                }
            });
        }
        return names.isEmpty() ? null : ClassMap.ofSorted(names);
    }

    /** The row with numbers and lists in place of their text. */
    private static ObjectNode typed(ObjectNode row) {
        ObjectNode typed = Json.MAPPER.createObjectNode();
        row.properties()
                .forEach(cell -> typed.set(cell.getKey(), value(cell.getValue().textValue())));
        return typed;
    }

    private static JsonNode value(String cell) {
        if (!cell.contains(";")) {
            return scalar(cell);
        }
        ArrayNode list = Json.MAPPER.createArrayNode();
        for (String item : cell.split(";", -1)) {
            list.add(scalar(item));
        }
        return list;
    }

    private static JsonNode scalar(String cell) {
        String text = cell.strip();
        return NUMBER.matcher(text).matches()
                ? Json.MAPPER.getNodeFactory().numberNode(Integer.parseInt(text))
                : Json.MAPPER.getNodeFactory().textNode(text);
    }

    @Override
    public int size() {
        return paths.size();
    }

    @Override
    public Sample read(int index) throws IOException {
        Path file = root.resolve(paths.get(index));
        return new Sample(paths.get(index), file.toString(), Files.readAllBytes(file), target(index));
    }

    @Override
    public Target target(int index) {
        return targets.get(index);
    }

    @Override
    public String filename(int index, FilenameForm form) {
        String path = paths.get(index);
        return switch (form) {
            case RELATIVE -> path;
            case BASENAME -> FileNames.base(path);
            case ABSOLUTE -> root.resolve(path).toAbsolutePath().toString();
        };
    }

    @Override
    public ClassMap classes() {
        return classes;
    }
}
