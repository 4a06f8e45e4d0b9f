package io.github.timm4j.weights.hub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The cache folder in the Python client's layout: refs, blobs, snapshots of links, and notes of missing files. */
final class HubCache {
    private static final String TAG = """
            Signature: 8a477f597d28d172789f06886806bc55
            # Downloaded files that can be fetched again; see https://bford.info/cachedir/
            """;

    private final Path root;

    HubCache(Path root) {
        this.root = root;
    }

    /** A usable copy, or why there is none. */
    record Lookup(@Nullable Path path, String trouble) {
        static Lookup failed(String trouble) {
            return new Lookup(null, trouble);
        }
    }

    Path root() {
        return root;
    }

    Path folder(HubRepo repo) {
        return root.resolve(folderName(repo));
    }

    Path blobs(HubRepo repo) {
        return folder(repo).resolve("blobs");
    }

    Path blob(HubRepo repo, String etag) {
        return blobs(repo).resolve(etag);
    }

    Path pointer(HubFile file, String commit) {
        return folder(file.repo()).resolve("snapshots").resolve(commit).resolve(file.path());
    }

    Path lock(HubRepo repo, String etag) {
        return root.resolve(".locks").resolve(folderName(repo)).resolve(etag + ".lock");
    }

    private static String folderName(HubRepo repo) {
        return repo.type().plural() + "--" + repo.id().replace("/", "--");
    }

    private Path ref(HubRepo repo) {
        return folder(repo).resolve("refs").resolve(repo.revision());
    }

    private Path absence(HubFile file, String commit) {
        return folder(file.repo()).resolve(".no_exist").resolve(commit).resolve(file.path());
    }

    /** The commit that a revision stood for when the hub was last asked. */
    Optional<String> commit(HubRepo repo) {
        return repo.pinned() ? Optional.of(repo.revision()) : readRef(repo).filter(HubRepo::isCommit);
    }

    private Optional<String> readRef(HubRepo repo) {
        try {
            return Optional.of(Files.readString(ref(repo)).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether the hub has said that the revision's commit lacks the file. */
    boolean knownAbsent(HubFile file) {
        return commit(file.repo())
                .map(commit -> Files.exists(absence(file, commit)))
                .orElse(false);
    }

    /** Looks for a copy without asking the hub. */
    Lookup lookup(HubFile file) throws IOException {
        HubRepo repo = file.repo();
        Optional<String> commit = commit(repo);
        if (commit.isEmpty()) {
            return Lookup.failed(readRef(repo)
                    .map(text -> "the cached reference " + ref(repo) + " is damaged: expected 40 hex digits, found '"
                            + text.substring(0, Math.min(60, text.length())) + "'")
                    .orElse("the cache " + root + " knows no commit of revision '" + repo.revision() + "'"));
        }
        Path pointer = pointer(file, commit.get());
        if (!Files.exists(pointer, LinkOption.NOFOLLOW_LINKS)) {
            return Lookup.failed("the cache " + root + " does not have it at commit " + commit.get());
        }
        if (!Files.exists(pointer)) {
            return Lookup.failed("the cached " + pointer + " links to a missing file");
        }
        return whole(file, pointer, null, -1)
                ? new Lookup(pointer, "")
                : Lookup.failed("the cached " + pointer + " is damaged: its content does not have the hash or the size"
                        + " that it was stored with");
    }

    /** Whether a snapshot's entry is there, leads to the right blob and has the right content. */
    boolean whole(HubFile file, Path pointer, @Nullable String etag, long size) throws IOException {
        VerifiedFiles verified = new VerifiedFiles(folder(file.repo()));
        if (!Files.isSymbolicLink(pointer)) {
            return verified.whole(pointer, name(file, pointer), etag, size);
        }
        Path blob = pointer.resolveSibling(Files.readSymbolicLink(pointer)).normalize();
        String tag = blob.getFileName().toString();
        return (etag == null || etag.equals(tag)) && verified.whole(blob, "blobs/" + tag, tag, size);
    }

    boolean wholeBlob(HubRepo repo, String etag, long size) throws IOException {
        return new VerifiedFiles(folder(repo)).whole(blob(repo, etag), "blobs/" + etag, etag, size);
    }

    /** Notes that a blob or a snapshot's own copy was hashed. */
    void seal(HubFile file, Path stored, String etag) {
        new VerifiedFiles(folder(file.repo())).seal(stored, name(file, stored), etag);
    }

    private String name(HubFile file, Path stored) {
        return folder(file.repo()).relativize(stored).toString();
    }

    /** Notes that a commit lacks a file; best effort, as the note only saves a request. */
    void rememberAbsent(HubFile file, String commit) {
        Path marker = absence(file, commit);
        try {
            Folders.make(Folders.of(marker));
            if (!Files.exists(marker)) {
                Files.createFile(marker);
            }
            rememberCommit(file.repo(), commit);
        } catch (IOException e) {
            // asked again then
        }
    }

    /** Notes which commit a branch or tag stands for; nothing is written where that is known already. */
    void rememberCommit(HubRepo repo, String commit) throws IOException {
        if (commit.equals(repo.revision())
                || readRef(repo).filter(commit::equals).isPresent()) {
            return;
        }
        write(repo, ref(repo), commit);
    }

    /** Writes a small file of a repository so that readers see the old or the new one, never half of it. */
    void write(HubRepo repo, Path target, String text) throws IOException {
        try (PartFile part = PartFile.create(blobs(repo), "note")) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                part.channel().write(bytes);
            }
            part.publish(target);
        }
    }

    /** Marks the cache for backup programs, which skip such folders. */
    void tag() {
        Path tag = root.resolve("CACHEDIR.TAG");
        try {
            if (!Files.exists(tag)) {
                Files.writeString(tag, TAG);
            }
        } catch (IOException e) {
            // only a courtesy
        }
    }
}
