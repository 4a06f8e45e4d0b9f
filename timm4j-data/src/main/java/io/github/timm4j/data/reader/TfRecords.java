package io.github.timm4j.data.reader;

import io.github.timm4j.CorruptFileException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The records of a TFRecord file: length, its checksum, bytes, their checksum. Both checksums are verified. */
final class TfRecords implements AutoCloseable {
    private static final int HEAD = 12;
    private static final int FOOT = 4;
    private static final int MASK = 0xa282ead8;

    private final Path file;
    private final InputStream stream;
    private final ByteCursor in;
    private long record;

    TfRecords(Path file) throws IOException {
        this.file = file;
        this.stream = new BufferedInputStream(new FileInputStream(file.toFile()), 1 << 16);
        this.in = new ByteCursor(stream, Files.size(file));
    }

    /**
     * The next record, or null after the last.
     *
     * @throws CorruptFileException where a checksum is wrong or the file is cut
     */
    byte @Nullable [] next() throws IOException {
        try {
            byte[] head = in.readOrEnd(HEAD);
            if (head == null) {
                return null;
            }
            byte[] data = in.read((int) length(head));
            check(data, data.length, ByteBuffer.wrap(in.read(FOOT)), "data");
            record++;
            return data;
        } catch (EOFException e) {
            throw new CorruptFileException(file + ": record " + record + " is cut", e);
        }
    }

    /** Passes over records, checking their lengths only. */
    void skip(long records) throws IOException {
        try {
            for (long i = 0; i < records; i++, record++) {
                long length = length(in.read(HEAD));
                in.skipTo(in.position() + length + FOOT);
            }
        } catch (EOFException e) {
            throw new CorruptFileException(file + ": record " + record + " is cut", e);
        }
    }

    private long length(byte[] head) {
        ByteBuffer buffer = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        long length = buffer.getLong();
        check(head, Long.BYTES, buffer, "length");
        if (length < 0 || length > Integer.MAX_VALUE - 8 || length + FOOT > in.length() - in.position()) {
            throw new CorruptFileException(file + ": record " + record + " is cut: it has " + length
                    + " bytes, the file goes on for " + (in.length() - in.position()));
        }
        return length;
    }

    private void check(byte[] bytes, int count, ByteBuffer stored, String part) {
        int expected = stored.order(ByteOrder.LITTLE_ENDIAN).getInt();
        if (maskedCrc(bytes, count) != expected) {
            throw new CorruptFileException(
                    file + ": the checksum of the " + part + " of record " + record + " is wrong");
        }
    }

    /** CRC-32C, turned and shifted so that checksums of data with checksums stay sound. */
    static int maskedCrc(byte[] bytes, int count) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, count);
        return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
