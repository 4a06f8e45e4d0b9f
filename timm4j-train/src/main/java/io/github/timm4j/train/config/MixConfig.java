package io.github.timm4j.train.config;

import io.github.timm4j.data.mix.MixMode;
import io.github.timm4j.data.mix.MixupConfig;
import io.github.timm4j.data.random.Range;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Mixup and CutMix.
 *
 * @param mixup shape of Mixup's shares, 0 for no Mixup
 * @param cutmix shape of CutMix's shares, 0 for no CutMix
 * @param cutmixMinmax range of a box's sides, turns CutMix on; null for drawn areas
 * @param mixupProb how often anything is mixed
 * @param mixupSwitchProb how often that is CutMix where both are on
 * @param mixupMode for what a mixture is drawn
 * @param mixupOffEpoch the epoch from which on nothing is mixed, 0 for never
 */
public record MixConfig(
        double mixup,
        double cutmix,
        @Nullable List<Double> cutmixMinmax,
        double mixupProb,
        double mixupSwitchProb,
        MixMode mixupMode,
        int mixupOffEpoch) {
    /** The defaults of timm's train options. */
    public static final MixConfig DEFAULTS = new MixConfig(0, 0, null, 1, 0.5, MixMode.BATCH, 0);

    /**
     * Copies the range.
     *
     * @throws IllegalArgumentException where it has not two ends
     */
    public MixConfig {
        if (cutmixMinmax != null && cutmixMinmax.size() != 2) {
            throw new IllegalArgumentException("cutmix_minmax takes two numbers, found " + cutmixMinmax);
        }
        cutmixMinmax = cutmixMinmax == null ? null : List.copyOf(cutmixMinmax);
    }

    /**
     * What to mix.
     *
     * @return nothing where nothing is on
     */
    public Optional<MixupConfig> mixing() {
        if (mixup <= 0 && cutmix <= 0 && cutmixMinmax == null) {
            return Optional.empty();
        }
        Optional<Range> range = Optional.ofNullable(cutmixMinmax).map(ends -> new Range(ends.get(0), ends.get(1)));
        return Optional.of(
                new MixupConfig(mixup, cutmix, range, mixupProb, mixupSwitchProb, mixupMode, true, mixupOffEpoch));
    }
}
