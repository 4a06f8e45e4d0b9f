package io.github.timm4j.data.image;

import java.io.IOException;

/** The file formats that are told apart by their first bytes. */
enum ImageFormat {
    JPEG,
    PNG,
    GIF,
    BMP,
    WEBP,
    /** Whatever an Image I/O plug-in may know. */
    OTHER;

    static ImageFormat of(EncodedImage file) throws IOException {
        if (file.matches(0, "\u00ff\u00d8\u00ff")) {
            return JPEG;
        }
        if (file.matches(0, "\u0089PNG\r\n\u001a\n")) {
            return PNG;
        }
        if (file.matches(0, "GIF87a") || file.matches(0, "GIF89a")) {
            return GIF;
        }
        if (file.matches(0, "BM")) {
            return BMP;
        }
        return file.matches(0, "RIFF") && file.matches(8, "WEBP") ? WEBP : OTHER;
    }
}
