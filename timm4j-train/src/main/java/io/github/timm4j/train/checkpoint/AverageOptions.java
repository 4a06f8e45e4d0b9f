package io.github.timm4j.train.checkpoint;

import java.nio.file.Path;

/**
 * Which checkpoints to average, and where to: the options of timm's {@code avg_checkpoints.py}.
 *
 * @param input folder of the checkpoints
 * @param filter pattern of their names below it, with {@code *}, {@code ?}, {@code [...]} and {@code **} for folders
 * @param output the file to write; without an extension it gets that of its kind
 * @param useEma whether averaged weights are preferred to the model's
 * @param sort whether the best by metric are taken, largest first, instead of all
 * @param count how many of the best
 * @param safetensors whether safetensors are written instead of a {@code .pth} file
 */
public record AverageOptions(
        Path input, String filter, Path output, boolean useEma, boolean sort, int count, boolean safetensors) {
    private static final int DEFAULT_COUNT = 10;

    /**
     * Checks the count.
     *
     * @throws IllegalArgumentException where none would be averaged
     */
    public AverageOptions {
        if (count < 1) {
            throw new IllegalArgumentException("at least one checkpoint must be averaged, found " + count);
        }
    }

    /**
     * timm's defaults: the ten best of {@code *.pth.tar}.
     *
     * @param input folder of the checkpoints
     * @param output the file to write
     * @return the options
     */
    public static AverageOptions of(Path input, Path output) {
        return new AverageOptions(input, "*.pth.tar", output, true, true, DEFAULT_COUNT, false);
    }
}
