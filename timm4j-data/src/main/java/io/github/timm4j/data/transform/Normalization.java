package io.github.timm4j.data.transform;

import io.github.timm4j.data.image.Pixels;
import java.util.List;

/**
 * Turns samples into floats, {@code (value / 255 - mean) / std}, and pixels into planes: {@code (H, W, C)} bytes become
 * {@code (C, H, W)} floats, bit for bit those of torchvision.
 */
public final class Normalization {
    private final float[][] tables;

    private Normalization(float[][] tables) {
        this.tables = tables;
    }

    /**
     * A normalisation for pictures of some channels.
     *
     * @param mean one value a channel, or one for all
     * @param std one value a channel, or one for all
     * @param channels 1 or 3
     * @return the normalisation
     * @throws IllegalArgumentException where the numbers of values do not fit, or a deviation is 0
     */
    public static Normalization of(List<Double> mean, List<Double> std, int channels) {
        require("mean", mean, channels);
        require("std", std, channels);
        float[][] tables = new float[channels][];
        for (int c = 0; c < channels; c++) {
            double deviation = std.get(std.size() == 1 ? 0 : c);
            if (deviation == 0) {
                throw new IllegalArgumentException("a standard deviation of 0: " + std);
            }
            tables[c] = table((float) (double) mean.get(mean.size() == 1 ? 0 : c), (float) deviation);
        }
        return new Normalization(tables);
    }

    private static void require(String name, List<Double> values, int channels) {
        if (values.size() != 1 && values.size() != channels) {
            throw new IllegalArgumentException(
                    name + " needs one value for each of " + channels + " channels, or one for all, got " + values);
        }
    }

    private static float[] table(float mean, float std) {
        float[] table = new float[256];
        for (int value = 0; value < table.length; value++) {
            table[value] = (value / 255f - mean) / std;
        }
        return table;
    }

    /**
     * Writes a picture's floats.
     *
     * @param image a picture of as many channels
     * @param target takes {@code C * H * W} values
     * @param offset where they begin
     * @throws IllegalArgumentException where the channels or the room do not fit
     */
    public void write(Pixels image, float[] target, int offset) {
        byte[] data = image.data();
        if (image.channels() != tables.length || offset < 0 || target.length - offset < data.length) {
            throw new IllegalArgumentException("cannot write " + image + " with " + tables.length
                    + " normalised channels to " + target.length + " floats from " + offset);
        }
        if (tables.length == 1) {
            for (int i = 0; i < data.length; i++) {
                target[offset + i] = tables[0][data[i] & 0xff];
            }
        } else {
            colors(data, target, offset);
        }
    }

    private void colors(byte[] data, float[] target, int offset) {
        float[] red = tables[0];
        float[] green = tables[1];
        float[] blue = tables[2];
        int plane = data.length / 3;
        for (int i = 0, p = offset; i < data.length; i += 3, p++) {
            target[p] = red[data[i] & 0xff];
            target[p + plane] = green[data[i + 1] & 0xff];
            target[p + 2 * plane] = blue[data[i + 2] & 0xff];
        }
    }
}
