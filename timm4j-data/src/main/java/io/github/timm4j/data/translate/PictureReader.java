package io.github.timm4j.data.translate;

import ai.djl.modality.cv.Image;
import io.github.timm4j.ImageException;
import io.github.timm4j.data.image.ImageDecoder;
import io.github.timm4j.data.image.Pixels;
import java.awt.image.BufferedImage;
import java.nio.file.Path;

/**
 * How a translator gets pixels from what a predictor is given.
 *
 * @param <I> what the predictor is given
 */
@FunctionalInterface
public interface PictureReader<I> {
    /**
     * Reads one picture.
     *
     * @param input what the predictor was given
     * @return its pixels
     * @throws ImageException where it is no picture that can be read
     */
    Pixels read(I input);

    /**
     * Pixels that are there already.
     *
     * @return the reader
     */
    static PictureReader<Pixels> pixels() {
        return input -> input;
    }

    /**
     * Picture files.
     *
     * @return the reader
     */
    static PictureReader<Path> files() {
        return ImageDecoder.rgb()::decode;
    }

    /**
     * DJL's own images, as its default factory makes them. Their pixels are those of the Java desktop, which decodes
     * grey and CMYK files otherwise than timm: {@link #files()} is exact.
     *
     * @return the reader
     */
    static PictureReader<Image> images() {
        return input -> {
            if (input.getWrappedImage() instanceof BufferedImage image) {
                return Pixels.of(image);
            }
            throw new ImageException("expected a DJL image over a BufferedImage, got one over "
                    + input.getWrappedImage().getClass().getName());
        };
    }
}
