package io.github.timm4j.weights;

import io.github.timm4j.weights.ZipEntries.Header;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A zip file of tensors: entries are read where they lie, nothing is extracted.
 *
 * <p>Refused are names that could leave a folder, repeated names, entries that overlap, encryption, methods other than
 * stored and deflated, and entries that claim to grow beyond what is plausible.
 */
final class ZipArchive {
    private static final int LOCAL = 0x04034b50;
    private static final int LOCAL_BYTES = 30;
    private static final int ENCRYPTED_OR_PATCHED = 0x2061;
    /** Zeros deflate to a thousandth, so a high ratio is only refused where it would cost much. */
    private static final int MAX_RATIO = 200;

    private static final long ALWAYS_ALLOWED = 64 << 20;
    private final FileBytes file;
    private final Map<String, Header> headers = new LinkedHashMap<>();
    private final Map<String, ByteSource> packed = new LinkedHashMap<>();

    private ZipArchive(FileBytes file) {
        this.file = file;
    }

    static ZipArchive open(FileBytes file) {
        ZipArchive archive = new ZipArchive(file);
        ZipEntries.Directory directory = new ZipEntries(file).read();
        List<Header> sorted = new ArrayList<>(directory.headers());
        sorted.sort(Comparator.comparingLong(Header::offset));
        long unpacked = 0;
        for (int i = 0; i < sorted.size(); i++) {
            long limit = i + 1 < sorted.size() ? sorted.get(i + 1).offset() : directory.start();
            archive.packed.put(sorted.get(i).name(), archive.locate(sorted.get(i), limit));
            unpacked = Math.addExact(unpacked, sorted.get(i).size());
        }
        if (unpacked / MAX_RATIO > file.length() && unpacked > ALWAYS_ALLOWED) {
            throw file.corrupt("a zip file that would unpack to " + unpacked + " bytes");
        }
        for (Header header : directory.headers()) {
            if (archive.headers.put(header.name(), header) != null) {
                throw file.corrupt("zip entry '" + header.name() + "' appears twice");
            }
        }
        return archive;
    }

    Set<String> names() {
        return headers.keySet();
    }

    /** An entry's bytes as stored, or as unpacked when they are first read; the caller knows that it is there. */
    ByteSource bytes(String name) {
        Header header = header(name);
        ByteSource source = raw(name);
        if (header.method() == ZipEntries.NO_COMPRESSION) {
            return source;
        }
        return new SoftBytes(header.size(), () -> inflate(header, source));
    }

    /** An entry's bytes, whole and with their checksum verified. */
    ByteBuffer verified(String name, int limit) {
        Header header = header(name);
        if (header.size() > limit) {
            throw file.corrupt("zip entry '" + name + "' has " + header.size() + " bytes, the limit is " + limit);
        }
        ByteBuffer content = bytes(name).slice(0, (int) header.size());
        verifyChecksum(header, content.duplicate());
        return content;
    }

    /** Verifies the checksum of a stored entry of any size; that of a deflated one is verified as it is unpacked. */
    void verifyStored(String name) {
        Header header = header(name);
        if (header.method() != ZipEntries.NO_COMPRESSION) {
            return;
        }
        CRC32 crc = new CRC32();
        ByteSource source = raw(name);
        int piece = 1 << 24;
        for (long at = 0; at < header.size(); at += piece) {
            crc.update(source.slice(at, (int) Math.min(piece, header.size() - at)));
        }
        requireChecksum(header, crc);
    }

    private Header header(String name) {
        Header header = headers.get(name);
        if (header == null) {
            throw file.corrupt("the zip file has no entry '" + name + "'");
        }
        return header;
    }

    private ByteSource raw(String name) {
        ByteSource source = packed.get(name);
        if (source == null) {
            throw file.corrupt("the zip file has no entry '" + name + "'");
        }
        return source;
    }

    /** Checks one entry and finds its data, which must end before the next entry or the directory begins. */
    private ByteSource locate(Header header, long limit) {
        check(header);
        ByteBuffer local = file.slice(header.offset(), LOCAL_BYTES, "zip entry '" + header.name() + "'");
        int nameBytes = local.getShort(26) & 0xffff;
        int extraBytes = local.getShort(28) & 0xffff;
        if (local.getInt(0) != LOCAL || (local.getShort(8) & 0xffff) != header.method()) {
            throw file.corrupt("zip entry '" + header.name() + "' is not where the directory says");
        }
        ByteBuffer name = file.slice(header.offset() + LOCAL_BYTES, nameBytes, "a zip entry's name");
        if (!new ZipEntries(file).name(name).equals(header.name())) {
            throw file.corrupt("zip entry '" + header.name() + "' has another name in its own header");
        }
        long start = header.offset() + LOCAL_BYTES + nameBytes + extraBytes;
        if (header.packed() > limit - start) {
            throw file.corrupt("zip entry '" + header.name() + "' reaches into what follows it");
        }
        return file.window(start, header.packed(), "zip entry '" + header.name() + "'");
    }

    private void check(Header header) {
        boolean stored = header.method() == ZipEntries.NO_COMPRESSION;
        if (unsafe(header.name())) {
            throw file.corrupt("zip entry '" + header.name() + "' has an unsafe name");
        }
        if ((header.flags() & ENCRYPTED_OR_PATCHED) != 0 || (!stored && header.method() != ZipEntries.DEFLATE)) {
            throw file.corrupt("zip entry '" + header.name() + "' is neither stored nor deflated, or encrypted");
        }
        if (stored && header.packed() != header.size()) {
            throw file.corrupt("stored zip entry '" + header.name() + "' has two sizes");
        }
        boolean implausible = header.size() > ALWAYS_ALLOWED && header.size() / MAX_RATIO > header.packed();
        boolean tooLarge = Math.max(header.size(), header.packed()) > ByteSource.MAX_SLICE;
        if (!stored && (implausible || tooLarge)) {
            throw file.corrupt("zip entry '" + header.name() + "' would unpack from " + header.packed() + " to "
                    + header.size() + " bytes");
        }
    }

    /** Names that leave a folder, or that some system reads otherwise than another. */
    private static boolean unsafe(String name) {
        return name.isEmpty()
                || name.startsWith("/")
                || name.contains("\\")
                || name.contains("\0")
                || name.startsWith(":", 1)
                || Arrays.asList(name.split("/", -1)).contains("..");
    }

    private ByteBuffer inflate(Header header, ByteSource source) {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(source.slice(0, (int) header.packed()));
            byte[] content = new byte[(int) header.size()];
            int filled = 0;
            while (filled < content.length) {
                int count = inflater.inflate(content, filled, content.length - filled);
                if (count == 0) {
                    break;
                }
                filled += count;
            }
            if (filled < content.length || (!inflater.finished() && inflater.inflate(new byte[1]) > 0)) {
                throw file.corrupt(
                        "zip entry '" + header.name() + "' does not unpack to its size of " + content.length);
            }
            verifyChecksum(header, ByteBuffer.wrap(content));
            return ByteBuffer.wrap(content);
        } catch (DataFormatException e) {
            throw file.corrupt("zip entry '" + header.name() + "' does not unpack", e);
        } finally {
            inflater.end();
        }
    }

    private void verifyChecksum(Header header, ByteBuffer content) {
        CRC32 crc = new CRC32();
        crc.update(content);
        requireChecksum(header, crc);
    }

    /** PyTorch can be told to write no checksums, and then writes zeros. */
    private void requireChecksum(Header header, CRC32 crc) {
        boolean absent = header.crc() == 0 && header.method() == ZipEntries.NO_COMPRESSION;
        if (!absent && crc.getValue() != header.crc()) {
            throw file.corrupt("zip entry '" + header.name() + "' does not have its checksum");
        }
    }
}
