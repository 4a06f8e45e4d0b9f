package io.github.timm4j.weights;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Small files made in memory. */
final class TestArchives {
    private TestArchives() {}

    static byte[] zip(Map<String, byte[]> entries, boolean deflated) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setMethod(deflated ? ZipOutputStream.DEFLATED : ZipOutputStream.STORED);
            for (Map.Entry<String, byte[]> named : entries.entrySet()) {
                ZipEntry entry = new ZipEntry(named.getKey());
                entry.setSize(named.getValue().length);
                CRC32 crc = new CRC32();
                crc.update(named.getValue());
                entry.setCrc(crc.getValue());
                zip.putNextEntry(entry);
                zip.write(named.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** A PyTorch file of a pickle and storages 0, 1, … */
    static byte[] pth(byte[] pickle, byte[]... storages) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("archive/data.pkl", pickle);
        for (int i = 0; i < storages.length; i++) {
            entries.put("archive/data/" + i, storages[i]);
        }
        return zip(entries, false);
    }

    /** A NumPy array file with a header of a version's form. */
    static byte[] npy(int version, String header, byte[] data) {
        byte[] text = (header + "\n").getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer npy = ByteBuffer.allocate(12 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        npy.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
        npy.put((byte) version).put((byte) 0);
        if (version == 1) {
            npy.putShort((short) text.length);
        } else {
            npy.putInt(text.length);
        }
        npy.put(text).put(data).flip();
        byte[] bytes = new byte[npy.remaining()];
        npy.get(bytes);
        return bytes;
    }

    static byte[] safetensors(String header, byte[] data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .put(data)
                .array();
    }

    static WeightFile open(byte[] bytes) {
        return WeightFiles.open(ByteBuffer.wrap(bytes), "test file");
    }

    static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
