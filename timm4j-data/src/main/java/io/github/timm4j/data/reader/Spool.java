package io.github.timm4j.data.reader;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Bytes put aside in a temporary file, to be read again in any order; the file goes when it is closed. */
final class Spool implements AutoCloseable {
    private final FileSlices slices = new FileSlices();
    private final Path file;
    private final FileChannel out;
    private long end;

    /** Where bytes lie. */
    record Entry(long offset, int size) {}

    Spool() {
        try {
            file = Files.createTempFile("timm4j", ".spool");
            file.toFile().deleteOnExit();
            out = FileChannel.open(file, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a temporary file", e);
        }
    }

    Path file() {
        return file;
    }

    synchronized Entry write(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            out.write(buffer, end + buffer.position());
        }
        Entry entry = new Entry(end, bytes.length);
        end += bytes.length;
        return entry;
    }

    byte[] read(Entry entry) throws IOException {
        return slices.read(file, entry.offset, entry.size);
    }

    @Override
    public void close() {
        slices.close();
        try {
            out.close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + file, e);
        }
    }
}
