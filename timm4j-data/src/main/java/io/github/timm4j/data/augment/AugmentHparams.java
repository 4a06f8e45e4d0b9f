package io.github.timm4j.data.augment;

import io.github.timm4j.data.image.Interpolation;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What the operations of a policy share.
 *
 * @param translateConst pixels that the strongest absolute translation moves by
 * @param translatePct share of the side that the strongest relative translation moves by
 * @param fill colour of what comes from outside the picture, one value a channel
 * @param interpolation filters that distortions choose from
 * @param magnitudeStd deviation of the magnitude; infinite draws it evenly from 0, empty is as 0 but lets a policy's
 *     text choose
 * @param magnitudeMax the largest magnitude, 10 where empty
 */
public record AugmentHparams(
        int translateConst,
        double translatePct,
        List<Integer> fill,
        List<Interpolation> interpolation,
        OptionalDouble magnitudeStd,
        OptionalDouble magnitudeMax) {
    private static final int GREY = 128;

    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException where there is no filter or no colour
     */
    public AugmentHparams {
        fill = List.copyOf(fill);
        interpolation = List.copyOf(interpolation);
        if (fill.isEmpty() || interpolation.isEmpty()) {
            throw new IllegalArgumentException("a fill and a filter are needed, got " + fill + " and " + interpolation);
        }
    }

    /**
     * timm's defaults: 250 pixels, 0.45 of the side, grey, bilinear or bicubic, fixed magnitudes up to 10.
     *
     * @return the defaults
     */
    public static AugmentHparams standard() {
        return new AugmentHparams(
                250,
                0.45,
                List.of(GREY, GREY, GREY),
                List.of(Interpolation.BILINEAR, Interpolation.BICUBIC),
                OptionalDouble.empty(),
                OptionalDouble.empty());
    }

    /**
     * For pictures of a size.
     *
     * @param shorterSide of the pictures, in pixels; absolute translations move by up to 0.45 of it
     * @param color what comes from outside
     * @return with these
     */
    public AugmentHparams sized(int shorterSide, List<Integer> color) {
        return new AugmentHparams(
                (int) (shorterSide * 0.45), translatePct, color, interpolation, magnitudeStd, magnitudeMax);
    }

    /**
     * With other filters.
     *
     * @param filters to choose from
     * @return with these
     */
    public AugmentHparams interpolation(Interpolation... filters) {
        return new AugmentHparams(translateConst, translatePct, fill, List.of(filters), magnitudeStd, magnitudeMax);
    }

    /**
     * With other relative translations.
     *
     * @param share of the side
     * @return with that
     */
    public AugmentHparams translatePct(double share) {
        return new AugmentHparams(translateConst, share, fill, interpolation, magnitudeStd, magnitudeMax);
    }

    /** Unless it is known already. */
    AugmentHparams orMagnitudeStd(double deviation) {
        return magnitudeStd.isPresent()
                ? this
                : new AugmentHparams(
                        translateConst, translatePct, fill, interpolation, OptionalDouble.of(deviation), magnitudeMax);
    }

    /** Unless it is known already. */
    AugmentHparams orMagnitudeMax(double largest) {
        return magnitudeMax.isPresent()
                ? this
                : new AugmentHparams(
                        translateConst, translatePct, fill, interpolation, magnitudeStd, OptionalDouble.of(largest));
    }

    int[] fillFor(int channels) {
        return fill.stream().limit(channels).mapToInt(Integer::intValue).toArray();
    }
}
