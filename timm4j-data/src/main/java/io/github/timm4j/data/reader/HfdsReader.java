package io.github.timm4j.data.reader;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Hugging Face data sets in parquet files, by row number: a local folder or file, or a data set on the hub. The picture
 * is the column {@code image} and the label {@code label} unless the options name others; class names come from the
 * description in the files. Pictures are unpacked once, into a temporary file. Source: timm.data.readers.reader_hfds.
 */
public final class HfdsReader implements IndexedReader {
    private final Spool spool = new Spool();
    private final NavigableMap<Integer, Run> runs = new TreeMap<>();
    private final HfColumns columns;
    private final int size;

    /** Neighbouring rows of one row group. */
    private record Run(RowGroup group, int from) {}

    /**
     * Finds the rows of a split.
     *
     * @param name folder or file below the root, or {@code owner/name[/folder][@revision]} on the hub
     * @param root folder that local names start from, or null for the working folder
     * @param options the split may be cut and joined, as in {@code train[:10%]+test}
     * @throws DatasetException where the data set, the split or a column is missing, or the parquet library
     * @throws io.github.timm4j.CorruptFileException where a file is damaged
     */
    public HfdsReader(String name, @Nullable Path root, ReaderOptions options) {
        try {
            HfFiles files = HfFiles.find(name, root, options.hub());
            Map<String, List<ParquetTable>> tables = new LinkedHashMap<>();
            for (String split : SplitSlices.names(options.split())) {
                for (String known : split.equals("all") ? files.splits().keySet() : List.of(split)) {
                    tables.put(known, open(files.split(known)));
                }
            }
            Path folder = root == null ? Path.of("") : root;
            ParquetTable first = tables.values().iterator().next().get(0);
            this.columns = new HfColumns(first, options, folder);
            this.size = addRuns(tables, options.split());
        } catch (IOException e) {
            spool.close();
            throw new UncheckedIOException("cannot read data set " + name, e);
        } catch (RuntimeException e) {
            spool.close();
            throw e;
        }
    }

    private static List<ParquetTable> open(List<HfFiles.Shard> shards) throws IOException {
        List<ParquetTable> tables = new ArrayList<>();
        for (HfFiles.Shard shard : shards) {
            tables.add(ParquetTable.open(shard.path()));
        }
        return tables;
    }

    private int addRuns(Map<String, List<ParquetTable>> tables, String split) {
        Map<String, List<RowGroup>> groups = new LinkedHashMap<>();
        Map<String, Long> sizes = new LinkedHashMap<>();
        tables.forEach((name, files) -> {
            groups.put(name, files.stream().flatMap(this::groups).toList());
            sizes.put(name, groups.get(name).stream().mapToLong(RowGroup::size).sum());
        });
        int total = 0;
        for (SplitSlices.Slice slice : SplitSlices.parse(split, sizes)) {
            long start = 0;
            for (RowGroup group : groups.getOrDefault(slice.split(), List.of())) {
                int from = (int) Math.max(0, slice.from() - start);
                int to = (int) Math.min(group.size(), slice.to() - start);
                if (from < to) {
                    runs.put(total, new Run(group, from));
                    total = Math.addExact(total, to - from);
                }
                start += group.size();
            }
        }
        if (total == 0) {
            throw new DatasetException("split " + split + " has no rows");
        }
        return total;
    }

    private Stream<RowGroup> groups(ParquetTable table) {
        return IntStream.range(0, table.rowGroups().size())
                .mapToObj(number -> new RowGroup(table, number, columns, spool));
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Sample read(int index) throws IOException {
        return at(index, RowGroup::sample);
    }

    @Override
    public Target target(int index) {
        try {
            return at(index, RowGroup::target);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the label of row " + index, e);
        }
    }

    @Override
    public String filename(int index, FilenameForm form) {
        try {
            String name = at(index, RowGroup::name);
            return form == FilenameForm.BASENAME ? FileNames.base(name) : name;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the name of row " + index, e);
        }
    }

    /** What a row group gives for a row. */
    @FunctionalInterface
    private interface Column<T> {
        T get(RowGroup group, int row) throws IOException;
    }

    private <T> T at(int index, Column<T> column) throws IOException {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("row " + index + " of " + size);
        }
        Map.Entry<Integer, Run> found = runs.floorEntry(index);
        return column.get(found.getValue().group, found.getValue().from + index - found.getKey());
    }

    Spool spool() {
        return spool;
    }

    @Override
    public ClassMap classes() {
        return columns.classes();
    }

    @Override
    public void close() {
        spool.close();
    }
}
