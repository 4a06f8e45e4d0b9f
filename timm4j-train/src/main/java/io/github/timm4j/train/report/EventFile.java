package io.github.timm4j.train.report;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.zip.CRC32C;

/**
 * A TensorBoard event file: scalars by tag and step, each a record of TensorFlow's {@code Event} message. One thread at a time.
 */
public final class EventFile implements AutoCloseable {
    private static final String VERSION = "brain.Event:2";
    private static final int CHECKSUM_SHIFT = 15;
    private static final int CHECKSUM_OFFSET = 0xa282ead8;

    // fields of the messages Event, Summary and Summary.Value
    private static final int WALL_TIME = 1;
    private static final int STEP = 2;
    private static final int FILE_VERSION = 3;
    private static final int SUMMARY = 5;
    private static final int VALUE = 1;
    private static final int TAG = 1;
    private static final int SIMPLE_VALUE = 2;

    private final Path file;
    private final OutputStream out;
    private final Clock clock;

    /**
     * Begins a file in a folder, beside those of earlier runs.
     *
     * @param folder an existing folder, the one to give to TensorBoard
     * @throws UncheckedIOException if the file cannot be made
     */
    public EventFile(Path folder) {
        this(folder, Clock.systemUTC());
    }

    EventFile(Path folder, Clock clock) {
        this.clock = clock;
        this.file = folder.resolve("events.out.tfevents." + clock.instant().getEpochSecond() + ".timm4j."
                + ProcessHandle.current().pid() + "." + Long.toHexString(System.nanoTime()));
        try {
            this.out = new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
        write(event().text(FILE_VERSION, VERSION));
        flush();
    }

    /**
     * The file.
     *
     * @return its path
     */
    public Path file() {
        return file;
    }

    /**
     * Adds a value.
     *
     * @param tag what it is, with slashes between groups, for example {@code train/loss}
     * @param step number of the update or epoch
     * @param value the value; it is kept as float32
     * @throws UncheckedIOException if the file cannot be written
     */
    public void scalar(String tag, long step, double value) {
        ProtoMessage point = new ProtoMessage().text(TAG, tag).float32(SIMPLE_VALUE, (float) value);
        ProtoMessage summary = new ProtoMessage().message(VALUE, point);
        write(event().number(STEP, step).message(SUMMARY, summary));
    }

    /**
     * Hands everything to the system, so that a running TensorBoard shows it.
     *
     * @throws UncheckedIOException if the file cannot be written
     */
    public void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private ProtoMessage event() {
        return new ProtoMessage().float64(WALL_TIME, clock.millis() / 1e3);
    }

    /** Length, its checksum, the message, its checksum. */
    private void write(ProtoMessage message) {
        byte[] data = message.bytes();
        ByteBuffer record = ByteBuffer.allocate(Long.BYTES + 2 * Integer.BYTES + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(data.length);
        record.putInt(checksum(record.array(), Long.BYTES)).put(data).putInt(checksum(data, data.length));
        try {
            out.write(record.array());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private static int checksum(byte[] bytes, int count) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, count);
        return Integer.rotateRight((int) crc.getValue(), CHECKSUM_SHIFT) + CHECKSUM_OFFSET;
    }
}
