package io.github.timm4j.data.reader;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a prepared TensorFlow data set says of itself.
 *
 * @param folder of its files
 * @param name of the data set
 * @param splits shard sizes by split
 * @param templates file names by split
 * @param features columns, empty where they are not described
 */
record TfdsInfo(
        Path folder, String name, Map<String, List<Long>> splits, Map<String, String> templates, JsonNode features) {
    private static final String FILE = "dataset_info.json";
    private static final String TEMPLATE = "{DATASET}-{SPLIT}.{FILEFORMAT}-{SHARD_X_OF_Y}";

    /**
     * Finds a data set below a root by {@code name}, {@code name/configuration} or either with {@code :version}; the
     * newest version unless one is given. The root may be the data set's own folder.
     *
     * @throws DatasetException where there is none, or its files are no TFRecords
     */
    static TfdsInfo find(Path root, String name) throws IOException {
        Path folder = folder(root, name);
        JsonNode info = Json.read(folder.resolve(FILE));
        String format = info.path("fileFormat").asText("tfrecord");
        if (!format.equals("tfrecord")) {
            throw new DatasetException(folder + " holds " + format + " files, only tfrecord can be read");
        }
        Map<String, List<Long>> splits = new LinkedHashMap<>();
        Map<String, String> templates = new LinkedHashMap<>();
        for (JsonNode split : info.path("splits")) {
            List<Long> lengths = new ArrayList<>();
            split.path("shardLengths").forEach(length -> lengths.add(length.asLong()));
            String splitName = split.path("name").asText();
            splits.put(splitName, List.copyOf(lengths));
            templates.put(splitName, split.path("filepathTemplate").asText(TEMPLATE));
        }
        Path described = folder.resolve("features.json");
        JsonNode features = Files.exists(described) ? Json.read(described) : Json.MAPPER.createObjectNode();
        return new TfdsInfo(folder, info.path("name").asText(), splits, templates, features);
    }

    private static Path folder(Path root, String name) throws IOException {
        int colon = name.indexOf(':');
        String version = colon < 0 ? "" : name.substring(colon + 1);
        Path base = root.resolve(colon < 0 ? name : name.substring(0, colon));
        if (!version.isEmpty()) {
            base = base.resolve(version);
        }
        for (Path candidate : List.of(root, base)) {
            if (Files.exists(candidate.resolve(FILE))) {
                return candidate;
            }
        }
        List<Path> versions = Files.isDirectory(base) ? below(base) : List.of();
        if (versions.isEmpty()) {
            throw new DatasetException("no prepared data set " + name + " below " + root + " (no " + FILE + ")");
        }
        return versions.get(versions.size() - 1);
    }

    private static List<Path> below(Path base) throws IOException {
        try (Stream<Path> folders = Files.list(base)) {
            return NaturalSort.sort(
                    folders.filter(folder -> Files.exists(folder.resolve(FILE))).toList(),
                    folder -> folder.getFileName().toString());
        }
    }

    /** The file of a shard. */
    Path shard(String split, int number) {
        int count = splits.getOrDefault(split, List.of()).size();
        String file = templates
                .getOrDefault(split, TEMPLATE)
                .replace("{DATASET}", name)
                .replace("{SPLIT}", split)
                .replace("{FILEFORMAT}", "tfrecord")
                .replace("{SHARD_X_OF_Y}", five(number) + "-of-" + five(count))
                .replace("{SHARD_INDEX}", five(number))
                .replace("{NUM_SHARDS}", five(count));
        return FileNames.resolve(folder, file);
    }

    private static String five(int number) {
        String digits = Integer.toString(number);
        return "0".repeat(Math.max(0, 5 - digits.length())) + digits;
    }

    /** The class names of a label, empty where they are not kept. */
    ClassMap classes(String field) throws IOException {
        for (String stem : List.of(field.replace('/', '.'), field.replace('/', '-'))) {
            Path names = folder.resolve(stem + ".labels.txt");
            if (Files.exists(names)) {
                return ClassMap.ofList(Files.readAllLines(names).stream()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .toList());
            }
        }
        return ClassMap.EMPTY;
    }

    /** Tells whether a field holds a list even where it has one value. */
    boolean isList(String field) {
        JsonNode node = features;
        for (String part : field.split("/", -1)) {
            if (node.has("sequence")) {
                return true;
            }
            node = node.path("featuresDict").path("features").path(part);
        }
        return node.has("sequence")
                || !node.path("tensor").path("shape").path("dimensions").isEmpty();
    }
}
