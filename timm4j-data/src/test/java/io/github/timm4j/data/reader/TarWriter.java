package io.github.timm4j.data.reader;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Writes tar files with an independent library. */
final class TarWriter {
    private TarWriter() {}

    /** What a member is besides its name. */
    interface Setup {
        void apply(TarArchiveEntry entry);
    }

    static void write(Path file, Map<String, String> texts, List<String> order) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = open(bytes)) {
            for (String name : order) {
                add(out, name, texts.getOrDefault(name, "").getBytes(StandardCharsets.UTF_8), entry -> {});
            }
        }
        Files.write(file, bytes.toByteArray());
    }

    static TarArchiveOutputStream open(ByteArrayOutputStream bytes) {
        TarArchiveOutputStream out = new TarArchiveOutputStream(bytes, "UTF-8");
        out.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
        out.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
        return out;
    }

    static void add(TarArchiveOutputStream out, String name, byte[] data, Setup setup) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setSize(data.length);
        setup.apply(entry);
        out.putArchiveEntry(entry);
        out.write(data);
        out.closeArchiveEntry();
    }

    static void addSpecial(TarArchiveOutputStream out, String name, byte type, String link) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
        entry.setLinkName(link);
        out.putArchiveEntry(entry);
        out.closeArchiveEntry();
    }
}
