package io.github.timm4j.weights.hub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The hash that a file's content must have.
 *
 * @param name for messages
 * @param algorithm as the JDK names it
 * @param git true where git's blob header is hashed before the content
 * @param prefix the hash, or its first hex digits
 */
record ContentHash(String name, String algorithm, boolean git, String prefix) {
    private static final int BUFFER = 1 << 18;

    /** Large files are tagged with their SHA-256, others with git's SHA-1; a tag of another form proves nothing. */
    static Optional<ContentHash> ofEtag(String etag) {
        if (etag.matches("[0-9a-f]{64}")) {
            return Optional.of(sha256(etag));
        }
        return etag.matches("[0-9a-f]{40}")
                ? Optional.of(new ContentHash("git SHA-1", "SHA-1", true, etag))
                : Optional.empty();
    }

    static ContentHash sha256(String prefix) {
        return new ContentHash("SHA-256", "SHA-256", false, prefix);
    }

    boolean matches(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            return compute(channel).startsWith(prefix);
        }
    }

    void check(String what, FileChannel channel) throws IOException {
        String found = compute(channel);
        if (!found.startsWith(prefix)) {
            throw RequestException.of(
                    RequestException.Kind.REFUSED,
                    what + ": the content received has the " + name + " " + found + ", expected " + prefix
                            + "; nothing was kept");
        }
    }

    /** Reads by position, so that the channel's own position and its locks stay as they are. */
    private String compute(FileChannel channel) throws IOException {
        MessageDigest digest = digest();
        if (git) {
            digest.update(("blob " + channel.size() + "\0").getBytes(StandardCharsets.US_ASCII));
        }
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        long position = 0;
        for (int count = channel.read(buffer, 0); count >= 0; count = channel.read(buffer, position)) {
            position += count;
            digest.update(buffer.flip());
            buffer.clear();
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private MessageDigest digest() {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }
}
