package io.github.timm4j.weights.hub;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a file that the hub has described into the cache: fetched, checked, renamed into place, linked. */
final class BlobStore {
    private static final Logger LOG = LoggerFactory.getLogger(BlobStore.class);
    private static final int TRIES = 3;

    private final HubCache cache;
    private final Transfer transfer;
    private final Tuning tuning;
    private final boolean symlinks;

    BlobStore(HubCache cache, Transfer transfer, Tuning tuning, boolean symlinks) {
        this.cache = cache;
        this.transfer = transfer;
        this.tuning = tuning;
        this.symlinks = symlinks;
    }

    /** The file's place in the snapshot of its commit, whole. A copy that is there is served without writing. */
    Path store(HubFile file, RemoteFile remote) throws IOException {
        Path pointer = cache.pointer(file, remote.commit());
        if (cache.whole(file, pointer, remote.etag(), remote.size())) {
            rememberCommit(file.repo(), remote.commit());
            return pointer;
        }
        Folders.make(cache.blobs(file.repo()));
        Folders.make(Folders.of(pointer));
        cache.tag();
        rememberCommit(file.repo(), remote.commit());
        CacheLock.holding(cache.lock(file.repo(), remote.etag()), () -> complete(file, remote));
        return pointer;
    }

    private void complete(HubFile file, RemoteFile remote) throws IOException {
        Path blob = cache.blob(file.repo(), remote.etag());
        PartFile.sweep(cache.blobs(file.repo()));
        if (cache.whole(file, cache.pointer(file, remote.commit()), remote.etag(), remote.size())) {
            return;
        }
        boolean fresh = !cache.wholeBlob(file.repo(), remote.etag(), remote.size());
        if (fresh) {
            fetch(file, remote, blob);
        }
        place(file, remote, blob, fresh);
    }

    private void rememberCommit(HubRepo repo, String commit) {
        try {
            cache.rememberCommit(repo, commit);
        } catch (IOException e) {
            LOG.debug("could not note that {} is at commit {}: {}", repo, commit, Trouble.words(e));
        }
    }

    /** Where locks do not work, another process may sweep an unfinished file away: then it is fetched again. */
    private void fetch(HubFile file, RemoteFile remote, Path blob) throws IOException {
        for (int left = TRIES - 1; ; left--) {
            try (PartFile part = PartFile.create(cache.blobs(file.repo()), remote.etag())) {
                FileChannel channel = part.channel();
                transfer.fetch(file.toString(), remote.location(), remote.size(), channel);
                ContentHash hash = ContentHash.ofEtag(remote.etag()).orElse(null);
                if (hash != null) {
                    hash.check(file.toString(), channel);
                }
                part.publish(blob);
                cache.seal(file, blob, remote.etag());
                return;
            } catch (NoSuchFileException e) {
                if (left == 0) {
                    throw e;
                }
            }
        }
    }

    private void place(HubFile file, RemoteFile remote, Path blob, boolean fresh) throws IOException {
        Path pointer = cache.pointer(file, remote.commit());
        Files.deleteIfExists(pointer);
        if (symlinks && link(pointer, blob)) {
            return;
        }
        if (fresh) {
            Files.move(blob, pointer, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } else {
            // other snapshots may need the old blob
            copy(blob, pointer, remote.etag());
        }
        cache.seal(file, pointer, remote.etag());
    }

    private boolean link(Path pointer, Path blob) throws IOException {
        Path target = Folders.of(pointer).relativize(blob.toAbsolutePath());
        try {
            tuning.links().link(pointer, target);
            return true;
        } catch (FileAlreadyExistsException e) {
            if (Files.isSymbolicLink(pointer) && Files.readSymbolicLink(pointer).equals(target)) {
                return true;
            }
            throw e;
        } catch (IOException | UnsupportedOperationException | SecurityException e) {
            LOG.debug("no symbolic link at {}, so the file itself goes there: {}", pointer, Trouble.words(e));
            return false;
        }
    }

    private static void copy(Path blob, Path pointer, String etag) throws IOException {
        try (PartFile part = PartFile.create(Folders.of(blob), etag);
                FileChannel source = FileChannel.open(blob)) {
            long size = source.size();
            for (long done = 0; done < size; ) {
                done += source.transferTo(done, size - done, part.channel());
            }
            part.publish(pointer);
        }
    }
}
