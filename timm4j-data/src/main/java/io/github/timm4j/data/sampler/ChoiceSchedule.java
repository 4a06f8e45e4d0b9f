package io.github.timm4j.data.sampler;

import java.util.Arrays;

/**
 * How the weights of choices change from epoch to epoch: not at all, or from the first choice to the last through a
 * window that moves. Source: timm.data.scheduled_sampler.
 *
 * @param progressive whether they change
 * @param epochs that the way to the last choice takes, 1 where nothing changes
 * @param spread standard deviation of the window, in choices; 0 for the nearest choice alone
 * @param randomMix share of all choices with a weight, all equally likely, from 0 to 1
 */
public record ChoiceSchedule(boolean progressive, int epochs, double spread, double randomMix) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException where one is out of range
     */
    public ChoiceSchedule {
        if (epochs < 1 || !(spread >= 0) || !(randomMix >= 0 && randomMix <= 1)) {
            throw new IllegalArgumentException(
                    "a schedule needs positive epochs, a spread from 0 up and a mix from 0 to 1, got " + epochs + ", "
                            + spread + ", " + randomMix);
        }
    }

    /**
     * The same weights in all epochs.
     *
     * @return the schedule
     */
    public static ChoiceSchedule constant() {
        return new ChoiceSchedule(false, 1, 0, 0);
    }

    /**
     * From the first choice to the last, with timm's window.
     *
     * @param epochs that it takes
     * @return the schedule
     */
    public static ChoiceSchedule progressive(int epochs) {
        return new ChoiceSchedule(true, epochs, 0.65, 0.1);
    }

    /** The shares of choices in an epoch. */
    double[] weights(double[] base, int epoch) {
        if (!progressive) {
            return base.clone();
        }
        double progress = epochs == 1 ? 1 : Math.min(Math.max(epoch / (epochs - 1.0), 0), 1);
        double[] window = window(base, progress * (base.length - 1));
        long active = Arrays.stream(base).filter(weight -> weight > 0).count();
        for (int i = 0; i < base.length; i++) {
            double any = base[i] > 0 ? 1.0 / active : 0;
            window[i] = (1 - randomMix) * window[i] + randomMix * any;
        }
        return normalized(window);
    }

    private double[] window(double[] base, double center) {
        double nearest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < base.length; i++) {
            nearest = Math.min(nearest, Math.abs(i - center));
        }
        double[] window = new double[base.length];
        for (int i = 0; i < base.length; i++) {
            double steps = (i - center) / spread;
            double height = spread == 0 ? (Math.abs(i - center) == nearest ? 1 : 0) : Math.exp(-0.5 * steps * steps);
            window[i] = height * base[i];
        }
        if (Arrays.stream(window).sum() > 0) {
            return normalized(window);
        }
        window[nearestActive(base, center)] = 1;
        return window;
    }

    private static int nearestActive(double[] base, double center) {
        int best = -1;
        for (int i = 0; i < base.length; i++) {
            if (base[i] > 0 && (best < 0 || Math.abs(i - center) < Math.abs(best - center))) {
                best = i;
            }
        }
        return best;
    }

    private static double[] normalized(double[] values) {
        double sum = Arrays.stream(values).sum();
        return Arrays.stream(values).map(value -> value / sum).toArray();
    }
}
