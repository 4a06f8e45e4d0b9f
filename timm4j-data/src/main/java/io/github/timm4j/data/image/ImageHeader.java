package io.github.timm4j.data.image;

import io.github.timm4j.ImageException;
import java.io.IOException;

/**
 * What the first bytes of a file promise.
 *
 * @param format kind of file
 * @param height rows, 0 where only the plug-in can tell
 * @param width columns, 0 where only the plug-in can tell
 */
record ImageHeader(ImageFormat format, int height, int width) {
    static ImageHeader read(EncodedImage file) throws IOException {
        ImageFormat format = ImageFormat.of(file);
        ImageHeader header =
                switch (format) {
                    case JPEG -> jpeg(file);
                    case PNG -> new ImageHeader(format, file.i32(20), file.i32(16));
                    case GIF -> gif(file);
                    case BMP -> bmp(file);
                    case WEBP -> webp(file);
                    case OTHER -> new ImageHeader(format, 0, 0);
                };
        if (format != ImageFormat.OTHER && (header.height <= 0 || header.width <= 0)) {
            throw new ImageException("the " + format + " header says " + header.width + " x " + header.height
                    + " pixels (width x height)");
        }
        return header;
    }

    private static ImageHeader jpeg(EncodedImage file) throws IOException {
        long at = JpegMarkers.find(file, 2);
        while (true) {
            int marker = file.u8(at + 1);
            if (JpegMarkers.isFrame(marker)) {
                return new ImageHeader(ImageFormat.JPEG, file.u16(at + 5), file.u16(at + 7));
            }
            if (marker == JpegMarkers.START_OF_SCAN || marker == JpegMarkers.END) {
                throw new ImageException("no frame header before the JPEG data");
            }
            at = JpegMarkers.find(file, JpegMarkers.skip(file, at));
        }
    }

    private static ImageHeader gif(EncodedImage file) throws IOException {
        GifHeader gif = GifHeader.read(file);
        return new ImageHeader(ImageFormat.GIF, gif.height(), gif.width());
    }

    private static ImageHeader bmp(EncodedImage file) throws IOException {
        if (file.i32le(14) == 12) {
            return new ImageHeader(ImageFormat.BMP, file.u16le(20), file.u16le(18));
        }
        // a negative height means that the rows come from the top
        return new ImageHeader(ImageFormat.BMP, Math.abs(file.i32le(22)), file.i32le(18));
    }

    private static ImageHeader webp(EncodedImage file) throws IOException {
        if (file.matches(12, "VP8X")) {
            int width = 1 + (file.u16le(24) | file.u8(26) << 16);
            return new ImageHeader(ImageFormat.WEBP, 1 + (file.u16le(27) | file.u8(29) << 16), width);
        }
        if (file.matches(12, "VP8L")) {
            int bits = file.i32le(21);
            return new ImageHeader(ImageFormat.WEBP, 1 + (bits >> 14 & 0x3fff), 1 + (bits & 0x3fff));
        }
        if (file.matches(12, "VP8 ")) {
            return new ImageHeader(ImageFormat.WEBP, file.u16le(28) & 0x3fff, file.u16le(26) & 0x3fff);
        }
        throw new ImageException("a WebP file without VP8, VP8L or VP8X chunk at its start");
    }
}
