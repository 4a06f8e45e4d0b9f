package io.github.timm4j.scheduler;

/** The schedules that {@link SchedulerFactory} makes by name. */
public enum ScheduleType {
    /** {@link CosineSchedule}. */
    COSINE,
    /** {@link TanhSchedule}. */
    TANH,
    /** {@link StepSchedule}. */
    STEP,
    /** {@link MultiStepSchedule}. */
    MULTISTEP,
    /** {@link PlateauScheduler}. */
    PLATEAU,
    /** {@link PolySchedule} whose power is the decay rate. */
    POLY,
    /** {@link WsdSchedule} with a constant stable phase. */
    WSD,
    /** {@link WsdSchedule} with the reciprocal square root. */
    RSQRT,
    /** {@link StepSchedule#CONSTANT}: warm-up and group scales only. */
    CONSTANT,
    /** No scheduler: the optimizer's rates stay as they are, unscaled. */
    NONE;

    /**
     * Finds a schedule by its lower-case name.
     *
     * @param name as in timm's {@code sched}
     * @return the schedule
     * @throws IllegalArgumentException for another name
     */
    public static ScheduleType of(String name) {
        return Checks.named(values(), "scheduler", name);
    }
}
