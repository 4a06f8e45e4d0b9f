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

    /** A part that may have no pixel, of a picture of a few pixels. */
    record Part(int top, int left, int height, int width) {
        boolean isEmpty() {
            return height == 0 || width == 0;
        }

        Window window() {
            return new Window(top, left, height, width);
        }
    }

    /** As in timm a part without pixels becomes black. */
    @Override
    public Pixels apply(Pixels image, Draws draws) {
        Part part = part(new ImageSize(image.height(), image.width()), draws);
        Interpolation filter = filter(interpolation, draws);
        if (part.isEmpty()) {
            byte[] black = new byte[size.height() * size.width() * image.channels()];
            return Pixels.of(size.height(), size.width(), image.channels(), black);
        }
        return Resampler.resize(image, part.window(), size, Window.full(size.height(), size.width()), filter);
    }

    /** A single filter needs no draw. */
    static Interpolation filter(List<Interpolation> filters, Draws draws) {
        return filters.size() == 1 ? filters.get(0) : draws.choose(filters);
    }

    /** A drawn part, or where ten do not fit, the largest in the middle whose ratio is allowed. */
    Part part(ImageSize image, Draws draws) {
        double area = (double) image.width() * image.height();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            double target = scale.draw(draws) * area;
            double aspect = ratio.drawRatio(draws);
            int width = (int) Math.rint(Math.sqrt(target * aspect));
            int height = (int) Math.rint(Math.sqrt(target / aspect));
            if (width <= image.width() && height <= image.height()) {
                int top = draws.between(0, image.height() - height);
                return new Part(top, draws.between(0, image.width() - width), height, width);
            }
        }
        double own = (double) image.width() / image.height();
        double narrowest = Math.min(ratio.low(), ratio.high());
        double widest = Math.max(ratio.low(), ratio.high());
        int height = own < narrowest ? (int) Math.rint(image.width() / narrowest) : image.height();
        int width = own > widest ? (int) Math.rint(image.height() * widest) : image.width();
        return new Part((image.height() - height) / 2, (image.width() - width) / 2, height, width);
    }

    @Override
    public String name() {
        return "RandomResizedCropAndInterpolation";
    }
}
