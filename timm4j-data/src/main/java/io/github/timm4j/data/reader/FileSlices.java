package io.github.timm4j.data.reader;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Reads parts of files that stay open, from any thread. */
final class FileSlices implements AutoCloseable {
    private final Map<Path, FileChannel> open = new ConcurrentHashMap<>();

    byte[] read(Path file, long offset, long size) throws IOException {
        if (size > Integer.MAX_VALUE - 8) {
            throw new IOException("a sample of " + size + " bytes is too large: " + file);
        }
        byte[] bytes = new byte[(int) size];
        try {
            fill(channel(file), offset, bytes, file);
        } catch (ClosedChannelException e) {
            // an interrupted reader closes the channel for the others too
            open.remove(file);
            fill(channel(file), offset, bytes, file);
        }
        return bytes;
    }

    private FileChannel channel(Path file) throws IOException {
        try {
            return open.computeIfAbsent(file, FileSlices::open);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static FileChannel open(Path file) {
        try {
            return FileChannel.open(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void fill(FileChannel channel, long offset, byte[] bytes, Path file) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, offset + buffer.position()) < 0) {
                throw new EOFException(file + " ends before byte " + (offset + bytes.length));
            }
        }
    }

    @Override
    public void close() {
        open.values().forEach(FileSlices::close);
        open.clear();
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
