package io.github.timm4j.data.image;

import io.github.timm4j.ImageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/**
 * A JPEG file reduced to what decides its pixels. Metadata goes, because profiles, thumbnails and broken application
 * segments make the JDK's reader convert colours or give up, where Pillow looks at none of them; one marker comes in
 * that says which colours the components are by libjpeg's rules.
 *
 * @param bytes the reduced file
 * @param colors what the components are
 * @param passes how many scans there are
 * @param ended whether the marker is there that ends the picture
 * @param whole whether the last byte of the file must have been read before any pixel is final: progressive files
 */
record JpegFile(byte[] bytes, Colors colors, int passes, boolean ended, boolean whole) {
    /** What the components of a JPEG file mean. */
    enum Colors {
        GRAY,
        YCC,
        RGB,
        CMYK,
        YCCK
    }

    private static final byte[] JFIF = {
        (byte) 0xff, (byte) 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
    };
    private static final byte[] ADOBE = {(byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
    };

    static JpegFile parse(byte[] original) throws IOException {
        EncodedImage file = new EncodedImage(original);
        ByteArrayOutputStream tables = new ByteArrayOutputStream();
        Frame frame = new Frame();
        long at = JpegMarkers.find(file, 2);
        while (file.u8(at + 1) != JpegMarkers.START_OF_SCAN) {
            int marker = file.u8(at + 1);
            long next = JpegMarkers.skip(file, at);
            if (next > original.length) {
                throw new ImageException("truncated: a JPEG segment ends at byte " + next + " of " + original.length);
            }
            frame.see(file, marker, at);
            if (!JpegMarkers.isMetadata(marker)) {
                tables.write(original, (int) at, (int) (next - at));
            }
            at = JpegMarkers.find(file, next);
        }
        return frame.reduced(tables.toByteArray(), original, (int) at);
    }

    /** What was seen on the way to the first scan. */
    private static final class Frame {
        private List<Integer> components = List.of();
        private boolean jfif;
        private int transform = -1;
        private boolean huffman;
        private boolean progressive;
        private int blocks;

        void see(EncodedImage file, int marker, long at) throws IOException {
            int length = file.u16(at + 2) - 2;
            int data = (int) at + 4;
            if (marker == JpegMarkers.APP0 && length >= 14 && file.matches(data, "JFIF\0")) {
                jfif = true;
            } else if (marker == JpegMarkers.APP14 && length >= 12 && file.matches(data, "Adobe")) {
                transform = file.u8(data + 11);
            } else if (JpegMarkers.isFrame(marker)) {
                readFrame(file, marker, data);
            }
        }

        private void readFrame(EncodedImage file, int marker, int data) throws IOException {
            int count = file.u8(data + 5);
            if (file.u8(data) != 8 || (count != 1 && count != 3 && count != 4)) {
                throw new ImageException("a JPEG of " + count + " components of " + file.u8(data)
                        + " bits; expected 1, 3 or 4 of 8 bits");
            }
            Integer[] ids = new Integer[count];
            for (int i = 0; i < count; i++) {
                ids[i] = file.u8(data + 6 + 3L * i);
            }
            components = List.of(ids);
            huffman = marker <= 0xc2;
            progressive = marker == 0xc2 || marker == 0xc6 || marker == 0xca || marker == 0xce;
            blocks = ((file.u16(data + 1) + 7) / 8) * ((file.u16(data + 3) + 7) / 8);
        }

        /** libjpeg's guess, by markers first and component numbers then. */
        private Colors colors() {
            return switch (components.size()) {
                case 1 -> Colors.GRAY;
                case 3 -> {
                    boolean named = transform < 0 && components.equals(List.of((int) 'R', (int) 'G', (int) 'B'));
                    yield !jfif && (transform == 0 || named) ? Colors.RGB : Colors.YCC;
                }
                default -> transform <= 0 ? Colors.CMYK : Colors.YCCK;
            };
        }

        JpegFile reduced(byte[] tables, byte[] original, int scan) {
            if (components.isEmpty()) {
                throw new ImageException("no frame header before the JPEG data");
            }
            int data = original.length - scan;
            if (huffman && data * 8L < blocks) {
                // each block takes one bit at the very least
                throw new ImageException("truncated: " + data + " bytes cannot hold " + blocks + " JPEG blocks");
            }
            Colors colors = colors();
            ByteArrayOutputStream out = new ByteArrayOutputStream(tables.length + data + 20);
            out.write(original, 0, 2);
            byte[] marker = colors == Colors.GRAY || colors == Colors.YCC ? JFIF : ADOBE.clone();
            if (colors == Colors.YCCK) {
                marker[marker.length - 1] = 2;
            }
            out.write(marker, 0, marker.length);
            out.write(tables, 0, tables.length);
            out.write(original, scan, data);
            int end = end(original, scan);
            int scans = scans(original, scan, end);
            return new JpegFile(out.toByteArray(), colors, scans, end < original.length, progressive || scans > 1);
        }

        /** Where the picture's last marker is, the length of the file where there is none. */
        private static int end(byte[] bytes, int from) {
            for (int i = from; i < bytes.length - 1; i++) {
                if (bytes[i] == (byte) 0xff && (bytes[i + 1] & 0xff) == JpegMarkers.END) {
                    return i;
                }
            }
            return bytes.length;
        }

        private static int scans(byte[] bytes, int from, int end) {
            int scans = 0;
            for (int i = from; i < end - 1; i++) {
                scans += bytes[i] == (byte) 0xff && (bytes[i + 1] & 0xff) == JpegMarkers.START_OF_SCAN ? 1 : 0;
            }
            return scans;
        }
    }
}
