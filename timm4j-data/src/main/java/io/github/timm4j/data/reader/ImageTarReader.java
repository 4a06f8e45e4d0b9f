package io.github.timm4j.data.reader;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pictures in a tar file, in a folder of tar files, or in tar files inside a tar file, read in place without unpacking.
 * The last folder on the way to a picture is its class, where the name of a tar file in a folder or inside another
 * counts as a folder. Order: natural order of the names inside the tar files. Source:
 * timm.data.readers.reader_image_in_tar.
 */
public final class ImageTarReader implements IndexedReader {
    private static final Logger LOG = LoggerFactory.getLogger(ImageTarReader.class);
    private static final long KEEP_FROM = 10L << 30;

    private final Path folder;
    private final FileSlices slices = new FileSlices();
    private final List<TarImage> samples;
    private final ClassMap classes;
    private final long skipped;

    /**
     * Indexes tar files, or takes the index that lies beside them.
     *
     * @param root a tar file or a folder of tar files
     * @param options the class map, the index choice and, as input key, the file endings are used
     * @throws IllegalArgumentException where there is no tar file
     * @throws DatasetException where no picture is found
     * @throws io.github.timm4j.CorruptFileException where a tar file is damaged
     */
    public ImageTarReader(Path root, ReaderOptions options) {
        boolean single = Files.isRegularFile(root);
        this.folder = single ? Objects.requireNonNull(root.toAbsolutePath().getParent()) : root;
        try {
            List<Path> tars = single ? List.of(root) : tars(root);
            List<TarScan.Result> results = index(tars, single, options);
            this.skipped = results.stream().mapToLong(TarScan.Result::skipped).sum();
            Classified<TarImage> classified = Classified.of(
                    root,
                    results.stream().flatMap(result -> result.images().stream()).toList(),
                    TarImage::label,
                    TarImage::name,
                    options);
            this.classes = classified.classes();
            this.samples = classified.items();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read tar files of " + root, e);
        }
        if (skipped > 0) {
            LOG.warn("passed over {} members of {} that are no plain files or have unsafe names", skipped, root);
        }
    }

    private static List<Path> tars(Path root) throws IOException {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(root)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(root, "*.tar")) {
                files.forEach(found::add);
            }
        }
        found.removeIf(file -> file.getFileName().toString().startsWith("."));
        if (found.isEmpty()) {
            throw new IllegalArgumentException("no .tar files at " + root);
        }
        return NaturalSort.sort(
                found.stream().sorted().toList(), file -> file.getFileName().toString());
    }

    private List<TarScan.Result> index(List<Path> tars, boolean single, ReaderOptions options) throws IOException {
        ImageExtensions extensions = options.imageExtensions();
        Boolean keep = options.cacheIndex();
        if (keep == null) {
            keep = totalSize(tars) > KEEP_FROM;
        }
        if (!keep) {
            return scan(tars, single, extensions);
        }
        String name = FileNames.stem(
                (single ? tars.get(0) : folder.toAbsolutePath()).getFileName().toString());
        TarIndex index = new TarIndex(folder.resolve("_" + name + "_tarindex.bin"), tars, extensions);
        List<TarScan.Result> known = index.read();
        if (!known.isEmpty()) {
            return known;
        }
        List<TarScan.Result> scanned = scan(tars, single, extensions);
        index.write(scanned);
        return scanned;
    }

    private static long totalSize(List<Path> tars) throws IOException {
        long total = 0;
        for (Path tar : tars) {
            total += Files.size(tar);
        }
        return total;
    }

    private static List<TarScan.Result> scan(List<Path> tars, boolean single, ImageExtensions extensions)
            throws IOException {
        List<TarScan.Result> results = new ArrayList<>();
        for (Path tar : tars) {
            String label = single ? "" : FileNames.stem(tar.getFileName().toString());
            results.add(TarScan.scan(tar, label, extensions));
        }
        return results;
    }

    @Override
    public int size() {
        return samples.size();
    }

    @Override
    public Sample read(int index) throws IOException {
        TarImage image = samples.get(index);
        Path tar = folder.resolve(image.tar());
        String inside = image.inner().isEmpty() ? image.name() : image.inner() + "!" + image.name();
        byte[] bytes = slices.read(tar, image.offset(), image.size());
        return new Sample(image.name(), tar + "!" + inside, bytes, target(index));
    }

    @Override
    public Target target(int index) {
        return new Target.Index(classes.index(samples.get(index).label()));
    }

    @Override
    public String filename(int index, FilenameForm form) {
        String name = samples.get(index).name();
        return form == FilenameForm.BASENAME ? FileNames.base(name) : name;
    }

    @Override
    public ClassMap classes() {
        return classes;
    }

    @Override
    public long skipped() {
        return skipped;
    }

    @Override
    public void close() {
        slices.close();
    }
}
