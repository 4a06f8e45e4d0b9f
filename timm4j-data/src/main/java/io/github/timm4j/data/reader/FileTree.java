package io.github.timm4j.data.reader;

import java.io.File;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files below a folder, links followed, as paths with forward slashes in plain order. */
final class FileTree extends SimpleFileVisitor<Path> {
    private static final Logger LOG = LoggerFactory.getLogger(FileTree.class);

    private final Path root;
    private final Predicate<String> wanted;
    private final List<String> found = new ArrayList<>();

    FileTree(Path root, Predicate<String> wanted) {
        this.root = root;
        this.wanted = wanted;
    }

    List<String> list() throws IOException {
        Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, this);
        Collections.sort(found);
        return found;
    }

    /** Dangling links stay, as files that cannot be read; pipes and devices do not. */
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        String path = root.relativize(file).toString().replace(File.separatorChar, '/');
        if (wanted.test(path) && (attributes.isRegularFile() || attributes.isSymbolicLink())) {
            found.add(path);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
        if (e instanceof FileSystemLoopException) {
            LOG.warn("passed over {}: it links to a folder above", file);
            return FileVisitResult.CONTINUE;
        }
        // such as the lost+found of a disk of its own
        if (e instanceof AccessDeniedException) {
            LOG.warn("passed over {}: it may not be read", file);
            return FileVisitResult.CONTINUE;
        }
        throw e;
    }
}
