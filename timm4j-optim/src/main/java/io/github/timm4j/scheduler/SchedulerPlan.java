package io.github.timm4j.scheduler;

import java.util.Optional;

/**
 * What a training run needs to know of its schedule.
 *
 * @param scheduler the scheduler, empty for {@link ScheduleType#NONE}
 * @param numEpochs how many epochs to train, all cycles, a warm-up prefix and the cooldown included
 */
public record SchedulerPlan(Optional<Scheduler> scheduler, int numEpochs) {}
