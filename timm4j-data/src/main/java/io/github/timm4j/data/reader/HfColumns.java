package io.github.timm4j.data.reader;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The columns of picture and label, and how their values become a sample. A picture is a column of bytes, or of bytes
 * with a path; without bytes the path is a file beside the parquet file.
 */
final class HfColumns {
    private final String input;
    private final TargetFields fields;
    private final ClassMap sourceClasses;
    private final @Nullable ClassMap map;
    private final boolean plainBytes;

    /**
     * Finds the columns in the first file.
     *
     * @throws DatasetException where one is missing
     */
    HfColumns(ParquetTable table, ReaderOptions options, Path root) throws IOException {
        this.input = options.inputKey("image");
        this.fields = options.targetFields("label");
        JsonNode features = HfFeatures.of(table);
        List<String> needed =
                Stream.concat(Stream.of(input), targetColumns().stream()).toList();
        for (String column : needed) {
            if (!table.has(column)) {
                throw new DatasetException("no column '" + column + "' in " + table.file() + ", there are "
                        + String.join(", ", table.columns()));
            }
        }
        this.plainBytes = !table.has(input + "/bytes");
        this.sourceClasses = fields.several()
                ? fields.classes()
                : HfFeatures.classes(features, fields.keys().get(0));
        this.map = options.classMap() == null ? null : options.classMap().load(root);
    }

    /** The columns of the label: of a path into a column the whole column. */
    List<String> targetColumns() {
        return fields.keys().stream()
                .map(key -> key.replaceFirst("/.*", ""))
                .distinct()
                .toList();
    }

    /** The columns of the picture. */
    List<String> pictureColumns() {
        return plainBytes ? List.of(input) : List.of(input + "/bytes", input + "/path");
    }

    /** The columns of the picture's name, none where it has no name. */
    List<String> nameColumns() {
        return plainBytes ? List.of() : List.of(input + "/path");
    }

    ClassMap classes() {
        return map == null ? sourceClasses : map;
    }

    Target target(JsonNode row, String location) {
        try {
            return fields.target(fields.value(row), map, sourceClasses);
        } catch (DatasetException e) {
            throw new DatasetException(location + ": " + e.getMessage(), e);
        }
    }

    /** The name of the picture, empty where it has none. */
    String name(JsonNode row) {
        return row.path(input).path("path").asText("");
    }

    /** The picture's bytes, empty where the row has none. */
    byte[] bytes(JsonNode row) throws IOException {
        JsonNode picture = plainBytes ? row.path(input) : row.path(input).path("bytes");
        byte[] bytes = picture.binaryValue();
        return bytes == null ? new byte[0] : bytes;
    }

    /** The picture as a file beside the parquet file, for a row without bytes. */
    static byte[] file(String name, Path parquet, String location) throws IOException {
        if (name.isEmpty() || !FileNames.staysInside(name)) {
            throw new IOException(location + " has neither bytes nor a path below the data set: '" + name + "'");
        }
        return Files.readAllBytes(parquet.resolveSibling(name));
    }
}
