package io.github.timm4j.data.transform;

import io.github.timm4j.config.ImageSize;
import io.github.timm4j.data.augment.Augmentation;
import io.github.timm4j.data.image.Interpolation;
import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.image.Resampler;
import io.github.timm4j.data.random.Draws;
import io.github.timm4j.data.random.Range;
import java.util.List;

/**
 * Resizes so that one side fits a size, times a drawn zoom and a drawn change of the aspect ratio.
 *
 * @param fit the size before that
 * @param zoom how the size is multiplied
 * @param aspect how the aspect ratio is changed
 * @param interpolation filters to choose from
 */
record RandomResizeKeepRatio(ResizeRule.KeepRatio fit, Zoom zoom, Chance aspect, List<Interpolation> interpolation)
        implements Augmentation {
    /** A number of a range, at times. */
    record Chance(double probability, Range range) {
        boolean happens(Draws draws) {
            return probability > 0 && draws.happens(probability);
        }
    }

    /** A change of size; a number by area is the share of the picture that will be seen, above 1 to see beyond it. */
    record Zoom(Chance chance, boolean byArea) {
        double factor(Draws draws) {
            if (!chance.happens(draws)) {
                return 1;
            }
            double drawn = chance.range().draw(draws);
            return byArea ? 1 / Math.sqrt(drawn) : drawn;
        }
    }

    @Override
    public Pixels apply(Pixels image, Draws draws) {
        ImageSize size = sizeOf(new ImageSize(image.height(), image.width()), draws);
        Interpolation filter = RandomResizedCrop.filter(interpolation, draws);
        return Resampler.resize(image, size.height(), size.width(), filter);
    }

    ImageSize sizeOf(ImageSize image, Draws draws) {
        double factor = zoom.factor(draws);
        double stretch = aspect.happens(draws) ? Math.sqrt(aspect.range().drawRatio(draws)) : 1;
        return fit.sizeOf(image, factor / stretch, factor * stretch);
    }

    @Override
    public String name() {
        return "ResizeKeepRatio";
    }
}
