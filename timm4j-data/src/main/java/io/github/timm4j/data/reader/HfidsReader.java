package io.github.timm4j.data.reader;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Hugging Face data sets in parquet files, streamed file by file: nothing is put aside, and files of the hub are
 * fetched when their turn comes, where the options say how many samples there are. Columns are as in {@link
 * HfdsReader}. Source: timm.data.readers.reader_hfids.
 */
public final class HfidsReader implements StreamedReader {
    private final List<HfFiles.Shard> shards = new ArrayList<>();
    private final HfColumns columns;
    private final ShardedStream stream;

    /**
     * Finds the files of a split.
     *
     * @param name folder or file below the root, or {@code owner/name[/folder][@revision]} on the hub
     * @param root folder that local names start from, or null for the working folder
     * @param options the split may join several, as in {@code train+test}, but not cut them
     * @throws DatasetException where the data set, the split or a column is missing, or the parquet library
     * @throws io.github.timm4j.CorruptFileException where a file is damaged
     */
    public HfidsReader(String name, @Nullable Path root, ReaderOptions options) {
        if (options.split().contains("[")) {
            throw new IllegalArgumentException("a streamed split cannot be cut, got " + options.split());
        }
        try {
            HfFiles files = HfFiles.find(name, root, options.hub());
            SplitSlices.names(options.split()).forEach(split -> shards.addAll(files.split(split)));
            Path folder = root == null ? Path.of("") : root;
            this.columns = new HfColumns(ParquetTable.open(shards.get(0).path()), options, folder);
            long samples = options.stream().numSamples() > 0 ? 0 : count();
            this.stream = new ShardedStream(new Shards(), options.stream(), samples, name);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read data set " + name, e);
        }
    }

    private long count() throws IOException {
        long rows = 0;
        for (HfFiles.Shard shard : shards) {
            rows += ParquetTable.open(shard.path()).rowGroups().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
        return rows;
    }

    @Override
    public long size() {
        return stream.size();
    }

    @Override
    public Stream<Sample> samples(int epoch) {
        return stream.samples(epoch);
    }

    @Override
    public ClassMap classes() {
        return columns.classes();
    }

    private final class Shards implements ShardSource {
        @Override
        public int shards() {
            return shards.size();
        }

        /** The rows of a file; one row group is in memory at a time. */
        @Override
        public Stream<Sample> open(int shard) {
            try {
                ParquetTable table = ParquetTable.open(shards.get(shard).path());
                return IntStream.range(0, table.rowGroups().size())
                        .boxed()
                        .flatMap(group -> rows(table, group).stream());
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read shard " + shard, e);
            }
        }
    }

    private List<Sample> rows(ParquetTable table, int group) {
        List<Sample> samples = new ArrayList<>();
        List<String> wanted = Stream.concat(columns.pictureColumns().stream(), columns.targetColumns().stream())
                .toList();
        try {
            table.read(group, wanted, row -> {
                String location = table.file() + ", row " + samples.size() + " of group " + group;
                try {
                    String name = columns.name(row);
                    byte[] bytes = columns.bytes(row);
                    byte[] found = bytes.length > 0 ? bytes : HfColumns.file(name, table.file(), location);
                    samples.add(new Sample(name, location, found, columns.target(row, location)));
                } catch (IOException e) {
                    throw new UncheckedIOException("cannot read " + location, e);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + table.file(), e);
        }
        return samples;
    }
}
