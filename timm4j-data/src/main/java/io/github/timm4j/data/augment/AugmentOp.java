package io.github.timm4j.data.augment;

import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.random.Draws;

/**
 * An operation that happens at times, with a magnitude that may vary.
 *
 * @param operation what to do
 * @param probability how often
 * @param magnitude how strongly, usually from 0 to 10
 * @param hparams how the magnitude varies, and what distortions need
 */
public record AugmentOp(AugmentOperation operation, double probability, double magnitude, AugmentHparams hparams)
        implements Augmentation {
    private static final double LARGEST = 10;

    @Override
    public Pixels apply(Pixels image, Draws draws) {
        if (probability < 1 && draws.next() > probability) {
            return image;
        }
        double limit = hparams.magnitudeMax().orElse(0);
        double level = Math.max(0, Math.min(drawn(draws), limit == 0 ? LARGEST : limit));
        return operation.apply(image, operation.argument(level, hparams, draws), hparams, draws);
    }

    private double drawn(Draws draws) {
        double deviation = hparams.magnitudeStd().orElse(0);
        if (deviation <= 0) {
            return magnitude;
        }
        return Double.isInfinite(deviation) ? draws.uniform(0, magnitude) : draws.gaussian(magnitude, deviation);
    }

    @Override
    public String name() {
        return operation.toString();
    }
}
