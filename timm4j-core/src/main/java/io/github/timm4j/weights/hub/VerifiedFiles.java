package io.github.timm4j.weights.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells whole files from damaged ones. A file is hashed when it is first used and when its size or time has changed;
 * the result is noted beside the repository's blobs in {@code .verified}, where the Python client does not look.
 */
final class VerifiedFiles {
    private static final Map<Path, Seal> SEEN = new ConcurrentHashMap<>();

    private final Path notes;

    VerifiedFiles(Path repoFolder) {
        this.notes = repoFolder.resolve(".verified");
    }

    /** That a file with this hash, size and time was hashed whole. */
    private record Seal(String etag, long size, long time) {
        static Seal of(String etag, BasicFileAttributes attributes) {
            return new Seal(
                    etag, attributes.size(), attributes.lastModifiedTime().toMillis());
        }

        static @Nullable Seal parse(String text) {
            String[] words = text.strip().split(" ", -1);
            boolean valid = words.length == 3 && words[1].matches("\\d{1,18}") && words[2].matches("-?\\d{1,18}");
            return valid ? new Seal(words[0], Long.parseLong(words[1]), Long.parseLong(words[2])) : null;
        }

        String text() {
            return etag + " " + size + " " + time;
        }
    }

    /**
     * Whether a file is there with the content it must have.
     *
     * @param file the content, not a link to it
     * @param name below the repository's folder, for the note
     * @param etag hash, or null where the hub was not asked and the name does not tell
     * @param size bytes, or -1 where the hub was not asked
     */
    boolean whole(Path file, String name, @Nullable String etag, long size) throws IOException {
        BasicFileAttributes attributes = attributes(file);
        if (attributes == null || (size >= 0 && attributes.size() != size)) {
            return false;
        }
        Seal noted = noted(file, name);
        String tag = etag != null ? etag : noted == null ? "" : noted.etag;
        Seal present = Seal.of(tag, attributes);
        if (present.equals(noted)) {
            return true;
        }
        Optional<ContentHash> hash = ContentHash.ofEtag(tag);
        if (hash.isEmpty()) {
            return size >= 0 || noted == null || noted.size == present.size;
        }
        if (!hash.get().matches(file)) {
            return false;
        }
        note(file, name, present);
        return true;
    }

    /** Notes a file that was hashed just now, before it became visible. */
    void seal(Path file, String name, String etag) {
        BasicFileAttributes attributes = attributes(file);
        if (attributes != null) {
            note(file, name, Seal.of(etag, attributes));
        }
    }

    private static @Nullable BasicFileAttributes attributes(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.isRegularFile() ? attributes : null;
        } catch (IOException e) {
            return null;
        }
    }

    private @Nullable Seal noted(Path file, String name) {
        Seal seen = SEEN.get(file.toAbsolutePath());
        if (seen != null) {
            return seen;
        }
        try {
            return Seal.parse(Files.readString(notes.resolve(name)));
        } catch (IOException e) {
            return null;
        }
    }

    /** A note that cannot be written, as in a read-only cache, only means that the next process hashes again. */
    private void note(Path file, String name, Seal seal) {
        SEEN.put(file.toAbsolutePath(), seal);
        try {
            Path note = notes.resolve(name);
            Folders.make(Folders.of(note));
            Files.writeString(note, seal.text());
        } catch (IOException e) {
            // hashed again then
        }
    }
}
