package io.github.timm4j.data.augment;

import io.github.timm4j.data.image.Pixels;

/** torchvision's hue change of 8-bit pictures: through Pillow's HSV with 8 bits a channel. */
final class HueShift {
    private HueShift() {}

    /**
     * Turns the colour circle.
     *
     * @param image the picture; grey ones stay
     * @param factor turns, from -0.5 to 0.5
     */
    static Pixels apply(Pixels image, double factor) {
        if (image.channels() == 1) {
            return image;
        }
        int shift = (int) (factor * 255);
        byte[] in = image.data();
        byte[] out = new byte[in.length];
        for (int i = 0; i < in.length; i += 3) {
            int hsv = toHsv(in[i] & 0xff, in[i + 1] & 0xff, in[i + 2] & 0xff);
            int hue = (hsv >> 16) + shift & 0xff;
            int rgb = toRgb(hue, hsv >> 8 & 0xff, hsv & 0xff);
            out[i] = (byte) (rgb >> 16);
            out[i + 1] = (byte) (rgb >> 8);
            out[i + 2] = (byte) rgb;
        }
        return Pixels.of(image.height(), image.width(), 3, out);
    }

    /** Packed in 24 bits; partly single precision, as Pillow's C code. */
    static int toHsv(int red, int green, int blue) {
        int most = Math.max(red, Math.max(green, blue));
        int least = Math.min(red, Math.min(green, blue));
        if (most == least) {
            return most;
        }
        float range = most - least;
        float saturation = range / most;
        float r = (most - red) / range;
        float g = (most - green) / range;
        float b = (most - blue) / range;
        float sixth;
        if (red == most) {
            sixth = b - g;
        } else if (green == most) {
            sixth = (float) (2.0 + r - b);
        } else {
            sixth = (float) (4.0 + g - r);
        }
        float hue = (float) ((sixth / 6.0 + 1.0) % 1.0);
        return (int) (hue * 255.0) << 16 | (int) (saturation * 255.0) << 8 | most;
    }

    static int toRgb(int hue, int saturation, int value) {
        if (saturation == 0) {
            return value << 16 | value << 8 | value;
        }
        double turn = hue * 6.0 / 255.0;
        int sector = (int) Math.floor(turn);
        float part = (float) (turn - sector);
        float s = (float) (saturation / 255.0);
        int p = level(value, s);
        int q = level(value, s * part);
        int t = level(value, s * (1.0 - part));
        return switch (sector % 6) {
            case 0 -> value << 16 | t << 8 | p;
            case 1 -> q << 16 | value << 8 | p;
            case 2 -> p << 16 | value << 8 | t;
            case 3 -> p << 16 | q << 8 | value;
            case 4 -> t << 16 | p << 8 | value;
            default -> value << 16 | p << 8 | q;
        };
    }

    private static int level(int value, double share) {
        return (int) Math.floor(value * (1.0 - share) + 0.5);
    }
}
