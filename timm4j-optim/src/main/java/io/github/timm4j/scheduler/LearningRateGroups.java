package io.github.timm4j.scheduler;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * The part of an optimizer that a scheduler moves: parameter groups with a learning rate each.
 *
 * <p>Groups are numbered from 0. A scheduler records each group's rate as its initial rate, unless one is there already
 * (as after a resume), and from then on computes rates from the initial ones.
 */
public interface LearningRateGroups {
    /**
     * Counts the groups.
     *
     * @return how many there are
     */
    int groupCount();

    /**
     * Reads a group's present learning rate.
     *
     * @param group its number
     * @return the rate
     */
    double learningRate(int group);

    /**
     * Changes a group's learning rate.
     *
     * @param group its number
     * @param rate the new rate, scale included
     */
    void setLearningRate(int group, double rate);

    /**
     * Reads the factor that schedulers multiply a group's rate by ({@code lr_scale}, from layer-wise decay).
     *
     * @param group its number
     * @return the factor, 1 where none was given
     */
    default double learningRateScale(int group) {
        return 1;
    }

    /**
     * Reads the rate that a group's schedule starts from ({@code initial_lr}).
     *
     * @param group its number
     * @return the initial rate, empty before the first scheduler
     */
    OptionalDouble initialLearningRate(int group);

    /**
     * Records the rate that a group's schedule starts from.
     *
     * @param group its number
     * @param rate the initial rate
     */
    void setInitialLearningRate(int group, double rate);

    /**
     * Makes groups without an optimizer, to simulate a schedule.
     *
     * @param rates one learning rate a group
     * @return groups in memory
     */
    static LearningRateGroups of(double... rates) {
        double[] ones = new double[rates.length];
        Arrays.fill(ones, 1);
        return of(rates, ones);
    }

    /**
     * Makes groups without an optimizer, to simulate a schedule.
     *
     * @param rates one learning rate a group
     * @param scales one factor a group
     * @return groups in memory
     * @throws IllegalArgumentException where the lengths differ
     */
    static LearningRateGroups of(double[] rates, double[] scales) {
        return new SimulatedGroups(rates, scales);
    }
}
