package io.github.timm4j.data.mix;

import io.github.timm4j.config.ImageSize;
import io.github.timm4j.data.random.Draws;
import io.github.timm4j.data.random.Range;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Draws mixtures in timm's order. A whole batch is reckoned in double precision, single samples in single precision.
 */
record MixDraws(MixupConfig config, ImageSize size, Draws draws) {
    /** One for each sample; for {@link MixMode#HALF} one for each that stays. */
    List<Mix> plan(int batch) {
        return switch (config.mode()) {
            case BATCH -> Collections.nCopies(batch, whole());
            case ELEM -> each(batch);
            case HALF -> each(batch / 2);
            case PAIR -> {
                List<Mix> mixes = new ArrayList<>(each(batch / 2));
                for (int i = batch / 2 - 1; i >= 0; i--) {
                    mixes.add(mixes.get(i));
                }
                yield mixes;
            }
        };
    }

    private Mix whole() {
        if (!draws.happens(config.prob())) {
            return Mix.NONE;
        }
        boolean cut = config.both() ? draws.happens(config.switchProb()) : config.cutmixAlpha() > 0;
        double alpha = cut ? config.cutmixAlpha() : config.mixupAlpha();
        double own = draws.beta(alpha, alpha);
        if (!cut) {
            return new Mix((float) own, (float) (1 - own), null);
        }
        MixBox box = box(Math.sqrt(1 - own));
        double share = corrected(box).orElse(own);
        return new Mix((float) share, (float) (1 - share), box);
    }

    private List<Mix> each(int count) {
        boolean[] cut = new boolean[count];
        float[] own = new float[count];
        for (int i = 0; i < count; i++) {
            cut[i] = config.both() ? draws.happens(config.switchProb()) : config.cutmixAlpha() > 0;
        }
        shares(cut, own, true, config.cutmixAlpha());
        shares(cut, own, false, config.mixupAlpha());
        for (int i = 0; i < count; i++) {
            own[i] = draws.happens(config.prob()) ? own[i] : 1;
        }
        List<Mix> mixes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            mixes.add(own[i] == 1 ? Mix.NONE : single(cut[i], own[i]));
        }
        return mixes;
    }

    /** timm draws a share of either kind for every sample, and takes the one it needs. */
    private void shares(boolean[] cut, float[] own, boolean kind, double alpha) {
        for (int i = 0; i < own.length && alpha > 0; i++) {
            float share = (float) draws.beta(alpha, alpha);
            own[i] = cut[i] == kind ? share : own[i];
        }
    }

    private Mix single(boolean cut, float own) {
        if (!cut) {
            return new Mix(own, 1 - own, null);
        }
        MixBox box = box((float) Math.sqrt(1 - own));
        float share = (float) (double) corrected(box).orElse((double) own);
        return new Mix(share, 1 - share, box);
    }

    private MixBox box(double side) {
        return drawn((int) (size.height() * side), (int) (size.width() * side));
    }

    private MixBox box(float side) {
        return drawn((int) (size.height() * side), (int) (size.width() * side));
    }

    private MixBox drawn(int height, int width) {
        Optional<Range> sides = config.cutmixMinmax();
        return sides.isPresent()
                ? MixBox.within(size, sides.get(), draws)
                : MixBox.around(size, height, width, 0, draws);
    }

    private Optional<Double> corrected(MixBox box) {
        boolean correct = config.correctLam() || config.cutmixMinmax().isPresent();
        return correct ? Optional.of(box.outside(size)) : Optional.empty();
    }
}
