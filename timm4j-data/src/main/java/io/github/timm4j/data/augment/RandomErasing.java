package io.github.timm4j.data.augment;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.data.image.Window;
import io.github.timm4j.data.random.Draws;
import io.github.timm4j.data.random.Range;
import java.util.ArrayList;
import java.util.List;

/**
 * Erases boxes of normalised pictures, at times. Source: timm.data.random_erasing.
 *
 * @param probability how often a picture is touched
 * @param mode what erased pixels become
 * @param minCount fewest boxes
 * @param maxCount most boxes
 * @param numSplits views of each picture in a batch, the first of which stays clean; 0 or 1 for none
 * @param area all boxes of a picture over the picture
 * @param aspect height over width of a box
 * @see <a href="https://arxiv.org/abs/1708.04896">Random Erasing</a>
 */
public record RandomErasing(
        double probability, ErasingMode mode, int minCount, int maxCount, int numSplits, Range area, Range aspect) {
    private static final int ATTEMPTS = 10;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException where there are no boxes, or an aspect is not positive
     */
    public RandomErasing {
        if (minCount < 1 || maxCount < minCount || !(aspect.low() > 0 && aspect.high() > 0)) {
            throw new IllegalArgumentException(
                    "boxes need a positive number and aspect, got " + minCount + " to " + maxCount + " of " + aspect);
        }
    }

    /**
     * One to some boxes of 0.02 to a third of the picture, as flat as 0.3 or as high as its inverse.
     *
     * @param probability how often a picture is touched
     * @param mode what erased pixels become
     * @param maxCount most boxes
     * @return the erasing
     */
    public static RandomErasing of(double probability, ErasingMode mode, int maxCount) {
        return new RandomErasing(probability, mode, 1, maxCount, 0, new Range(0.02, 1.0 / 3), new Range(0.3, 1 / 0.3));
    }

    /**
     * For batches of several views.
     *
     * @param splits views of each picture
     * @return with that
     */
    public RandomErasing numSplits(int splits) {
        return new RandomErasing(probability, mode, minCount, maxCount, splits, area, aspect);
    }

    /**
     * Erases in one picture, in place.
     *
     * @param planes normalised values {@code (C, H, W)}
     * @param size height and width
     * @param draws the only source of chance
     */
    public void erase(float[] planes, ImageSize size, Draws draws) {
        int plane = size.height() * size.width();
        int channels = planes.length / plane;
        for (Window box : boxes(size, draws)) {
            float[] values = values(box, channels, draws);
            for (int row = 0; row < channels * box.height(); row++) {
                int at = row / box.height() * plane + (box.top() + row % box.height()) * size.width() + box.left();
                System.arraycopy(values, row * box.width(), planes, at, box.width());
            }
        }
    }

    /**
     * Erases in a batch, in place and on its device; the clean views come first and are left out.
     *
     * @param batch normalised values {@code (N, C, H, W)} of any floating type
     * @param draws the only source of chance
     */
    public void erase(NDArray batch, Draws draws) {
        Shape shape = batch.getShape();
        ImageSize size = new ImageSize((int) shape.get(2), (int) shape.get(3));
        int channels = (int) shape.get(1);
        long first = numSplits > 1 ? shape.get(0) / numSplits : 0;
        for (long i = first; i < shape.get(0); i++) {
            for (Window box : boxes(size, draws)) {
                NDIndex index = new NDIndex(
                        "{}, :, {}:{}, {}:{}",
                        i,
                        box.top(),
                        box.top() + box.height(),
                        box.left(),
                        box.left() + box.width());
                Shape part = new Shape(channels, box.height(), box.width());
                try (NDArray values = batch.getManager().create(values(box, channels, draws), part)) {
                    batch.set(index, values);
                }
            }
        }
    }

    /** Where to erase; the draws are timm's, in its order. */
    List<Window> boxes(ImageSize size, Draws draws) {
        List<Window> boxes = new ArrayList<>();
        if (draws.next() > probability) {
            return boxes;
        }
        int count = minCount == maxCount ? minCount : draws.between(minCount, maxCount);
        for (int i = 0; i < count; i++) {
            box(size, count, draws, boxes);
        }
        return boxes;
    }

    private void box(ImageSize size, int count, Draws draws, List<Window> boxes) {
        int pixels = size.height() * size.width();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            double target = area.draw(draws) * pixels / count;
            double ratio = aspect.drawRatio(draws);
            int height = (int) Math.rint(Math.sqrt(target * ratio));
            int width = (int) Math.rint(Math.sqrt(target / ratio));
            if (height < size.height() && width < size.width()) {
                int top = draws.between(0, size.height() - height);
                int left = draws.between(0, size.width() - width);
                if (height > 0 && width > 0) {
                    boxes.add(new Window(top, left, height, width));
                }
                return;
            }
        }
    }

    private float[] values(Window box, int channels, Draws draws) {
        int plane = box.height() * box.width();
        float[] values = new float[channels * plane];
        float value = 0;
        for (int i = 0; i < values.length && mode != ErasingMode.CONST; i++) {
            if (mode == ErasingMode.PIXEL || i % plane == 0) {
                value = (float) draws.gaussian(0, 1);
            }
            values[i] = value;
        }
        return values;
    }
}
