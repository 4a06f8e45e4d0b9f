package io.github.timm4j.data.image;

import java.awt.image.Raster;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageReader;

/** The first picture of a GIF file, laid on its screen as Pillow does. */
final class GifDecoder {
    private GifDecoder() {}

    static Pixels decode(byte[] bytes) throws IOException {
        GifHeader header = GifHeader.read(new EncodedImage(bytes));
        byte[] colors = palette(bytes, header);
        int around = 3 * Math.max(0, header.transparent());
        Pixels screen = Pixels.filled(
                header.height(),
                header.width(),
                colors[around] & 0xff,
                colors[around + 1] & 0xff,
                colors[around + 2] & 0xff);
        screen.paste(picture(bytes, colors), header.top(), header.left());
        return screen;
    }

    /** 256 colours, black where the file has fewer; a grey ramp where it has none. */
    private static byte[] palette(byte[] bytes, GifHeader header) {
        byte[] rgb = new byte[768];
        for (int i = 0; i < 256 && header.colors() == 0; i++) {
            Arrays.fill(rgb, 3 * i, 3 * i + 3, (byte) i);
        }
        System.arraycopy(bytes, header.palette(), rgb, 0, 3 * header.colors());
        return rgb;
    }

    private static Pixels picture(byte[] bytes, byte[] colors) throws IOException {
        ImageReader reader = Plugins.jdk("gif");
        try (ArrayImageInput in = new ArrayImageInput(bytes)) {
            reader.setInput(in, true, true);
            Raster raster = reader.read(0).getRaster();
            int[] row = new int[raster.getWidth()];
            byte[] out = new byte[raster.getHeight() * row.length * 3];
            int o = 0;
            for (int y = 0; y < raster.getHeight(); y++) {
                raster.getSamples(0, y, row.length, 1, 0, row);
                for (int index : row) {
                    System.arraycopy(colors, index * 3, out, o, 3);
                    o += 3;
                }
            }
            return Pixels.of(raster.getHeight(), row.length, 3, out);
        } finally {
            reader.dispose();
        }
    }
}
