package io.github.timm4j.scheduler;

import java.util.OptionalLong;

/**
 * A learning rate as a pure function of time; warm-up, noise and group scales are the scheduler's business.
 *
 * <p>Time is counted in epochs or in optimizer updates, as the scheduler says.
 */
public interface Schedule {
    /**
     * Computes the rate of a group.
     *
     * @param base the group's initial rate
     * @param t time, 0 or more; after a warm-up that is a prefix it starts at 0 again
     * @return the rate
     */
    double rate(double base, double t);

    /**
     * Says how long the schedule is.
     *
     * @param cycles how many cycles; 0 asks for as many as the schedule has
     * @return the length without a warm-up prefix, empty where a schedule has no end of its own
     */
    default OptionalLong cycleLength(int cycles) {
        return OptionalLong.empty();
    }

    /**
     * The rate that a warm-up inside the schedule's time climbs to.
     *
     * @param base the group's initial rate
     * @param warmupLength the length of the warm-up
     * @return the initial rate, unless the schedule knows better
     */
    default double warmupTarget(double base, long warmupLength) {
        return base;
    }

    /**
     * Tells whether a warm-up is always added in front, never taken out of the schedule's own time.
     *
     * @return false for most
     */
    default boolean warmupAlwaysPrefix() {
        return false;
    }
}
