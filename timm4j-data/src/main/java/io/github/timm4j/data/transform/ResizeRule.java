package io.github.timm4j.data.transform;

import io.github.timm4j.ImageException;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.data.image.Pixels;

/** What size a picture is resized to before it is cropped. */
interface ResizeRule {
    ImageSize sizeOf(Pixels image);

    /** The transform of timm that does it. */
    default String transformName() {
        return "Resize";
    }

    /** The same size for all. */
    static ResizeRule exact(ImageSize size) {
        return image -> size;
    }

    /** The shorter side becomes so long; the longer one is rounded down. */
    static ResizeRule shorterSide(int length) {
        return image -> {
            int shorter = Math.min(image.height(), image.width());
            int longer = Math.max(image.height(), image.width());
            int scaled = fit(image, (double) ((long) length * longer) / shorter);
            return image.width() <= image.height() ? new ImageSize(scaled, length) : new ImageSize(length, scaled);
        };
    }

    /** Same aspect ratio, so that one side fits a size; {@code longest} 1 picks the longer side, 0 the shorter one. */
    record KeepRatio(ImageSize target, double longest) implements ResizeRule {
        @Override
        public ImageSize sizeOf(Pixels image) {
            return sizeOf(new ImageSize(image.height(), image.width()), 1, 1);
        }

        /** With each side times a factor. */
        ImageSize sizeOf(ImageSize image, double byHeight, double byWidth) {
            double rows = (double) image.height() / target.height();
            double columns = (double) image.width() / target.width();
            double ratio = Math.max(rows, columns) * longest + Math.min(rows, columns) * (1 - longest);
            return new ImageSize(
                    side(image, image.height() * byHeight / ratio), side(image, image.width() * byWidth / ratio));
        }

        /** timm fails where a thin picture would shrink to nothing; here one pixel remains. */
        private static int side(ImageSize image, double length) {
            return Math.max(1, fit(image, Math.rint(length)));
        }

        @Override
        public String transformName() {
            return "ResizeKeepRatio";
        }
    }

    private static int fit(Object image, double length) {
        if (length > Integer.MAX_VALUE) {
            throw new ImageException(image + " is too thin to be resized: a side would have " + length + " pixels");
        }
        return (int) length;
    }
}
