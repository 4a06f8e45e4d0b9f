package io.github.timm4j.data.transform;

import io.github.timm4j.config.ImageSize;

/**
 * A picture as a sequence of patches, row by row (NaFlex).
 *
 * @param values {@code (N, P, P, C)} or {@code (N, C, P, P)}, flat
 * @param rows patches from top to bottom
 * @param columns patches from left to right
 */
public record Patches(float[] values, int rows, int columns) {
    /**
     * Cuts planes into patches.
     *
     * @param planes a picture {@code (C, H, W)}
     * @param size its height and width; what is missing to whole patches is filled with zeros below and to the right
     * @param patch size of a patch
     * @param channelsLast whether the channels of a pixel come side by side
     * @return the patches
     * @throws IllegalArgumentException where the planes do not have that size
     */
    public static Patches of(float[] planes, ImageSize size, ImageSize patch, boolean channelsLast) {
        int pixels = Math.multiplyExact(size.height(), size.width());
        if (planes.length % pixels != 0 || planes.length == 0) {
            throw new IllegalArgumentException(
                    planes.length + " values are no planes of " + size.height() + " x " + size.width());
        }
        int channels = planes.length / pixels;
        int rows = (size.height() + patch.height() - 1) / patch.height();
        int columns = (size.width() + patch.width() - 1) / patch.width();
        int area = patch.height() * patch.width();
        float[] values = new float[rows * columns * area * channels];
        for (int y = 0; y < size.height(); y++) {
            for (int x = 0; x < size.width(); x++) {
                int number = y / patch.height() * columns + x / patch.width();
                int inside = y % patch.height() * patch.width() + x % patch.width();
                for (int c = 0; c < channels; c++) {
                    int at = channelsLast ? inside * channels + c : c * area + inside;
                    values[number * area * channels + at] = planes[c * pixels + y * size.width() + x];
                }
            }
        }
        return new Patches(values, rows, columns);
    }

    /**
     * How many.
     *
     * @return rows times columns
     */
    public int count() {
        return rows * columns;
    }

    /**
     * Where each patch lies.
     *
     * @return {@code (N, 2)}: row and column, flat
     */
    public int[] coordinates() {
        int[] coordinates = new int[2 * count()];
        for (int i = 0; i < count(); i++) {
            coordinates[2 * i] = i / columns;
            coordinates[2 * i + 1] = i % columns;
        }
        return coordinates;
    }
}
