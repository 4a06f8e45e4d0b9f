package io.github.timm4j.data.reader;

import io.github.timm4j.HubException;
import io.github.timm4j.weights.hub.HubClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The parquet files of a Hugging Face data set: a local folder, a single file, or {@code
 * owner/name[/folder][@revision]} on the hub, where the hub's own conversion to parquet stands in for a data set of
 * another kind.
 */
final class HfFiles {
    private static final String CONVERTED = "refs/convert/parquet";

    private final String name;
    private final Map<String, List<Shard>> splits = new LinkedHashMap<>();

    /** A file that is fetched when it is first needed. */
    @FunctionalInterface
    interface Shard {
        Path path() throws IOException;
    }

    /**
     * Lists the files.
     *
     * @throws DatasetException where there are none
     */
    static HfFiles find(String name, @Nullable Path root, @Nullable DatasetHub hub) throws IOException {
        HfFiles files = new HfFiles(name);
        Path local = root == null ? Path.of(name) : root.resolve(name);
        if (Files.isRegularFile(local)) {
            files.splits.put("train", List.of(() -> local));
        } else if (Files.isDirectory(local)) {
            List<String> found = new FileTree(local, file -> file.endsWith(".parquet")).list();
            files.add(HfSplits.of(found), file -> () -> local.resolve(file));
        } else if (Path.of(name).isAbsolute()) {
            throw new DatasetException("no folder or parquet file " + name);
        } else {
            files.addFromHub(hub == null ? DatasetHub.of(HubClient.fromEnvironment()) : hub);
        }
        if (files.splits.isEmpty()) {
            throw new DatasetException("no parquet files in data set " + name);
        }
        return files;
    }

    private HfFiles(String name) {
        this.name = name;
    }

    private void addFromHub(DatasetHub hub) {
        int at = name.indexOf('@');
        String path = at < 0 ? name : name.substring(0, at);
        String revision = at < 0 ? "main" : name.substring(at + 1);
        String[] parts = path.split("/", 3);
        if (parts.length < 2) {
            throw new IllegalArgumentException("a data set on the hub is owner/name, got " + name);
        }
        String repository = parts[0] + "/" + parts[1];
        String folder = parts.length > 2 ? parts[2] + "/" : "";
        if (!addRevision(hub, repository, revision, folder) && at < 0) {
            try {
                addRevision(hub, repository, CONVERTED, folder);
            } catch (HubException e) {
                throw new DatasetException("no parquet files in data set " + name + ", nor has the hub made any", e);
            }
        }
    }

    private boolean addRevision(DatasetHub hub, String repository, String revision, String folder) {
        List<String> files = hub.list(repository, revision).stream()
                .filter(file -> file.startsWith(folder))
                .toList();
        add(HfSplits.of(files), file -> () -> hub.fetch(repository, revision, file));
        return !splits.isEmpty();
    }

    private void add(Map<String, List<String>> found, Function<String, Shard> shard) {
        found.forEach(
                (split, files) -> splits.put(split, files.stream().map(shard).toList()));
    }

    /** The splits' names, and their files in order. */
    Map<String, List<Shard>> splits() {
        return splits;
    }

    /**
     * The files of one split.
     *
     * @throws DatasetException where it is unknown
     */
    List<Shard> split(String split) {
        List<Shard> files = splits.get(split);
        if (files == null) {
            throw new DatasetException("no split '" + split + "' in data set " + name + ", there are "
                    + String.join(", ", splits.keySet()));
        }
        return files;
    }
}
