package io.github.timm4j.data.image;

import io.github.timm4j.ImageException;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.Optional;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;

/**
 * JPEG through the JDK's codec, which is libjpeg as Pillow's is; four-component pictures by Pillow's arithmetic. Files
 * of several scans, with which the JDK takes eight times as long, go through OpenCV where that is there: the same
 * pixels.
 */
final class JpegDecoder {
    private static final int[] RGB_ORDER = {0, 1, 2};
    private static final ColorModel RGB_MODEL = new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB), false, false, Transparency.OPAQUE, DataBuffer.TYPE_BYTE);

    private JpegDecoder() {}

    static Pixels decode(byte[] bytes) throws IOException {
        JpegFile file = JpegFile.parse(bytes);
        if (file.colors() == JpegFile.Colors.YCC && file.passes() > 1 && file.ended()) {
            Optional<Pixels> quick = OptionalCodec.decode(file.bytes());
            if (quick.isPresent()) {
                return quick.get();
            }
        }
        return decode(file);
    }

    /** By the JDK's codec alone. */
    static Pixels decode(JpegFile file) throws IOException {
        ImageReader reader = Plugins.jdk("jpeg");
        Warnings warnings = new Warnings();
        reader.addIIOReadWarningListener(warnings);
        try (ArrayImageInput in = new ArrayImageInput(file.bytes())) {
            reader.setInput(in, true, true);
            Pixels pixels =
                    switch (file.colors()) {
                        case YCC, RGB -> colors(reader, file.passes());
                        case GRAY -> gray(reader);
                        case CMYK, YCCK -> fourColors(reader, file.colors() == JpegFile.Colors.YCCK);
                    };
            if (in.exhausted() && (file.whole() || warnings.damaged)) {
                // libjpeg fills a cut file up with grey and only warns; Pillow refuses it
                throw new ImageException("truncated JPEG data");
            }
            return pixels;
        } finally {
            reader.dispose();
        }
    }

    /** Lets the codec write red, green and blue in our order, and of a progressive file the last pass alone. */
    private static Pixels colors(ImageReader reader, int passes) throws IOException {
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        byte[] data = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
        DataBufferByte buffer = new DataBufferByte(data, data.length);
        ImageReadParam param = reader.getDefaultReadParam();
        param.setDestination(new BufferedImage(
                RGB_MODEL,
                Raster.createInterleavedRaster(buffer, width, height, width * 3, 3, RGB_ORDER, null),
                false,
                null));
        if (passes > 1) {
            param.setSourceProgressivePasses(passes, Integer.MAX_VALUE - passes);
        }
        reader.read(0, param);
        return Pixels.of(height, width, 3, data);
    }

    private static Pixels gray(ImageReader reader) throws IOException {
        Raster raster = reader.readRaster(0, null);
        return Pixels.of(raster.getHeight(), raster.getWidth(), 1, samples(raster));
    }

    private static byte[] samples(Raster raster) {
        return ((DataBufferByte) raster.getDataBuffer()).getData();
    }

    private static Pixels fourColors(ImageReader reader, boolean ycck) throws IOException {
        Raster raster = reader.readRaster(0, null);
        byte[] from = samples(raster);
        byte[] to = new byte[from.length / 4 * 3];
        int[] ink = new int[3];
        for (int i = 0, o = 0; i < from.length; i += 4, o += 3) {
            for (int c = 0; c < 3; c++) {
                ink[c] = from[i + c] & 0xff;
            }
            if (ycck) {
                inksFromYcc(ink);
            }
            // the stored values are those of an inverted file, as Adobe writes them and Pillow assumes always
            int black = from[i + 3] & 0xff;
            for (int c = 0; c < 3; c++) {
                to[o + c] = (byte) Math.max(0, black - timesOver255(255 - ink[c], black));
            }
        }
        return Pixels.of(raster.getHeight(), raster.getWidth(), 3, to);
    }

    /** libjpeg's fixed-point conversion, 16 fraction bits. */
    private static void inksFromYcc(int[] ink) {
        int y = ink[0];
        int cb = ink[1] - 128;
        int cr = ink[2] - 128;
        ink[0] = 255 - clip(y + ((91881 * cr + 32768) >> 16));
        ink[1] = 255 - clip(y + ((-22554 * cb - 46802 * cr + 32768) >> 16));
        ink[2] = 255 - clip(y + ((116130 * cb + 32768) >> 16));
    }

    private static int clip(int value) {
        return Math.max(0, Math.min(255, value));
    }

    private static int timesOver255(int a, int b) {
        int product = a * b + 128;
        return ((product >> 8) + product) >> 8;
    }

    /** Listens for libjpeg's word that a scan's data are not what they should be. */
    private static final class Warnings implements IIOReadWarningListener {
        private boolean damaged;

        @Override
        public void warningOccurred(ImageReader source, String warning) {
            damaged |= warning.startsWith("Corrupt JPEG data");
        }
    }
}
