package io.github.timm4j.data.image;

import io.github.timm4j.ImageException;
import java.io.IOException;
import javax.imageio.ImageReader;

/** BMP by the JDK and any further format that an Image I/O plug-in reads. */
final class PluginDecoder {
    private PluginDecoder() {}

    static Pixels bmp(byte[] bytes) throws IOException {
        EncodedImage file = new EncodedImage(bytes);
        boolean core = file.i32le(14) == 12;
        int bits = file.u16le(core ? 24 : 28);
        boolean packed = !core && (file.i32le(30) == 1 || file.i32le(30) == 2);
        ImageHeader header = ImageHeader.read(file);
        long rowBytes = ((long) header.width() * bits + 31) / 32 * 4;
        if (!packed && rowBytes * header.height() > bytes.length) {
            throw new ImageException("truncated: a BMP of " + header.width() + " x " + header.height() + " in "
                    + bytes.length + " bytes");
        }
        try (ArrayImageInput in = new ArrayImageInput(bytes)) {
            return read(Plugins.jdk("bmp"), in);
        }
    }

    static Pixels any(byte[] bytes, long maxPixels) throws IOException {
        try (ArrayImageInput in = new ArrayImageInput(bytes)) {
            ImageReader reader = Plugins.any(in);
            reader.setInput(in, true, true);
            ImageDecoder.requireAtMost(maxPixels, reader.getHeight(0), reader.getWidth(0), "plug-in");
            in.seek(0);
            return read(reader, in);
        }
    }

    private static Pixels read(ImageReader reader, ArrayImageInput in) throws IOException {
        try {
            reader.setInput(in, true, true);
            return Pixels.of(reader.read(0));
        } finally {
            reader.dispose();
        }
    }
}
