package io.github.timm4j.data.reader;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the reader for a data set by its name, as timm.data.readers.reader_factory does. */
public final class Readers {
    private Readers() {}

    /**
     * Opens a data set.
     *
     * <table>
     * <caption>Names; the part before the slash in any case</caption>
     * <tr><th>name</th><th>data set</th></tr>
     * <tr><td>{@code hfds/NAME}</td><td>Hugging Face parquet files by row: a folder, or a data set on the hub</td></tr>
     * <tr><td>{@code hfids/NAME}</td><td>the same, streamed</td></tr>
     * <tr><td>{@code tfds/NAME}</td><td>TFRecord shards that TensorFlow Datasets prepared below the root</td></tr>
     * <tr><td>{@code wds/}</td><td>WebDataset shards in the root</td></tr>
     * <tr><td>{@code csv/FILE}</td><td>pictures that a CSV file below the root lists</td></tr>
     * <tr><td>{@code tar}</td><td>tar files in the root</td></tr>
     * <tr><td>anything else</td><td>a root that is a tar file or a CSV file, else folders of pictures</td></tr>
     * </table>
     *
     * @param name as above
     * @param root folder or file of the data set; may be null for Hugging Face data sets
     * @param options what to read
     * @return an open reader
     * @throws IllegalArgumentException where the root is needed and missing, or a data set of torchvision is named
     * @throws DatasetException where the data set is not as the options say
     */
    public static SampleReader create(String name, @Nullable Path root, ReaderOptions options) {
        int slash = name.indexOf('/');
        String kind = slash < 0 ? "" : name.substring(0, slash).toLowerCase(Locale.ROOT);
        String rest = name.substring(slash + 1);
        return switch (kind) {
            case "hfds" -> new HfdsReader(rest, root, options);
            case "hfids" -> new HfidsReader(rest, root, options);
            case "tfds" -> new TfdsReader(existing(root), rest, options);
            case "wds" -> new WdsReader(existing(root), options);
            case "csv" -> new ManifestReader(existing(root).resolve(rest), existing(root), options);
            case "torch" ->
                throw new IllegalArgumentException("'" + name + "' is a data set of torchvision, which is not part of "
                        + "this library: write it out as a folder of pictures, or take it from the hub by hfds/");
            default -> files(existing(root), name.equalsIgnoreCase("tar"), options);
        };
    }

    private static IndexedReader files(Path root, boolean tars, ReaderOptions options) {
        String extension =
                FileNames.extension(root.toString().replace('\\', '/')).toLowerCase(Locale.ROOT);
        if (tars || (Files.isRegularFile(root) && extension.equals(".tar"))) {
            return new ImageTarReader(root, options);
        }
        if (Files.isRegularFile(root) && (extension.equals(".csv") || extension.equals(".tsv"))) {
            return new ManifestReader(root, root.toAbsolutePath().resolveSibling(""), options);
        }
        return new ImageFolderReader(root, options);
    }

    private static Path existing(@Nullable Path root) {
        if (root == null || !Files.exists(root)) {
            throw new IllegalArgumentException("the root of the data set does not exist: " + root);
        }
        return root;
    }
}
