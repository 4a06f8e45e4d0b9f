package io.github.timm4j.data.reader;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import io.github.timm4j.CorruptFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * WebDataset shards: tar files whose neighbouring members with one stem make a sample: a picture ({@code jpg;png;webp}
 * unless the input key says otherwise), its class number as {@code cls}, or its labels in {@code json}, where a
 * negative one drops its sample. Damaged shards and samples without picture or class number are passed over, logged and
 * counted. Source: timm.data.readers.reader_wds.
 */
public final class WdsReader implements StreamedReader {
    // the ending that timm gives to the names of samples
    private static final String NAME_ENDING = ".JPEG";

    private final Path root;
    private final WdsSplit split;
    private final List<String> inputs;
    private final @Nullable TargetFields fields;
    private final ClassMap sourceClasses;
    private final @Nullable ClassMap map;
    private final ShardedStream stream;
    private final SkipLog skips = new SkipLog();

    /**
     * Finds the shards of a split.
     *
     * @param root folder of the shards and their {@code _info.json}
     * @param options the split is a name from that file, or file names with lists in braces and, after a bar, the
     *     number of
     *     samples
     * @throws DatasetException where the split is unknown, or its size is and the options ask for training
     * @throws io.github.timm4j.CorruptFileException where the description is no JSON
     */
    public WdsReader(Path root, ReaderOptions options) {
        this.root = root;
        try {
            this.split = WdsSplit.of(root, options.split());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the description of " + root, e);
        }
        this.inputs = List.of(options.inputKey("jpg;png;webp").split(";", -1));
        TargetFields named = options.targetFields(split.labelField());
        this.fields = named.keys().equals(List.of("")) ? null : named;
        this.sourceClasses = named.classes();
        this.map = options.classMap() == null ? null : options.classMap().load(root);
        this.stream = new ShardedStream(new Shards(), options.stream(), split.samples(), root.toString());
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

    @Override
    public long skipped() {
        return skips.count();
    }

    private final class Shards implements ShardSource {
        @Override
        public int shards() {
            return split.shards().size();
        }

        @Override
        public Stream<Sample> open(int shard) {
            Path file = FileNames.resolve(root, split.shards().get(shard));
            Set<String> wanted = new HashSet<>(inputs);
            wanted.add(fields == null ? "cls" : "json");
            WdsGroups groups = new WdsGroups(file, wanted, skips::skip);
            return StreamSupport.stream(Spliterators.spliteratorUnknownSize(groups, Spliterator.ORDERED), false)
                    .onClose(groups::close)
                    .flatMap(group -> Stream.ofNullable(sample(group, file)));
        }
    }

    private @Nullable Sample sample(WdsGroups.Group group, Path shard) {
        String location = shard + "!" + group.key();
        JsonNode label = fields == null ? classNumber(group, location) : labelField(group, location, fields);
        byte[] picture = inputs.stream()
                .map(group.fields()::get)
                .filter(bytes -> bytes != null)
                .findFirst()
                .orElse(null);
        if (label == null || picture == null) {
            if (label != null) {
                skips.skip(location + ": no " + String.join(" or ", inputs), null);
            }
            return null;
        }
        if (fields != null && label.isIntegralNumber() && label.longValue() < 0) {
            return null;
        }
        TargetFields reader = fields == null ? TargetFields.parse("cls", TargetFormat.INDICES) : fields;
        try {
            Target target = reader.target(label, map, sourceClasses);
            return new Sample(group.key() + NAME_ENDING, location, picture, target);
        } catch (DatasetException e) {
            throw new DatasetException(location + ": " + e.getMessage(), e);
        }
    }

    private @Nullable JsonNode classNumber(WdsGroups.Group group, String location) {
        byte[] text = group.fields().get("cls");
        JsonNode number = text == null ? null : integer(new String(text, StandardCharsets.US_ASCII));
        if (number == null) {
            skips.skip(location + ": no class number", null);
        }
        return number;
    }

    /** The label in the JSON file; that the file or the field is missing is the caller's mistake, not damage. */
    private @Nullable JsonNode labelField(WdsGroups.Group group, String location, TargetFields keys) {
        byte[] text = group.fields().get("json");
        if (text == null) {
            throw new DatasetException(location + " has no json file for the label field " + keys.keys());
        }
        JsonNode value;
        try {
            value = keys.value(Json.parse(text, location + ".json"));
        } catch (DatasetException e) {
            throw new DatasetException(location + ".json: " + e.getMessage(), e);
        } catch (CorruptFileException | IOException e) {
            skips.skip(location, e);
            return null;
        }
        return value.isArray() ? value : scalar(value, location);
    }

    private @Nullable JsonNode scalar(JsonNode value, String location) {
        if (value.isNull() || value.isObject()) {
            throw new DatasetException(location + ".json: a label is a number or a list, found " + value);
        }
        JsonNode number = value.isTextual() ? integer(value.textValue()) : truncated(value);
        if (number == null) {
            skips.skip(location + ": the label is no number: " + value, null);
        }
        return number;
    }

    private static @Nullable JsonNode truncated(JsonNode value) {
        if (value.isBoolean()) {
            return IntNode.valueOf(value.booleanValue() ? 1 : 0);
        }
        return value.canConvertToInt() ? IntNode.valueOf(value.intValue()) : null;
    }

    /** As Python's int: underscores may stand between digits. */
    private static @Nullable JsonNode integer(String text) {
        String digits = Whitespace.strip(text).replaceAll("(?<=\\d)_(?=\\d)", "");
        try {
            return IntNode.valueOf(Integer.parseInt(digits));
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
