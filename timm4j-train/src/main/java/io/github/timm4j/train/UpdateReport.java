package io.github.timm4j.train;

/**
 * One update.
 *
 * @param epoch the epoch's number from 0
 * @param index the update's number in the epoch from 0
 * @param perEpoch updates of the epoch
 * @param updates updates done in the run, this one included
 * @param loss mean loss of the update's samples
 * @param meanLoss mean loss of the epoch's samples so far
 * @param skipped whether it was left out because gradients overflowed in half precision
 * @param speed how fast training goes
 */
public record UpdateReport(
        int epoch, int index, int perEpoch, long updates, double loss, double meanLoss, boolean skipped, Speed speed) {

    /**
     * How fast training goes.
     *
     * @param samplesPerSecond in the epoch so far
     * @param waitShare share of the time that was spent on waiting for data
     */
    public record Speed(double samplesPerSecond, double waitShare) {}
}
