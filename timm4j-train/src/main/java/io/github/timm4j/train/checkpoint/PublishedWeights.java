package io.github.timm4j.train.checkpoint;

import io.github.timm4j.weights.Safetensors;
import io.github.timm4j.weights.TorchCheckpoints;
import io.github.timm4j.weights.WeightTensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * A file of weights alone that was written.
 *
 * @param file the file
 * @param sha256 the hash of its content, 64 hexadecimal digits
 */
public record PublishedWeights(Path file, String sha256) {
    private static final int BUFFER = 1 << 16;

    /** Writes weights, whole or not at all. */
    static PublishedWeights write(Path file, Map<String, WeightTensor> weights, boolean safetensors) {
        try {
            if (safetensors) {
                Safetensors.write(file, weights);
            } else {
                TorchCheckpoints.write(file, weights);
            }
            return new PublishedWeights(file, sha256(file));
        } catch (UncheckedIOException | IOException e) {
            throw CheckpointWriter.failure(file, e);
        }
    }

    /** A name's parts before and from its last dot; a name that begins with its only dot has no extension. */
    static String[] split(String name) {
        int dot = name.lastIndexOf('.');
        boolean none = dot < 0 || name.substring(0, dot).chars().allMatch(c -> c == '.');
        return none ? new String[] {name, ""} : new String[] {name.substring(0, dot), name.substring(dot)};
    }

    static String extension(boolean safetensors) {
        return safetensors ? ".safetensors" : ".pth";
    }

    static Path withExtension(Path file, boolean safetensors) {
        String name = String.valueOf(file.getFileName());
        return split(name)[1].isEmpty() ? file.resolveSibling(name + extension(safetensors)) : file;
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[BUFFER];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
