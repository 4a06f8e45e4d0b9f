package io.github.timm4j.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the central directory of a zip file, small or zip64, and nothing else. */
final class ZipEntries {
    static final int MAX_ENTRIES = 65_535;
    static final int NO_COMPRESSION = 0;
    static final int DEFLATE = 8;

    private static final int END = 0x06054b50;
    private static final int END64 = 0x06064b50;
    private static final int END64_LOCATOR = 0x07064b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int END_BYTES = 22;
    private static final int LOCATOR_BYTES = 20;
    private static final int END64_BYTES = 56;
    private static final int CENTRAL_BYTES = 46;
    private static final int MAX_COMMENT = 0xffff;
    private static final long UNKNOWN32 = 0xffffffffL;
    private static final int MAX_DIRECTORY = 64 << 20;

    private final FileBytes file;

    ZipEntries(FileBytes file) {
        this.file = file;
    }

    /** One entry as the central directory has it. */
    record Header(String name, int flags, int method, long crc, long packed, long size, long offset) {}

    /** The directory: where it begins and what it lists. */
    record Directory(long start, List<Header> headers) {}

    private record Place(long entries, long bytes, long start) {}

    Directory read() {
        long end = findEnd();
        Place place = place(end);
        if (place.entries() > MAX_ENTRIES) {
            throw file.corrupt("a zip file of " + place.entries() + " entries, the limit is " + MAX_ENTRIES);
        }
        if (place.bytes() > MAX_DIRECTORY) {
            throw file.corrupt("a zip directory of " + place.bytes() + " bytes, the limit is " + MAX_DIRECTORY);
        }
        ByteBuffer directory = file.slice(place.start(), place.bytes(), "the zip directory");
        List<Header> headers = new ArrayList<>();
        for (long i = 0; i < place.entries(); i++) {
            headers.add(header(directory));
        }
        if (directory.hasRemaining()) {
            throw file.corrupt("the zip directory has " + directory.remaining() + " bytes after its last entry");
        }
        return new Directory(place.start(), headers);
    }

    /** The end record, whose comment must reach exactly to the end of the file. */
    private long findEnd() {
        long length = file.length();
        int searched = (int) Math.min(length, END_BYTES + MAX_COMMENT);
        ByteBuffer tail = file.slice(length - searched, searched, "the end of the zip file");
        for (int at = searched - END_BYTES; at >= 0; at--) {
            if (tail.getInt(at) == END && (tail.getShort(at + 20) & 0xffff) == searched - END_BYTES - at) {
                return length - searched + at;
            }
        }
        throw file.corrupt("truncated: a zip file without its directory at the end");
    }

    private Place place(long end) {
        ByteBuffer record = file.slice(end, END_BYTES, "the zip end record");
        Place place =
                new Place(record.getShort(10) & 0xffff, record.getInt(12) & UNKNOWN32, record.getInt(16) & UNKNOWN32);
        boolean split = record.getInt(4) != 0 && record.getInt(4) != -1;
        long directoryEnd = end;
        if (end >= LOCATOR_BYTES + END64_BYTES
                && file.slice(end - LOCATOR_BYTES, LOCATOR_BYTES, "the zip64 locator")
                                .getInt(0)
                        == END64_LOCATOR) {
            directoryEnd = file.slice(end - LOCATOR_BYTES, LOCATOR_BYTES, "the zip64 locator")
                    .getLong(8);
            ByteBuffer wide = file.slice(directoryEnd, END64_BYTES, "the zip64 end record");
            split |= wide.getInt(0) != END64 || (wide.getLong(16) != 0 && wide.getLong(16) != 1L << 32);
            place = new Place(wide.getLong(32), wide.getLong(40), wide.getLong(48));
        }
        if (split || place.entries() < 0 || place.start() < 0 || place.start() != directoryEnd - place.bytes()) {
            throw file.corrupt("the zip directory does not lie right before the end record, or the file is split");
        }
        return place;
    }

    private Header header(ByteBuffer directory) {
        if (directory.remaining() < CENTRAL_BYTES) {
            throw file.corrupt("the zip directory ends within an entry");
        }
        ByteBuffer fixed = take(directory, CENTRAL_BYTES);
        int nameBytes = fixed.getShort(28) & 0xffff;
        int extraBytes = fixed.getShort(30) & 0xffff;
        int commentBytes = fixed.getShort(32) & 0xffff;
        if (fixed.getInt(0) != CENTRAL || directory.remaining() < nameBytes + extraBytes + commentBytes) {
            throw file.corrupt("a bad entry in the zip directory");
        }
        String name = name(take(directory, nameBytes));
        ByteBuffer extra = take(directory, extraBytes);
        directory.position(directory.position() + commentBytes);
        long[] sizes = {
            fixed.getInt(24) & UNKNOWN32, fixed.getInt(20) & UNKNOWN32, fixed.getInt(42) & UNKNOWN32,
        };
        widen(sizes, extra, name);
        int flags = fixed.getShort(8) & 0xffff;
        int method = fixed.getShort(10) & 0xffff;
        return new Header(name, flags, method, fixed.getInt(16) & UNKNOWN32, sizes[1], sizes[0], sizes[2]);
    }

    /** Fills size, packed size and offset from the zip64 field, which holds only those that did not fit. */
    private void widen(long[] sizes, ByteBuffer extra, String name) {
        while (extra.remaining() >= 4) {
            int id = extra.getShort() & 0xffff;
            int length = extra.getShort() & 0xffff;
            if (length > extra.remaining()) {
                return;
            }
            ByteBuffer field = take(extra, length);
            for (int i = 0; i < sizes.length && id == 1; i++) {
                if (sizes[i] == UNKNOWN32 && field.remaining() >= Long.BYTES) {
                    sizes[i] = field.getLong();
                }
                if (sizes[i] < 0) {
                    throw file.corrupt("a negative size of zip entry '" + name + "'");
                }
            }
        }
    }

    String name(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw file.corrupt("the name of a zip entry is not UTF-8", e);
        }
    }

    private static ByteBuffer take(ByteBuffer from, int length) {
        ByteBuffer taken = from.slice(from.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        from.position(from.position() + length);
        return taken;
    }
}
