package io.github.timm4j.data.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DirectColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/** Exact conversion from and to {@link BufferedImage}: samples are copied, never colour managed. */
final class DesktopImages {
    private DesktopImages() {}

    static Pixels pixels(BufferedImage image) {
        ColorModel model = image.getColorModel();
        if (model instanceof DirectColorModel packed && packed.getComponentSize(0) < Byte.SIZE) {
            return packedColors(image, packed);
        }
        int samples = image.getSampleModel().getTransferType();
        boolean gray = !(model instanceof IndexColorModel)
                && model.getColorSpace().getType() == ColorSpace.TYPE_GRAY
                && (samples == DataBuffer.TYPE_BYTE || samples == DataBuffer.TYPE_USHORT);
        return gray ? grayRaster(image) : colors(image);
    }

    /** Samples of 5 or 6 bits, spread to 0..255 and rounded down as Pillow does; getRGB would round to the nearest. */
    private static Pixels packedColors(BufferedImage image, DirectColorModel model) {
        int height = image.getHeight();
        int width = image.getWidth();
        Raster raster = image.getRaster();
        byte[] out = new byte[height * width * 3];
        int[] row = new int[width];
        for (int c = 0; c < 3; c++) {
            int most = (1 << model.getComponentSize(c)) - 1;
            for (int y = 0; y < height; y++) {
                raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, c, row);
                for (int x = 0; x < width; x++) {
                    out[(y * width + x) * 3 + c] = (byte) (row[x] * 255 / most);
                }
            }
        }
        return Pixels.of(height, width, 3, out);
    }

    /** Grey samples as they are stored, cut off at 255 as Pillow does: getRGB would apply a tone curve to them. */
    private static Pixels grayRaster(BufferedImage image) {
        int height = image.getHeight();
        int width = image.getWidth();
        byte[] out = new byte[height * width];
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            image.getRaster().getSamples(image.getRaster().getMinX(), y, width, 1, 0, row);
            for (int x = 0; x < width; x++) {
                out[y * width + x] = (byte) Math.min(255, row[x]);
            }
        }
        return Pixels.of(height, width, 1, out);
    }

    private static Pixels colors(BufferedImage image) {
        int height = image.getHeight();
        int width = image.getWidth();
        byte[] out = new byte[height * width * 3];
        int[] row = new int[width];
        for (int y = 0, o = 0; y < height; y++) {
            image.getRGB(0, y, width, 1, row, 0, width);
            for (int x = 0; x < width; x++, o += 3) {
                out[o] = (byte) (row[x] >> 16);
                out[o + 1] = (byte) (row[x] >> 8);
                out[o + 2] = (byte) row[x];
            }
        }
        return Pixels.of(height, width, 3, out);
    }

    static BufferedImage image(Pixels pixels) {
        boolean gray = pixels.channels() == 1;
        BufferedImage image = new BufferedImage(
                pixels.width(), pixels.height(), gray ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
        byte[] to = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        byte[] from = pixels.data();
        if (gray) {
            System.arraycopy(from, 0, to, 0, to.length);
            return image;
        }
        for (int i = 0; i < to.length; i += 3) {
            to[i] = from[i + 2];
            to[i + 1] = from[i + 1];
            to[i + 2] = from[i];
        }
        return image;
    }
}
