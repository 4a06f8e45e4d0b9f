package io.github.timm4j.train.config;

/**
 * Seed, intervals and where results go.
 *
 * @param seed of everything random
 * @param logInterval updates between reports
 * @param valInterval epochs between validations and checkpoints
 * @param recoveryInterval updates between recovery checkpoints, 0 for none
 * @param checkpointHist best checkpoints that are kept
 * @param output folder of results, empty for none
 * @param experiment name of the folder in it, empty for one made from time and model
 * @param evaluation what is measured
 */
public record RunConfig(
        long seed,
        int logInterval,
        int valInterval,
        int recoveryInterval,
        int checkpointHist,
        String output,
        String experiment,
        Evaluation evaluation) {
    /** The defaults of timm's train options. */
    public static final RunConfig DEFAULTS = new RunConfig(42, 50, 1, 0, 10, "", "", new Evaluation("top1", 0));

    /**
     * Checks the intervals.
     *
     * @throws IllegalArgumentException where one is out of its range
     */
    public RunConfig {
        if (logInterval < 1 || valInterval < 1 || recoveryInterval < 0 || checkpointHist < 1) {
            throw new IllegalArgumentException("log_interval, val_interval and checkpoint_hist must be at least 1 and"
                    + " recovery_interval at least 0, found " + logInterval + ", " + valInterval + ", "
                    + checkpointHist + " and " + recoveryInterval);
        }
    }

    /**
     * What is measured.
     *
     * @param evalMetric the metric that ranks checkpoints
     * @param tta test-time augmentation: so many views of a sample follow each other in a batch, 0 or 1 for none
     */
    public record Evaluation(String evalMetric, int tta) {}
}
