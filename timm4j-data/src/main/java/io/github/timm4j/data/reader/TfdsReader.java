package io.github.timm4j.data.reader;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.timm4j.CorruptFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Data sets that TensorFlow Datasets has prepared: TFRecord shards of {@code tf.train.Example} with their description,
 * read without TensorFlow. The picture is the feature {@code image} and the label {@code label} unless the options name
 * others. A damaged record is an error. Source: timm.data.readers.reader_tfds.
 */
public final class TfdsReader implements StreamedReader {
    private static final List<String> NAMES = List.of("file_name", "filename", "id");

    private final TfdsInfo info;
    private final List<Part> parts = new ArrayList<>();
    private final String input;
    private final TargetFields fields;
    private final ClassMap sourceClasses;
    private final @Nullable ClassMap map;
    private final ShardedStream stream;

    /** Some records of a shard. */
    private record Part(Path file, long from, long to) {}

    /**
     * Finds the shards of a split.
     *
     * @param root folder of prepared data sets
     * @param name {@code name}, {@code name/configuration}, either with {@code :version}
     * @param options the split may be cut and joined, as in {@code train[:10%]+test}
     * @throws DatasetException where the data set, the split or a label field is unknown
     * @throws CorruptFileException where the description is no JSON
     */
    public TfdsReader(Path root, String name, ReaderOptions options) {
        this.input = options.inputKey("image");
        this.fields = options.targetFields("label");
        long samples = 0;
        try {
            this.info = TfdsInfo.find(root, name);
            this.sourceClasses = fields.several()
                    ? fields.classes()
                    : info.classes(fields.keys().get(0));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the description of " + name + " in " + root, e);
        }
        Map<String, Long> sizes = new LinkedHashMap<>();
        info.splits()
                .forEach((split, lengths) -> sizes.put(
                        split, lengths.stream().mapToLong(Long::longValue).sum()));
        for (SplitSlices.Slice slice : SplitSlices.parse(options.split(), sizes)) {
            samples += slice.size();
            addParts(slice);
        }
        this.map = options.classMap() == null ? null : options.classMap().load(root);
        this.stream = new ShardedStream(
                new Shards(), options.stream(), samples, info.folder().toString());
    }

    private void addParts(SplitSlices.Slice slice) {
        List<Long> lengths = info.splits().getOrDefault(slice.split(), List.of());
        long start = 0;
        for (int shard = 0; shard < lengths.size(); shard++) {
            long from = Math.max(0, slice.from() - start);
            long to = Math.min(lengths.get(shard), slice.to() - start);
            if (from < to) {
                parts.add(new Part(info.shard(slice.split(), shard), from, to));
            }
            start += lengths.get(shard);
        }
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
        return map == null ? sourceClasses : map;
    }

    private final class Shards implements ShardSource {
        @Override
        public int shards() {
            return parts.size();
        }

        @Override
        public Stream<Sample> open(int shard) {
            PartRecords records = new PartRecords(parts.get(shard));
            return StreamSupport.stream(Spliterators.spliteratorUnknownSize(records, Spliterator.ORDERED), false)
                    .onClose(records::close);
        }
    }

    /** The samples of a part; a shard that ends before its part does is an error. */
    private final class PartRecords implements Iterator<Sample> {
        private final Part part;
        private final TfRecords records;
        private long place;

        PartRecords(Part part) {
            this.part = part;
            this.place = part.from;
            try {
                this.records = new TfRecords(part.file);
                records.skip(part.from);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + part.file, e);
            }
        }

        @Override
        public boolean hasNext() {
            return place < part.to;
        }

        @Override
        public Sample next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            String location = part.file + ", record " + place;
            try {
                byte[] record = records.next();
                if (record == null) {
                    throw new CorruptFileException(
                            part.file + " ends after " + place + " records, " + part.to + " were promised");
                }
                place++;
                return sample(new TfExample(record), location);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + location, e);
            }
        }

        void close() {
            try {
                records.close();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot close " + part.file, e);
            }
        }
    }

    private Sample sample(TfExample example, String location) {
        byte[] picture = example.bytes(input);
        if (picture == null) {
            throw new DatasetException(
                    location + " has no picture '" + input + "', there are " + String.join(", ", example.names()));
        }
        ObjectNode label = Json.MAPPER.createObjectNode();
        for (String key : fields.keys()) {
            if (example.names().contains(key)) {
                label.set(key, label(example, key));
            }
        }
        try {
            Target target = fields.target(fields.value(label), map, sourceClasses);
            return new Sample(name(example, location), location, picture, target);
        } catch (DatasetException e) {
            throw new DatasetException(location + ": " + e.getMessage(), e);
        }
    }

    private JsonNode label(TfExample example, String key) {
        ArrayNode values = example.values(key);
        return values.size() == 1 && !info.isList(key) ? values.get(0) : values;
    }

    private static String name(TfExample example, String location) {
        for (String key : NAMES) {
            byte[] name = example.bytes(key);
            if (name != null) {
                return new String(name, StandardCharsets.UTF_8);
            }
        }
        return location;
    }
}
