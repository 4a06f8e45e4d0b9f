package io.github.timm4j.weights.hub;

import org.jspecify.annotations.Nullable;

/**
 * A file in the listing of a repository.
 *
 * @param path name below the repository's root, with forward slashes
 * @param size bytes
 * @param blobId git's SHA-1 of the file, or of its pointer where it is stored as a large file
 * @param sha256 hash of the content of a large file, or null
 */
public record TreeEntry(
        String path, long size, String blobId, @Nullable String sha256) {}
