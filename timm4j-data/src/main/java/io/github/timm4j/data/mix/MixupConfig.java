package io.github.timm4j.data.mix;

import io.github.timm4j.data.random.Range;
import java.util.Optional;

/**
 * What is mixed, and how often.
 *
 * @param mixupAlpha shape of Mixup's shares, 0 for no Mixup
 * @param cutmixAlpha shape of CutMix's shares, 0 for no CutMix
 * @param cutmixMinmax shares of the sides that boxes have, in place of a drawn area; turns CutMix on
 * @param prob how often anything is mixed
 * @param switchProb how often that is CutMix where both are on
 * @param mode for what a mixture is drawn
 * @param correctLam whether labels follow the box as it was clipped at the border
 * @param offEpoch the epoch from which on nothing is mixed, 0 for never
 */
public record MixupConfig(
        double mixupAlpha,
        double cutmixAlpha,
        Optional<Range> cutmixMinmax,
        double prob,
        double switchProb,
        MixMode mode,
        boolean correctLam,
        int offEpoch) {
    /**
     * Turns CutMix on where boxes have a range.
     *
     * @throws IllegalArgumentException where nothing is on, or a shape is negative
     */
    public MixupConfig {
        if (cutmixMinmax.isPresent()) {
            cutmixAlpha = 1;
        }
        if (!(mixupAlpha >= 0 && cutmixAlpha >= 0 && mixupAlpha + cutmixAlpha > 0)) {
            throw new IllegalArgumentException(
                    "mixup or cutmix needs a shape above 0, got " + mixupAlpha + " and " + cutmixAlpha);
        }
    }

    /**
     * Always, half of the time CutMix where both are on, one mixture for a batch.
     *
     * @param mixupAlpha shape of Mixup's shares, 0 for no Mixup
     * @param cutmixAlpha shape of CutMix's shares, 0 for no CutMix
     * @return the configuration
     */
    public static MixupConfig of(double mixupAlpha, double cutmixAlpha) {
        return new MixupConfig(mixupAlpha, cutmixAlpha, Optional.empty(), 1, 0.5, MixMode.BATCH, true, 0);
    }

    /**
     * With another mode.
     *
     * @param other for what a mixture is drawn
     * @return with that
     */
    public MixupConfig mode(MixMode other) {
        return new MixupConfig(mixupAlpha, cutmixAlpha, cutmixMinmax, prob, switchProb, other, correctLam, offEpoch);
    }

    /**
     * With other probabilities.
     *
     * @param any how often anything is mixed
     * @param cutmix how often that is CutMix where both are on
     * @return with these
     */
    public MixupConfig probabilities(double any, double cutmix) {
        return new MixupConfig(mixupAlpha, cutmixAlpha, cutmixMinmax, any, cutmix, mode, correctLam, offEpoch);
    }

    /**
     * With an end.
     *
     * @param epoch from which on nothing is mixed, 0 for never
     * @return with that
     */
    public MixupConfig offEpoch(int epoch) {
        return new MixupConfig(mixupAlpha, cutmixAlpha, cutmixMinmax, prob, switchProb, mode, correctLam, epoch);
    }

    boolean both() {
        return mixupAlpha > 0 && cutmixAlpha > 0;
    }
}
