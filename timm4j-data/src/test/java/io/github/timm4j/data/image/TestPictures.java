package io.github.timm4j.data.image;

import io.github.timm4j.fixtures.FixtureStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Pictures made for tests, and what hashes them. */
final class TestPictures {
    private TestPictures() {}

    static byte[] bytes(String resource) {
        try (InputStream in = TestPictures.class.getResourceAsStream("/" + resource)) {
            if (in == null) {
                throw new IllegalArgumentException("no test resource " + resource);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rows of a table of the test resources, without its heading. */
    static List<String[]> rows(String resource) {
        return new String(bytes(resource), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\t"))
                .toList();
    }

    static Pixels noise(int height, int width, int channels) {
        FixtureStream stream = new FixtureStream("noise");
        byte[] data = new byte[height * width * channels];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) Math.floor((stream.next() + 1) * 128);
        }
        return Pixels.of(height, width, channels, data);
    }

    static String fnv(byte[] bytes) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : bytes) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return String.format("%016x", hash);
    }

    /** A PNG file: header values are depth, colour type and interlacing; chunks come between header and data. */
    static byte[] png(int width, int height, int[] header, byte[] rows, byte[]... chunks) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        ByteBuffer start = ByteBuffer.allocate(13).putInt(width).putInt(height);
        start.put((byte) header[0]).put((byte) header[1]).put((byte) 0).put((byte) 0);
        out.writeBytes(chunk("IHDR", start.put((byte) header[2]).array()));
        for (byte[] chunk : chunks) {
            out.writeBytes(chunk);
        }
        out.writeBytes(chunk("IDAT", deflate(rows)));
        out.writeBytes(chunk("IEND", new byte[0]));
        return out.toByteArray();
    }

    static byte[] chunk(String name, byte[] data) {
        byte[] named = new byte[data.length + 4];
        System.arraycopy(name.getBytes(StandardCharsets.US_ASCII), 0, named, 0, 4);
        System.arraycopy(data, 0, named, 4, data.length);
        CRC32 crc = new CRC32();
        crc.update(named);
        return ByteBuffer.allocate(data.length + 12)
                .putInt(data.length)
                .put(named)
                .putInt((int) crc.getValue())
                .array();
    }

    private static byte[] deflate(byte[] data) {
        Deflater deflater = new Deflater();
        deflater.setInput(data);
        deflater.finish();
        byte[] out = new byte[data.length + 100];
        int length = deflater.deflate(out);
        deflater.end();
        return Arrays.copyOf(out, length);
    }
}
