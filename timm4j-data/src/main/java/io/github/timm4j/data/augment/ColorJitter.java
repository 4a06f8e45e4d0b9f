package io.github.timm4j.data.augment;

import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.random.Draws;
import java.util.List;

/**
 * torchvision's colour jitter: brightness, contrast, saturation and hue in a drawn order, each by a drawn factor.
 *
 * @param brightness how far factors go from 1, 0 for none
 * @param contrast likewise
 * @param saturation likewise
 * @param hue how far the colour circle turns either way, at most 0.5
 */
public record ColorJitter(double brightness, double contrast, double saturation, double hue) implements Augmentation {
    /**
     * Checks the amounts.
     *
     * @throws IllegalArgumentException where one is negative or the hue is above 0.5
     */
    public ColorJitter {
        if (!(brightness >= 0 && contrast >= 0 && saturation >= 0 && hue >= 0 && hue <= 0.5)) {
            throw new IllegalArgumentException("amounts must be positive and hue at most 0.5, got " + brightness + ", "
                    + contrast + ", " + saturation + ", " + hue);
        }
    }

    /**
     * From timm's argument.
     *
     * @param amounts one for brightness, contrast and saturation, or three for them, or four with hue
     * @return the jitter
     * @throws IllegalArgumentException for another number of amounts
     */
    public static ColorJitter of(List<Double> amounts) {
        return switch (amounts.size()) {
            case 1 -> new ColorJitter(amounts.get(0), amounts.get(0), amounts.get(0), 0);
            case 3 -> new ColorJitter(amounts.get(0), amounts.get(1), amounts.get(2), 0);
            case 4 -> new ColorJitter(amounts.get(0), amounts.get(1), amounts.get(2), amounts.get(3));
            default -> throw new IllegalArgumentException("colour jitter has 1, 3 or 4 amounts, got " + amounts);
        };
    }

    @Override
    public Pixels apply(Pixels image, Draws draws) {
        int[] order = draws.permutation(4);
        double bright = factor(brightness, draws);
        double contrasting = factor(contrast, draws);
        double saturated = factor(saturation, draws);
        double turned = hue == 0 ? 0 : draws.uniform(-hue, hue);
        Pixels current = image;
        for (int step : order) {
            current = switch (step) {
                case 0 -> Enhancement.brightness(current, bright);
                case 1 -> Enhancement.contrast(current, contrasting);
                case 2 -> Enhancement.color(current, saturated);
                default -> hue == 0 ? current : HueShift.apply(current, turned);
            };
        }
        return current;
    }

    private static double factor(double amount, Draws draws) {
        return amount == 0 ? 1 : draws.uniform(Math.max(0, 1 - amount), 1 + amount);
    }
}
