package io.github.timm4j.data.augment;

import io.github.timm4j.data.random.Draws;

/** How strong an operation is at a level, usually from 0 to 10. */
@FunctionalInterface
interface Level {
    /** What operations without strength have. */
    Level NONE = (level, hparams, draws) -> Double.NaN;

    /** From 0.1 to 1.9; 1 changes nothing. */
    Level ENHANCE = (level, hparams, draws) -> level / 10 * 1.8 + 0.1;

    /** Away from 1 by up to 0.9 in either direction. */
    Level ENHANCE_INCREASING = (level, hparams, draws) -> Math.max(0.1, 1.0 + signed(level / 10 * .9, draws));

    /** 0 to 4 bits. */
    Level POSTERIZE = (level, hparams, draws) -> (int) (level / 10 * 4);

    /** 0 to 256. */
    Level SOLARIZE = (level, hparams, draws) -> Math.min(256, (int) (level / 10 * 256));

    double argument(double level, AugmentHparams hparams, Draws draws);

    /** Up to a limit in either direction. */
    static Level eitherWay(double limit) {
        return (level, hparams, draws) -> signed(level / 10 * limit, draws);
    }

    /** Between two bounds, also for levels above 10. */
    static Level range(double low, double high) {
        return (level, hparams, draws) -> Math.max(low, Math.min(high, low + (high - low) * (level / 10)));
    }

    /** Counts from the other end. */
    default Level from(double end) {
        return (level, hparams, draws) -> end - argument(level, hparams, draws);
    }

    static double signed(double value, Draws draws) {
        return draws.next() > 0.5 ? -value : value;
    }
}
