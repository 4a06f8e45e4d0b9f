package io.github.timm4j.data.transform;

import io.github.timm4j.config.ImageSize;
import io.github.timm4j.data.augment.Augmentation;
import io.github.timm4j.data.image.Interpolation;
import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.image.Resampler;
import io.github.timm4j.data.image.Window;
import io.github.timm4j.data.random.Draws;
import io.github.timm4j.data.random.Range;
import java.util.List;

/**
 * Cuts out a part of drawn area and aspect ratio and resizes it.
 *
 * @param size the new size
 * @param scale area of the part over that of the picture
 * @param ratio width over height of the part
 * @param interpolation filters to choose from
 */
record RandomResizedCrop(ImageSize size, Range scale, Range ratio, List<Interpolation> interpolation)
        implements Augmentation {
    private static final int ATTEMPTS = 10;

    @Override
    public Pixels apply(Pixels image, Draws draws) {
        Window part = part(new ImageSize(image.height(), image.width()), draws);
        Interpolation filter = filter(interpolation, draws);
        return Resampler.resize(image, part, size, Window.full(size.height(), size.width()), filter);
    }

    /** A single filter needs no draw. */
    static Interpolation filter(List<Interpolation> filters, Draws draws) {
        return filters.size() == 1 ? filters.get(0) : draws.choose(filters);
    }

    /** A drawn part, or where ten do not fit, the largest in the middle whose ratio is allowed. */
    Window part(ImageSize image, Draws draws) {
        double area = (double) image.width() * image.height();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            double target = scale.draw(draws) * area;
            double aspect = ratio.drawRatio(draws);
            int width = (int) Math.rint(Math.sqrt(target * aspect));
            int height = (int) Math.rint(Math.sqrt(target / aspect));
            // timm goes on with parts of no pixel, and fails
            if (width > 0 && height > 0 && width <= image.width() && height <= image.height()) {
                int top = draws.between(0, image.height() - height);
                return new Window(top, draws.between(0, image.width() - width), height, width);
            }
        }
        double own = (double) image.width() / image.height();
        double narrowest = Math.min(ratio.low(), ratio.high());
        double widest = Math.max(ratio.low(), ratio.high());
        int height = own < narrowest ? side(image.width() / narrowest) : image.height();
        int width = own > widest ? side(image.height() * widest) : image.width();
        return new Window((image.height() - height) / 2, (image.width() - width) / 2, height, width);
    }

    private static int side(double length) {
        return Math.max(1, (int) Math.rint(length));
    }

    @Override
    public String name() {
        return "RandomResizedCropAndInterpolation";
    }
}
