package io.github.timm4j.data.image;

import io.github.timm4j.ImageException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Decodes picture files into the very pixels that timm gets from Pillow's {@code open(...).convert(mode)}.
 *
 * <p>JPEG (grey, RGB, CMYK, YCCK, baseline and progressive), PNG (all depths, palettes, alpha, interlaced), GIF (first
 * picture), BMP; WebP where {@code org.openpnp:opencv} is on the class path; other formats by Image I/O plug-ins. The
 * orientation tag of a camera is ignored, as timm ignores it; profiles are not applied; alpha is dropped.
 *
 * <p>A decoder is immutable and may be shared by threads.
 *
 * @see <a href="https://pillow.readthedocs.io/en/stable/handbook/concepts.html#modes">Modes</a>
 */
public final class ImageDecoder {
    /** Pillow's limit: twice the pixels of a quarter of a gigabyte of RGB. */
    public static final long DEFAULT_MAX_PIXELS = 178_956_970;

    /** What a file may hold besides its pixels. */
    private static final long METADATA_BYTES = 64L << 20;

    /** The largest pixel of a format: four samples of 16 bits. */
    private static final long PIXEL_BYTES = 8;

    private final ColorMode mode;
    private final long maxPixels;

    private ImageDecoder(ColorMode mode, long maxPixels) {
        this.mode = mode;
        this.maxPixels = maxPixels;
    }

    /**
     * A decoder to RGB with the default limit.
     *
     * @return the decoder
     */
    public static ImageDecoder rgb() {
        return new ImageDecoder(ColorMode.RGB, DEFAULT_MAX_PIXELS);
    }

    /**
     * The same decoder for another mode.
     *
     * @param wanted what pictures are converted to
     * @return a new decoder
     */
    public ImageDecoder mode(ColorMode wanted) {
        return new ImageDecoder(wanted, maxPixels);
    }

    /**
     * The same decoder with another limit; larger pictures are refused by their header, before memory is taken for
     * them.
     *
     * @param limit pixels, at least 1
     * @return a new decoder
     * @throws IllegalArgumentException where the limit is not positive
     */
    public ImageDecoder maxPixels(long limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("the limit of pixels must be positive, got " + limit);
        }
        return new ImageDecoder(mode, limit);
    }

    /**
     * Decodes a file.
     *
     * @param file a picture
     * @return its pixels
     * @throws ImageException where it is no picture, broken, truncated or too large
     * @throws UncheckedIOException where the file cannot be read
     */
    public Pixels decode(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return decode(new EncodedImage(in));
        } catch (ImageException e) {
            throw new ImageException(file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /**
     * Decodes a stream, which is read to its end but not closed.
     *
     * @param in a picture
     * @return its pixels
     * @throws ImageException where it is no picture, broken, truncated or too large
     * @throws UncheckedIOException where the stream cannot be read
     */
    public Pixels decode(InputStream in) {
        try {
            return decode(new EncodedImage(in));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the picture", e);
        }
    }

    /**
     * Decodes a file that is in memory.
     *
     * @param encoded a picture file's bytes
     * @return its pixels
     * @throws ImageException where it is no picture, broken, truncated or too large
     */
    public Pixels decode(byte[] encoded) {
        try {
            return decode(new EncodedImage(encoded));
        } catch (IOException e) {
            throw new ImageException("cannot decode the picture: " + e.getMessage(), e);
        }
    }

    private Pixels decode(EncodedImage file) throws IOException {
        ImageHeader header = ImageHeader.read(file);
        requireAtMost(
                maxPixels, header.height(), header.width(), header.format().toString());
        boolean known = header.format() != ImageFormat.OTHER;
        long pixels = known ? (long) header.height() * header.width() : maxPixels;
        byte[] bytes = file.all(pixels * PIXEL_BYTES + METADATA_BYTES);
        try {
            return decode(header, bytes).convert(mode);
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException | IllegalStateException e) {
            // what the desktop's readers throw at broken files
            String words = e instanceof EOFException ? "it ends too early" : e.getMessage();
            throw new ImageException("broken " + header.format() + " file: " + words, e);
        }
    }

    private Pixels decode(ImageHeader header, byte[] bytes) throws IOException {
        return switch (header.format()) {
            case JPEG -> JpegDecoder.decode(bytes);
            case PNG -> PngDecoder.decode(bytes);
            case GIF -> GifDecoder.decode(bytes);
            case BMP -> PluginDecoder.bmp(bytes);
            case WEBP -> WebpFile.decode(bytes, header);
            case OTHER -> PluginDecoder.any(bytes, maxPixels);
        };
    }

    /** Refuses pictures above a limit of pixels. */
    static void requireAtMost(long maxPixels, int height, int width, String format) {
        if ((long) height * width > maxPixels) {
            throw new ImageException("a " + format + " of " + width + " x " + height
                    + " pixels (width x height) exceeds " + "the limit of " + maxPixels + " pixels");
        }
    }
}
