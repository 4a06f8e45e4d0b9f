package io.github.timm4j.train.config;

/**
 * The exponential moving average of the weights.
 *
 * @param modelEma whether one is kept
 * @param modelEmaForceCpu whether it lies in main memory; it is not validated then
 * @param modelEmaDecay its decay
 * @param modelEmaWarmup whether the decay climbs from 0
 */
public record EmaConfig(boolean modelEma, boolean modelEmaForceCpu, double modelEmaDecay, boolean modelEmaWarmup) {
    /** The defaults of timm's train options. */
    public static final EmaConfig DEFAULTS = new EmaConfig(false, false, 0.9998, false);
}
