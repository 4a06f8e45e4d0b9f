package io.github.timm4j.scheduler;

import java.util.List;

/**
 * A constant factor at chosen times; timm's MultiStepLRScheduler.
 *
 * <p>A milestone {@code m} counts from time {@code m - 1} on: that is timm's convention, one step before PyTorch's.
 *
 * @param milestones the times
 * @param decayRate factor of each drop
 */
public record MultiStepSchedule(List<Long> milestones, double decayRate) implements Schedule {
    /** Copies the milestones. */
    public MultiStepSchedule {
        milestones = List.copyOf(milestones);
    }

    @Override
    public double rate(double base, double t) {
        double passed = milestones.stream().filter(m -> m <= t + 1).count();
        return base * Math.pow(decayRate, passed);
    }
}
