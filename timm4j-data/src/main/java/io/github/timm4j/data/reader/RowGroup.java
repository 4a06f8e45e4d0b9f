package io.github.timm4j.data.reader;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A row group of a parquet file, whose columns are unpacked once, when first needed: labels and names into memory,
 * pictures into the spool. Parquet cannot give one row alone, and a shuffled epoch would unpack each group as often as
 * it has rows.
 */
final class RowGroup {
    private final ParquetTable table;
    private final int number;
    private final HfColumns columns;
    private final Spool spool;
    private @Nullable List<Target> targets;
    private @Nullable List<String> names;
    private @Nullable List<Spool.Entry> pictures;

    RowGroup(ParquetTable table, int number, HfColumns columns, Spool spool) {
        this.table = table;
        this.number = number;
        this.columns = columns;
        this.spool = spool;
    }

    int size() {
        return Math.toIntExact(table.rowGroups().get(number));
    }

    String location(int row) {
        return table.file() + ", row " + row + " of group " + number;
    }

    synchronized Target target(int row) throws IOException {
        List<Target> known = targets;
        if (known == null) {
            known = read(
                    columns.targetColumns(),
                    value -> columns.target(value, table.file().toString()));
            targets = known;
        }
        return known.get(row);
    }

    synchronized String name(int row) throws IOException {
        List<String> known = names;
        if (known == null) {
            List<String> wanted = columns.nameColumns();
            known = wanted.isEmpty() ? List.of() : read(wanted, columns::name);
            names = known;
        }
        return known.isEmpty() ? "" : known.get(row);
    }

    Sample sample(int row) throws IOException {
        String name = name(row);
        byte[] bytes = spool.read(picture(row));
        String location = location(row) + (name.isEmpty() ? "" : " (" + name + ")");
        if (bytes.length == 0) {
            bytes = HfColumns.file(name, table.file(), location);
        }
        return new Sample(name, location, bytes, target(row));
    }

    private synchronized Spool.Entry picture(int row) throws IOException {
        List<Spool.Entry> known = pictures;
        if (known == null) {
            known = read(columns.pictureColumns(), this::putAside);
            pictures = known;
        }
        return known.get(row);
    }

    private Spool.Entry putAside(JsonNode row) {
        try {
            return spool.write(columns.bytes(row));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot put aside pictures of " + table.file(), e);
        }
    }

    private <T> List<T> read(List<String> wanted, Function<JsonNode, T> value) throws IOException {
        List<T> values = new ArrayList<>();
        table.read(number, wanted, row -> values.add(value.apply(row)));
        return values;
    }
}
