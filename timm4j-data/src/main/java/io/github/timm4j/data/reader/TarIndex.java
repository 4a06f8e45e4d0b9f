package io.github.timm4j.data.reader;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An index of tar files on disk, valid as long as they have the same sizes and times. */
final class TarIndex {
    private static final Logger LOG = LoggerFactory.getLogger(TarIndex.class);
    private static final int MAGIC = 0x74346a31;
    private static final int MAX_FIRST = 1 << 16;

    private final Path file;
    private final String key;
    private final List<Path> tars;

    /** An index file for these tar files, and the pictures with these endings in them. */
    TarIndex(Path file, List<Path> tars, ImageExtensions extensions) throws IOException {
        StringBuilder stamp = new StringBuilder(String.join(";", extensions.values()));
        for (Path tar : tars) {
            stamp.append('\n').append(tar.getFileName()).append(' ').append(Files.size(tar));
            stamp.append(' ').append(Files.getLastModifiedTime(tar).toMillis());
        }
        this.file = file;
        this.key = Integer.toHexString(stamp.toString().hashCode()) + " " + stamp.length();
        this.tars = tars;
    }

    /** Reads the index, or says nothing fits where there is none, an old one or a damaged one. */
    List<TarScan.Result> read() {
        if (!Files.exists(file)) {
            return List.of();
        }
        CRC32C crc = new CRC32C();
        try (DataInputStream in = new DataInputStream(
                new CheckedInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16), crc))) {
            if (in.readInt() != MAGIC || !in.readUTF().equals(key)) {
                LOG.info("{} is for other tar files, scanning again", file);
                return List.of();
            }
            List<TarScan.Result> results = new ArrayList<>();
            for (Path tar : tars) {
                results.add(readTar(in, Files.size(tar)));
            }
            long expected = crc.getValue();
            if (in.readLong() != expected) {
                throw new IOException("its checksum is wrong");
            }
            return results;
        } catch (IOException e) {
            LOG.warn("{} cannot be used, scanning again: {}", file, e.toString());
            return List.of();
        }
    }

    private static TarScan.Result readTar(DataInputStream in, long tarSize) throws IOException {
        long skipped = in.readLong();
        int count = in.readInt();
        List<TarImage> images = new ArrayList<>(Math.min(Math.max(count, 0), MAX_FIRST));
        for (int i = 0; i < count; i++) {
            TarImage image =
                    new TarImage(in.readUTF(), in.readUTF(), in.readUTF(), in.readUTF(), in.readLong(), in.readLong());
            if (image.offset() < 0 || image.size() < 0 || image.size() > tarSize - image.offset()) {
                throw new IOException(image.name() + " lies outside its tar file");
            }
            images.add(image);
        }
        return new TarScan.Result(images, skipped);
    }

    /** Writes the index whole or not at all; where that is not allowed the next start scans again. */
    void write(List<TarScan.Result> results) {
        Path temporary = file.resolveSibling(file.getFileName() + "." + Long.toHexString(System.nanoTime()));
        try {
            CRC32C crc = new CRC32C();
            try (DataOutputStream out = new DataOutputStream(
                    new CheckedOutputStream(new BufferedOutputStream(Files.newOutputStream(temporary)), crc))) {
                out.writeInt(MAGIC);
                out.writeUTF(key);
                for (TarScan.Result result : results) {
                    writeTar(out, result);
                }
                out.writeLong(crc.getValue());
            }
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("cannot keep the index {}: {}", file, e.toString());
            delete(temporary);
        }
    }

    private static void writeTar(DataOutputStream out, TarScan.Result result) throws IOException {
        out.writeLong(result.skipped());
        out.writeInt(result.images().size());
        for (TarImage image : result.images()) {
            out.writeUTF(image.tar());
            out.writeUTF(image.inner());
            out.writeUTF(image.folder());
            out.writeUTF(image.name());
            out.writeLong(image.offset());
            out.writeLong(image.size());
        }
    }

    private static void delete(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            LOG.debug("left behind: {}", temporary, e);
        }
    }
}
