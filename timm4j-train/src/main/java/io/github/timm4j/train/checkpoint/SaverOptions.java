package io.github.timm4j.train.checkpoint;

import java.nio.file.Path;

/**
 * Where checkpoints go and how many are kept.
 *
 * @param checkpointDir folder of checkpoints
 * @param recoveryDir folder of recovery checkpoints, often the same
 * @param checkpointPrefix what names of numbered checkpoints begin with
 * @param recoveryPrefix what names of recovery checkpoints begin with
 * @param decreasing whether a smaller metric is better
 * @param maxHistory how many numbered checkpoints are kept
 * @param format kind of files
 */
public record SaverOptions(
        Path checkpointDir,
        Path recoveryDir,
        String checkpointPrefix,
        String recoveryPrefix,
        boolean decreasing,
        int maxHistory,
        CheckpointFormat format) {
    private static final int DEFAULT_HISTORY = 10;

    /**
     * Checks the number and the prefixes.
     *
     * @throws IllegalArgumentException where less than one is kept, or a prefix is no part of a file name
     */
    public SaverOptions {
        if (maxHistory < 1) {
            throw new IllegalArgumentException("at least one checkpoint must be kept, found " + maxHistory);
        }
        for (String prefix : new String[] {checkpointPrefix, recoveryPrefix}) {
            if (prefix.isEmpty() || prefix.startsWith(".") || prefix.matches(".*[/\\\\].*")) {
                throw new IllegalArgumentException("'" + prefix + "' is no beginning of a checkpoint's name");
            }
        }
    }

    /**
     * timm's defaults.
     *
     * @param folder of all checkpoints
     * @return the options
     */
    public static SaverOptions in(Path folder) {
        return new SaverOptions(
                folder, folder, "checkpoint", "recovery", false, DEFAULT_HISTORY, CheckpointFormat.TORCH);
    }

    /**
     * Changes the ranking.
     *
     * @param decreasing whether a smaller metric is better
     * @param maxHistory how many numbered checkpoints are kept
     * @return changed options
     */
    public SaverOptions ranked(boolean decreasing, int maxHistory) {
        return new SaverOptions(
                checkpointDir, recoveryDir, checkpointPrefix, recoveryPrefix, decreasing, maxHistory, format);
    }

    /**
     * Changes the kind of files.
     *
     * @param format the kind
     * @return changed options
     */
    public SaverOptions as(CheckpointFormat format) {
        return new SaverOptions(
                checkpointDir, recoveryDir, checkpointPrefix, recoveryPrefix, decreasing, maxHistory, format);
    }

    /**
     * Changes the names.
     *
     * @param checkpointPrefix what names of numbered checkpoints begin with
     * @param recoveryPrefix what names of recovery checkpoints begin with
     * @return changed options
     */
    public SaverOptions named(String checkpointPrefix, String recoveryPrefix) {
        return new SaverOptions(
                checkpointDir, recoveryDir, checkpointPrefix, recoveryPrefix, decreasing, maxHistory, format);
    }
}
