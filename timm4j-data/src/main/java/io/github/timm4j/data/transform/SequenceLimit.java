package io.github.timm4j.data.transform;

import io.github.timm4j.ImageException;
import io.github.timm4j.config.ImageSize;

/**
 * The sizes of pictures that become patches, at most so many (NaFlex): as large as fits, aspect ratio kept.
 *
 * @param patch size of a patch
 * @param maxLength the most patches
 * @param wholePatches whether the sides become multiples of the patch's
 * @param maxRatio the most that a picture grows, infinite for no limit
 * @see <a href="https://arxiv.org/abs/2307.06304">Patch n' Pack: NaViT</a>
 */
public record SequenceLimit(ImageSize patch, int maxLength, boolean wholePatches, double maxRatio) {
    private static final double EPS = 1e-5;

    /**
     * Checks the length and ratio.
     *
     * @throws IllegalArgumentException where one is not positive
     */
    public SequenceLimit {
        if (maxLength < 1 || !(maxRatio > 0)) {
            throw new IllegalArgumentException(
                    "sequence length and ratio must be positive, got " + maxLength + " and " + maxRatio);
        }
    }

    /**
     * Whole patches, any growth.
     *
     * @param patch size of a patch
     * @param maxLength the most patches
     * @return the limit
     */
    public static SequenceLimit of(ImageSize patch, int maxLength) {
        return new SequenceLimit(patch, maxLength, true, Double.POSITIVE_INFINITY);
    }

    /**
     * The size that a picture is resized to.
     *
     * @param image the picture's size
     * @return the largest size that fits
     * @throws ImageException where no ratio between 1e-5 and 100 fits
     */
    public ImageSize sizeFor(ImageSize image) {
        return scaled(image, ratioFor(image));
    }

    /**
     * The factor that {@link #sizeFor} scales by, before rounding to patches.
     *
     * @param image the picture's size
     * @return above 1e-5 and below 100, found by halving to 1e-5
     * @throws ImageException where no such ratio fits
     */
    public double ratioFor(ImageSize image) {
        double low = EPS / 10;
        double high = 100;
        while (high - low >= EPS) {
            double middle = (low + high) / 2;
            if (fits(scaled(image, middle))) {
                low = middle;
            } else {
                high = middle;
            }
        }
        double ratio = Math.min(low, maxRatio);
        if (ratio <= EPS || ratio >= 100) {
            throw new ImageException("no size fits " + maxLength + " patches of " + patch.height() + " x "
                    + patch.width() + " for a picture of " + image.height() + " x " + image.width());
        }
        return ratio;
    }

    private boolean fits(ImageSize size) {
        return (long) (size.height() / patch.height()) * (size.width() / patch.width()) <= maxLength;
    }

    private ImageSize scaled(ImageSize image, double ratio) {
        return new ImageSize(side(image.height() * ratio, patch.height()), side(image.width() * ratio, patch.width()));
    }

    private int side(double length, int unit) {
        double rounded = wholePatches ? unit * Math.ceil(length / unit) : length;
        return (int) Math.max(rounded, unit);
    }
}
