package io.github.timm4j.data.reader;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Pictures in folders: the name of the folder that holds a picture is its class, however deep it lies. Order: natural
 * order of the paths. Source: timm.data.readers.reader_image_folder.
 */
public final class ImageFolderReader implements IndexedReader {
    private final Path root;
    private final List<Found> samples;
    private final ClassMap classes;

    private record Found(String path, int target) {}

    /**
     * Walks a folder; links are followed.
     *
     * @param root an existing folder
     * @param options the class map and, as input key, the file endings are used
     * @throws IllegalArgumentException where the folder or the class map is missing
     * @throws DatasetException where no picture is found
     */
    public ImageFolderReader(Path root, ReaderOptions options) {
        if (!Files.isDirectory(root)) {
            throw new IllegalArgumentException("no image folder " + root);
        }
        this.root = root;
        Classified<String> classified = Classified.of(
                root, walk(root, options.imageExtensions()), ImageFolderReader::label, path -> path, options);
        this.classes = classified.classes();
        this.samples = classified.items().stream()
                .map(path -> new Found(path, classes.index(label(path))))
                .toList();
    }

    private static List<String> walk(Path root, ImageExtensions extensions) {
        FileTree tree = new FileTree(root, extensions::match);
        try {
            return tree.list();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + root, e);
        }
    }

    private static String label(String path) {
        return FileNames.base(FileNames.folder(path));
    }

    @Override
    public int size() {
        return samples.size();
    }

    @Override
    public Sample read(int index) throws IOException {
        Found found = samples.get(index);
        Path file = root.resolve(found.path);
        return new Sample(found.path, file.toString(), Files.readAllBytes(file), target(index));
    }

    @Override
    public Target target(int index) {
        return new Target.Index(samples.get(index).target);
    }

    @Override
    public String filename(int index, FilenameForm form) {
        String path = samples.get(index).path;
        return switch (form) {
            case RELATIVE -> path;
            case BASENAME -> FileNames.base(path);
            case ABSOLUTE -> root.resolve(path).toAbsolutePath().toString();
        };
    }

    @Override
    public ClassMap classes() {
        return classes;
    }
}
