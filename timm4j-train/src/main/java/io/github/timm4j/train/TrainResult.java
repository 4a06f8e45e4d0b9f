package io.github.timm4j.train;

import java.util.List;
import java.util.Optional;

/**
 * What became of a run.
 *
 * @param epochs its epochs, in order
 * @param best the epoch whose metric was best, empty where none was measured
 * @param interrupted whether it was stopped before its end
 */
public record TrainResult(List<EpochReport> epochs, Optional<EpochReport> best, boolean interrupted) {
    /** Copies the epochs. */
    public TrainResult {
        epochs = List.copyOf(epochs);
    }
}
