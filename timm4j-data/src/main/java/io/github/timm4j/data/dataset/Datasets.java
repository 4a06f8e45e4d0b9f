package io.github.timm4j.data.dataset;

import io.github.timm4j.data.reader.IndexedReader;
import io.github.timm4j.data.reader.ReaderOptions;
import io.github.timm4j.data.reader.Readers;
import io.github.timm4j.data.reader.SampleReader;
import io.github.timm4j.data.reader.StreamedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Opens data sets by name, as timm.data.dataset_factory does. */
public final class Datasets {
    private static final List<String> TRAIN = List.of("train", "training");
    private static final List<String> EVAL = List.of("val", "valid", "validation", "eval", "evaluation");

    private static final Set<String> WITHOUT_SPLIT_FOLDERS = Set.of("hfds", "hfids", "tfds", "wds", "csv");

    private Datasets() {}

    /**
     * Opens a data set. Folders of pictures are searched for the split first: a folder of its name in the root, or of
     * another name for the same, is taken in the root's place.
     *
     * @param name as in {@link Readers#create}
     * @param root folder or file of the data set; may be null for Hugging Face data sets
     * @param options split, classes and columns, and how to stream
     * @param decoder of pictures
     * @param <X> kind of picture
     * @return an {@link ImageDataset}, or an {@link IterableImageDataset} for shards
     * @throws IllegalArgumentException where the root is needed and missing, or a data set of torchvision is named
     * @throws io.github.timm4j.data.reader.DatasetException where the data set is not as the options say
     */
    public static <X> VisionDataset<X> createDataset(
            String name, @Nullable Path root, ReaderOptions options, SampleDecoder<X> decoder) {
        Path found = root == null || !hasSplitFolders(name) ? root : searchSplit(root, options.split());
        return wrap(Readers.create(name, found, options), decoder);
    }

    /**
     * Opens a data set without looking for a folder of the split.
     *
     * @param name as in {@link Readers#create}
     * @param root folder or file of the data set; may be null for Hugging Face data sets
     * @param options split, classes and columns, and how to stream
     * @param decoder of pictures
     * @param <X> kind of picture
     * @return an {@link ImageDataset}, or an {@link IterableImageDataset} for shards
     * @throws IllegalArgumentException where the root is needed and missing, or a data set of torchvision is named
     * @throws io.github.timm4j.data.reader.DatasetException where the data set is not as the options say
     */
    public static <X> VisionDataset<X> createDatasetAt(
            String name, @Nullable Path root, ReaderOptions options, SampleDecoder<X> decoder) {
        return wrap(Readers.create(name, root, options), decoder);
    }

    private static boolean hasSplitFolders(String name) {
        int slash = name.indexOf('/');
        return slash < 0
                || !WITHOUT_SPLIT_FOLDERS.contains(name.substring(0, slash).toLowerCase(Locale.ROOT));
    }

    private static <X> VisionDataset<X> wrap(SampleReader reader, SampleDecoder<X> decoder) {
        return reader instanceof IndexedReader indexed
                ? ImageDataset.of(indexed, decoder)
                : IterableImageDataset.of((StreamedReader) reader, decoder);
    }

    /**
     * Looks for the folder of a split.
     *
     * @param root folder of a data set
     * @param split its name; what follows a bracket does not count
     * @return the folder of that name, else the first of another name for the same, else the root
     */
    public static Path searchSplit(Path root, String split) {
        if (!Files.isDirectory(root)) {
            return root;
        }
        int bracket = split.indexOf('[');
        String name = bracket < 0 ? split : split.substring(0, bracket);
        Path own = root.resolve(name);
        if (Files.exists(own)) {
            return own;
        }
        List<String> others = TRAIN.contains(name) ? TRAIN : EVAL.contains(name) ? EVAL : List.of();
        return others.stream()
                .map(root::resolve)
                .filter(Files::exists)
                .findFirst()
                .orElse(root);
    }
}
