package io.github.timm4j.data.reader;

import com.fasterxml.jackson.databind.JsonNode;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.github.timm4j.CorruptFileException;
import io.github.timm4j.weights.PlainPickle;
import io.github.timm4j.weights.PlainValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads class maps from files. */
final class ClassMapFile {
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,9}");
    private static final Pattern HEADER = Pattern.compile("class|class_?name|name|label", Pattern.CASE_INSENSITIVE);

    private ClassMapFile() {}

    static Path find(String file, Path root) {
        for (Path candidate : List.of(Path.of(file), root.resolve(file))) {
            if (Files.exists(candidate)) {
                return candidate;
            }
        }
        throw new IllegalArgumentException("class map " + file + " is neither there nor below " + root);
    }

    static ClassMap load(Path file) {
        String extension =
                FileNames.extension(file.toString().replace('\\', '/')).toLowerCase(Locale.ROOT);
        try {
            return switch (extension) {
                case ".txt" -> text(file);
                case ".pkl" -> pickle(file);
                case ".json" -> json(file);
                case ".csv" -> csv(file);
                default ->
                    throw new IllegalArgumentException("a class map is a .txt, .pkl, .json or .csv file, got " + file);
            };
        } catch (CharacterCodingException e) {
            throw new CorruptFileException("class map " + file + " is not UTF-8", e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read class map " + file, e);
        }
    }

    private static ClassMap text(Path file) throws IOException {
        return ClassMap.ofList(
                Files.readAllLines(file).stream().map(Whitespace::strip).toList());
    }

    private static ClassMap pickle(Path file) throws IOException {
        if (!(PlainPickle.read(file) instanceof PlainValue.Dict dict)) {
            throw new CorruptFileException("class map " + file + " must hold a dictionary");
        }
        Map<String, Integer> names = new LinkedHashMap<>();
        Map<Integer, Integer> numbers = new LinkedHashMap<>();
        dict.items().forEach((key, value) -> {
            if (key instanceof PlainValue.Text name) {
                names.put(name.value(), integer(value, file));
            } else {
                numbers.put(integer(key, file), integer(value, file));
            }
        });
        return ClassMap.of(names, numbers);
    }

    private static int integer(PlainValue value, Path file) {
        if (value instanceof PlainValue.Int number && number.value().bitLength() < Integer.SIZE) {
            return number.value().intValue();
        }
        // to Python True and False are 1 and 0
        if (value instanceof PlainValue.Bool truth) {
            return truth.value() ? 1 : 0;
        }
        throw new CorruptFileException("class map " + file + " must hold names and whole numbers, found " + value);
    }

    private static ClassMap json(Path file) throws IOException {
        JsonNode root = Json.read(file);
        Entries entries = new Entries(file);
        if (root.isArray()) {
            for (JsonNode name : root) {
                entries.add(name.asText(), entries.size());
            }
        } else if (root.isObject()) {
            root.properties().forEach(e -> entries.add(e.getKey(), integer(e.getValue(), file)));
        } else {
            throw new CorruptFileException("class map " + file + " must hold a list of names or an object");
        }
        return entries.map();
    }

    private static int integer(JsonNode value, Path file) {
        if (!value.canConvertToInt() || !value.isIntegralNumber()) {
            throw new CorruptFileException("class map " + file + " must hold whole numbers, found " + value);
        }
        return value.intValue();
    }

    /** A name a row, numbered by place, or a name and its number; a heading is passed over. */
    private static ClassMap csv(Path file) throws IOException {
        List<CsvRecord> rows = new ArrayList<>();
        try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(file)) {
            reader.forEach(rows::add);
        } catch (RuntimeException e) {
            throw new CorruptFileException("class map " + file + " is no CSV file: " + e.getMessage(), e);
        }
        boolean heading = !rows.isEmpty() && isHeading(rows.get(0));
        Entries entries = new Entries(file);
        for (CsvRecord row : rows.subList(heading ? 1 : 0, rows.size())) {
            if (row.getFieldCount() == 1) {
                entries.add(row.getField(0), entries.size());
            } else if (NUMBER.matcher(row.getField(1).strip()).matches()) {
                entries.add(row.getField(0), Integer.parseInt(row.getField(1).strip()));
            } else {
                throw new CorruptFileException("class map " + file + ", line " + row.getStartingLineNumber()
                        + ": expected a number, found '" + row.getField(1) + "'");
            }
        }
        return entries.map();
    }

    private static boolean isHeading(CsvRecord row) {
        boolean known = HEADER.matcher(row.getField(0).strip()).matches();
        return row.getFieldCount() == 1
                ? known
                : !NUMBER.matcher(row.getField(1).strip()).matches();
    }

    /** Collects names; one that is a number stands for the data set's own number too. */
    private static final class Entries {
        private final Path file;
        private final Map<String, Integer> names = new LinkedHashMap<>();
        private final Map<Integer, Integer> numbers = new LinkedHashMap<>();

        Entries(Path file) {
            this.file = file;
        }

        int size() {
            return names.size();
        }

        void add(String name, int index) {
            if (index < 0) {
                throw new CorruptFileException("class map " + file + ": the number of '" + name + "' is negative");
            }
            names.put(name, index);
            if (NUMBER.matcher(name).matches()) {
                numbers.put(Integer.valueOf(name), index);
            }
        }

        ClassMap map() {
            return ClassMap.of(names, numbers);
        }
    }
}
