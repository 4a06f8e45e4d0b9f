package io.github.timm4j.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rows of named results: text, numbers, and lists of either. */
final class ResultTable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Map<String, Object>> rows;

    ResultTable(List<? extends Map<String, Object>> rows) {
        this.rows = List.copyOf(rows);
    }

    /** All columns in the order in which they first occur. */
    List<String> columns() {
        Set<String> columns = new LinkedHashSet<>();
        rows.forEach(row -> columns.addAll(row.keySet()));
        return List.copyOf(columns);
    }

    List<Map<String, Object>> rows() {
        return rows;
    }

    /** Whether a column has a value twice. */
    boolean repeats(String column) {
        return rows.stream().map(row -> row.get(column)).distinct().count() < rows.size();
    }

    /** A header and a line a row; lists in JSON's form. */
    String csv() {
        StringWriter text = new StringWriter();
        try (CsvWriter writer =
                CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
            List<String> columns = columns();
            writer.writeRecord(columns);
            for (Map<String, Object> row : rows) {
                writer.writeRecord(
                        columns.stream().map(column -> cell(row.get(column))).toList());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static String cell(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        return value instanceof List<?> ? compact(value) : value.toString();
    }

    /** A list of objects. */
    String json() {
        return pretty(rows) + "\n";
    }

    /** An object of objects, by the text of a column. */
    String jsonBy(String column) {
        Map<String, Object> indexed = new LinkedHashMap<>();
        for (Map<String, Object> row : rows) {
            Map<String, Object> rest = new LinkedHashMap<>(row);
            indexed.put(String.valueOf(rest.remove(column)), rest);
        }
        return pretty(indexed) + "\n";
    }

    /** An object a line. */
    String jsonRecords() {
        StringBuilder lines = new StringBuilder();
        rows.forEach(row -> lines.append(compact(row)).append('\n'));
        return lines.toString();
    }

    /** Columns and data apart. */
    String jsonSplit() {
        List<String> columns = columns();
        List<List<@Nullable Object>> data = new ArrayList<>();
        for (Map<String, Object> row : rows) {
            List<@Nullable Object> cells = new ArrayList<>();
            columns.forEach(column -> cells.add(row.get(column)));
            data.add(cells);
        }
        Map<String, Object> split = new LinkedHashMap<>();
        split.put("columns", columns);
        split.put("data", data);
        return pretty(split) + "\n";
    }

    static String pretty(Object value) {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(
                Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER));
        DefaultIndenter indent = new DefaultIndenter("    ", "\n");
        printer.indentArraysWith(indent);
        printer.indentObjectsWith(indent);
        return text(JSON.writer(printer), value);
    }

    private static String compact(Object value) {
        return text(JSON.writer(), value);
    }

    private static String text(ObjectWriter writer, Object value) {
        try {
            return writer.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
