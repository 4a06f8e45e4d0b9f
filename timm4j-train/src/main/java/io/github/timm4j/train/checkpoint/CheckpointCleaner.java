package io.github.timm4j.train.checkpoint;

import io.github.timm4j.weights.WeightTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Makes a file of weights alone from a checkpoint, with its hash in the name, as published weights have it.
 *
 * <p>Source: timm's {@code clean_checkpoint.py}.
 */
public final class CheckpointCleaner {
    private static final int HASH_DIGITS = 8;

    private CheckpointCleaner() {}

    /**
     * What to keep and where.
     *
     * @param output the file to write, whose name gets the hash before its extension; empty for the checkpoint's name in
     *     the working folder, whose last extension makes way for that of the format
     * @param useEma whether averaged weights are preferred to the model's
     * @param hash whether the first eight digits of the SHA-256 go into the name
     * @param cleanAuxBn whether the auxiliary batch norms of split batch norm go, so that the plain model loads the rest
     * @param safetensors whether safetensors are written instead of a {@code .pth} file
     */
    public record Options(String output, boolean useEma, boolean hash, boolean cleanAuxBn, boolean safetensors) {
        /**
         * timm's defaults.
         *
         * @param output the file to write
         * @return the options
         */
        public static Options to(String output) {
            return new Options(output, true, true, false, false);
        }
    }

    /**
     * Cleans a checkpoint.
     *
     * @param checkpoint its file
     * @param options what to keep and where
     * @return the file written
     * @throws CheckpointException where there is no such file, the output exists already, or writing fails
     * @throws io.github.timm4j.CorruptFileException where it is malformed
     */
    public static PublishedWeights clean(Path checkpoint, Options options) {
        boolean named = !options.output().isEmpty();
        Path target = named ? Path.of(options.output()) : Path.of(String.valueOf(checkpoint.getFileName()));
        if (named && Files.exists(target)) {
            throw new CheckpointException("output " + target + " exists already; choose another name or remove it");
        }
        String[] name = PublishedWeights.split(String.valueOf(target.getFileName()));
        boolean given = named && !name[1].isEmpty();
        String extension = given ? name[1] : PublishedWeights.extension(options.safetensors());
        Path temporary = target.resolveSibling("." + name[0] + "." + UUID.randomUUID() + ".tmp");
        try (Checkpoint open = Checkpoint.open(checkpoint)) {
            Map<String, WeightTensor> weights = new LinkedHashMap<>(open.weights(options.useEma()));
            if (options.cleanAuxBn()) {
                weights.keySet().removeIf(key -> key.contains("aux_bn"));
            }
            PublishedWeights written = PublishedWeights.write(temporary, weights, options.safetensors());
            String hash = options.hash() ? "-" + written.sha256().substring(0, HASH_DIGITS) : "";
            Path file = target.resolveSibling(name[0] + hash + extension);
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
            return new PublishedWeights(file, written.sha256());
        } catch (IOException e) {
            throw CheckpointWriter.failure(target, e);
        } finally {
            discard(temporary);
        }
    }

    private static void discard(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            throw CheckpointWriter.failure(temporary, e);
        }
    }
}
