package io.github.timm4j.data.image;

import io.github.timm4j.ImageException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The chunks of a PNG file that decide its pixels.
 *
 * @param bytes the file
 * @param width columns
 * @param height rows
 * @param depth bits of a sample
 * @param type colour type: 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha
 * @param interlaced whether the rows come in Adam7 order
 * @param palette 256 RGB triples, black where the file has fewer
 * @param data places of the compressed data: start and end, again and again
 */
record PngFile(
        byte[] bytes,
        int width,
        int height,
        int depth,
        int type,
        boolean interlaced,
        byte[] palette,
        List<Integer> data) {
    private static final int HEADER = 0x49484452;
    private static final int PALETTE = 0x504c5445;
    private static final int DATA = 0x49444154;
    private static final int END = 0x49454e44;

    static PngFile parse(byte[] bytes) {
        List<Integer> data = new ArrayList<>();
        byte[] palette = new byte[768];
        if (int32(bytes, 12) != HEADER || int32(bytes, 8) < 13 || bytes[27] != 0) {
            throw new ImageException("a PNG file that does not start with a header chunk of filter method 0");
        }
        int at = 8;
        while (at + 8 <= bytes.length) {
            int length = int32(bytes, at);
            int name = int32(bytes, at + 4);
            boolean last = name == END || (!data.isEmpty() && name != DATA);
            if (last) {
                break;
            }
            int room = bytes.length - at - 8;
            if (length < 0 || (length > room - 4 && name != DATA)) {
                throw new ImageException("truncated: a PNG chunk of " + length + " bytes at byte " + at);
            }
            int start = at + 8;
            int end = start + Math.min(length, room);
            if (name == DATA) {
                data.add(start);
                data.add(end);
            } else {
                check(bytes, at, length);
                if (name == PALETTE) {
                    System.arraycopy(bytes, start, palette, 0, Math.min(length, palette.length));
                }
            }
            at = end + 4;
        }
        boolean interlaced = bytes[28] != 0;
        return new PngFile(bytes, int32(bytes, 16), int32(bytes, 20), bytes[24], bytes[25], interlaced, palette, data);
    }

    private static void check(byte[] bytes, int at, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, at + 4, length + 4);
        if ((int) crc.getValue() != int32(bytes, at + 8 + length)) {
            throw new ImageException("a PNG chunk at byte " + at + " has a wrong checksum");
        }
    }

    private static int int32(byte[] bytes, int at) {
        if (at + 4 > bytes.length) {
            throw new ImageException("truncated: a PNG file of " + bytes.length + " bytes");
        }
        int high = (bytes[at] & 0xff) << 24 | (bytes[at + 1] & 0xff) << 16;
        return high | (bytes[at + 2] & 0xff) << 8 | (bytes[at + 3] & 0xff);
    }

    /** Samples of a pixel as stored, alpha and palette numbers included. */
    int samples() {
        return switch (type) {
            case 2 -> 3;
            case 4 -> 2;
            case 6 -> 4;
            default -> 1;
        };
    }

    /** Checks that the depth is one that PNG defines for the colour type. */
    void requireKnownType() {
        boolean known =
                switch (type) {
                    case 0 -> List.of(1, 2, 4, 8, 16).contains(depth);
                    case 3 -> List.of(1, 2, 4, 8).contains(depth);
                    case 2, 4, 6 -> depth == 8 || depth == 16;
                    default -> false;
                };
        if (!known) {
            throw new ImageException("a PNG of colour type " + type + " with " + depth + " bits a sample");
        }
    }

    /** Bytes of a row of so many pixels, without the filter's number. */
    int rowBytes(int columns) {
        return Math.toIntExact(((long) columns * samples() * depth + 7) / 8);
    }

    /** Bytes from a sample to the one that filters compare it with. */
    int filterStep() {
        return Math.max(1, samples() * depth / 8);
    }
}
