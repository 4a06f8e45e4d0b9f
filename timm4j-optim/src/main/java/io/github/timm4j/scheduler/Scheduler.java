package io.github.timm4j.scheduler;

import java.util.Map;
import java.util.OptionalLong;

/**
 * Moves the learning rates of an optimizer's groups.
 *
 * <p>The training loop keeps the counts: it calls {@link #step} at the end of each epoch with the number of the next
 * one, and {@link #stepUpdate} after each optimizer update with the number of updates done. A scheduler heeds one of
 * the two.
 */
public interface Scheduler {
    /**
     * Sets the rates for an epoch, where no metric was measured.
     *
     * @param epoch the epoch about to begin
     */
    void step(int epoch);

    /**
     * Sets the rates for an epoch.
     *
     * @param epoch the epoch about to begin
     * @param metric the evaluation's result, which only a plateau schedule looks at
     */
    void step(int epoch, double metric);

    /**
     * Sets the rates for an update.
     *
     * @param updates the number of optimizer updates done
     */
    void stepUpdate(long updates);

    /**
     * Says how long the schedule is.
     *
     * @param cycles how many cycles; 0 asks for as many as the schedule has
     * @return epochs or updates, a warm-up prefix included; empty where a schedule has no end of its own
     */
    OptionalLong cycleLength(int cycles);

    /**
     * Takes a copy of what changes or was read from the optimizer; the schedule itself is not part of it.
     *
     * @return arrays by name, as timm names them
     */
    Map<String, double[]> stateDict();

    /**
     * Puts back what {@link #stateDict()} gave; rates that follow from the time alone change at the next step.
     *
     * @param state arrays by name
     * @throws io.github.timm4j.StateDictException where an array is missing or of the wrong length; nothing has changed
     */
    void loadStateDict(Map<String, double[]> state);
}
