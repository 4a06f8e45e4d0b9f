package io.github.timm4j.weights;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes PyTorch's zip format, which Python reads with {@code weights_only=True}; {@link WeightFiles} reads it. */
public final class TorchCheckpoints {
    private static final int ALIGNMENT = 64;
    private static final int LOCAL_HEADER = 30;
    private static final int FIELD_HEADER = 4;
    private static final int ZIP64_FIELD = 20;
    private static final short PADDING_FIELD = 0x4246;
    /** The first moment that fits the format's own field; one earlier would add a field to each header. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0, 2);

    private TorchCheckpoints() {}

    /**
     * Writes a state dict.
     *
     * @param path the file, replaced as a whole or not at all
     * @param tensors by name, in their order
     * @throws IllegalArgumentException for a tensor type that PyTorch does not have
     * @throws UncheckedIOException where the file cannot be written
     */
    public static void write(Path path, Map<String, WeightTensor> tensors) {
        write(path, PlainValue.tensors(tensors));
    }

    /**
     * Writes tensors and plain values of any nesting. Equal content gives equal bytes. A {@link PlainValue.Namespace} is
     * read back by Python only where {@code argparse.Namespace} is on its list of safe globals, as with timm.
     *
     * @param path the file, replaced as a whole or not at all
     * @param content the tree
     * @throws IllegalArgumentException for a value that PyTorch does not have
     * @throws UncheckedIOException where the file cannot be written
     */
    public static void write(Path path, PlainValue content) {
        Pickler.Pickled pickled = Pickler.pickle(content);
        AtomicFile.write(path, channel -> writeZip(channel, pickled));
    }

    private static void writeZip(FileChannel channel, Pickler.Pickled pickled) throws IOException {
        Counting counting = new Counting(Channels.newOutputStream(channel));
        try (ZipOutputStream zip = new ZipOutputStream(new Unclosed(counting))) {
            zip.setMethod(ZipOutputStream.STORED);
            small(zip, counting, "data.pkl", pickled.pickle());
            small(zip, counting, ".format_version", text("1"));
            small(zip, counting, ".storage_alignment", text(Integer.toString(ALIGNMENT)));
            small(zip, counting, "byteorder", text("little"));
            List<WeightTensor> storages = pickled.storages();
            WritableByteChannel data = Channels.newChannel(zip);
            for (int i = 0; i < storages.size(); i++) {
                begin(zip, counting, "data/" + i, storages.get(i));
                AtomicFile.copy(storages.get(i), data);
                zip.closeEntry();
            }
            small(zip, counting, "version", text("3\n"));
        }
        counting.flush();
    }

    private static void small(ZipOutputStream zip, Counting counting, String name, ByteBuffer content)
            throws IOException {
        WeightTensor bytes = WeightTensor.of(TensorType.U8, content, content.remaining());
        begin(zip, counting, name, bytes);
        AtomicFile.copy(bytes, Channels.newChannel(zip));
        zip.closeEntry();
    }

    /** Starts an entry whose data will lie at a multiple of the alignment, by a field that pads its header. */
    private static void begin(ZipOutputStream zip, Counting counting, String name, WeightTensor content)
            throws IOException {
        zip.flush();
        ZipEntry entry = new ZipEntry("archive/" + name);
        entry.setTimeLocal(NO_TIME);
        entry.setSize(content.byteLength());
        entry.setCompressedSize(content.byteLength());
        entry.setCrc(checksum(content));
        int header = LOCAL_HEADER + entry.getName().length() + FIELD_HEADER;
        header += content.byteLength() >= 0xffffffffL ? ZIP64_FIELD : 0;
        int padding = (int) Math.floorMod(-(counting.written + header), (long) ALIGNMENT);
        ByteBuffer field = ByteBuffer.allocate(FIELD_HEADER + padding).order(ByteOrder.LITTLE_ENDIAN);
        entry.setExtra(field.putShort(PADDING_FIELD).putShort((short) padding).array());
        zip.putNextEntry(entry);
    }

    private static long checksum(WeightTensor content) {
        CRC32 crc = new CRC32();
        int piece = 1 << 22;
        for (long at = 0; at < content.byteLength(); at += piece) {
            crc.update(content.slice(at, (int) Math.min(piece, content.byteLength() - at)));
        }
        return crc.getValue();
    }

    private static ByteBuffer text(String text) {
        return StandardCharsets.US_ASCII.encode(text);
    }

    /** Knows how many bytes went through. */
    private static final class Counting extends FilterOutputStream {
        private long written;

        Counting(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            written++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            written += length;
        }
    }

    /** Leaves the channel open, which is forced to the disk afterwards. */
    private static final class Unclosed extends FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
