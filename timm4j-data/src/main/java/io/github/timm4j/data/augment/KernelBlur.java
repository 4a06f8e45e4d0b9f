package io.github.timm4j.data.augment;

import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.random.Draws;
import java.util.Arrays;

/**
 * torchvision's Gaussian blur: a sampled kernel of fixed size and a drawn deviation; pixels beyond the border are
 * reflected.
 *
 * @param size of the kernel, odd, in pixels
 * @param least smallest deviation
 * @param most largest deviation
 */
public record KernelBlur(int size, double least, double most) implements Augmentation {
    /**
     * Checks the kernel.
     *
     * @throws IllegalArgumentException where the size is even or the deviations are no positive range
     */
    public KernelBlur {
        if (size < 1 || size % 2 == 0 || !(least > 0 && least <= most)) {
            throw new IllegalArgumentException(
                    "a blur needs an odd size and positive deviations, got " + size + " and " + least + " to " + most);
        }
    }

    /**
     * 23 pixels, deviations from 0.1 to 2, as timm has it.
     *
     * @return the blur
     */
    public static KernelBlur standard() {
        return new KernelBlur(23, 0.1, 2.0);
    }

    @Override
    public Pixels apply(Pixels image, Draws draws) {
        return blur(image, draws.uniform(least, most));
    }

    @Override
    public String name() {
        return "GaussianBlur";
    }

    Pixels blur(Pixels image, double deviation) {
        float[] kernel = kernel(deviation);
        int channels = image.channels();
        int stride = image.width() * channels;
        byte[] data = image.data();
        float[] middle = new float[data.length];
        int[] padded = new int[image.width() + size];
        for (int x = 0; x < padded.length; x++) {
            padded[x] = Borders.reflect(x - size / 2, image.width()) * channels;
        }
        for (int i = 0; i < middle.length; i++) {
            int first = i % stride / channels;
            int base = i - i % stride + i % channels;
            float sum = 0;
            for (int k = 0; k < size; k++) {
                sum += kernel[k] * (data[base + padded[first + k]] & 0xff);
            }
            middle[i] = sum;
        }
        return rows(image, middle, kernel);
    }

    private Pixels rows(Pixels image, float[] middle, float[] kernel) {
        int stride = image.width() * image.channels();
        byte[] out = new byte[middle.length];
        float[] sums = new float[stride];
        for (int y = 0; y < image.height(); y++) {
            Arrays.fill(sums, 0);
            for (int k = 0; k < size; k++) {
                int start = Borders.reflect(y + k - size / 2, image.height()) * stride;
                for (int i = 0; i < stride; i++) {
                    sums[i] += kernel[k] * middle[start + i];
                }
            }
            for (int i = 0; i < stride; i++) {
                out[y * stride + i] = (byte) (int) Math.rint(sums[i]);
            }
        }
        return Pixels.of(image.height(), image.width(), image.channels(), out);
    }

    private float[] kernel(double deviation) {
        float[] kernel = new float[size];
        float sum = 0;
        for (int i = 0; i < size; i++) {
            float x = (float) ((i - size / 2) / deviation);
            kernel[i] = (float) Math.exp(-0.5f * x * x);
            sum += kernel[i];
        }
        for (int i = 0; i < size; i++) {
            kernel[i] /= sum;
        }
        return kernel;
    }
}
