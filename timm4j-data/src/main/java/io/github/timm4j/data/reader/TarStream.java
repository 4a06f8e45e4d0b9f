package io.github.timm4j.data.reader;

import io.github.timm4j.CorruptFileException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Walks through a tar file once, with bounded memory and without recursion whatever the file claims, and knows where
 * each member's bytes lie: what a hostile file must not break and an index needs. Understands ustar, GNU long names,
 * pax paths and sizes, and base-256 sizes.
 */
final class TarStream {
    private static final int BLOCK = 512;
    private static final int MAX_EXTRA = 1 << 22;

    private final ByteCursor in;
    private final String location;
    private final long end;
    private long nextHeader;
    private Map<String, String> global = Map.of();

    /**
     * One member.
     *
     * @param name with forward slashes
     * @param file whether it is a plain file
     * @param offset of its bytes in the stream
     * @param size in bytes
     */
    record Member(String name, boolean file, long offset, long size) {}

    TarStream(ByteCursor in, String location) {
        this(in, in.length(), location);
    }

    /** A tar file that begins where the stream stands and ends before {@code end}. */
    TarStream(ByteCursor in, long end, String location) {
        this.in = in;
        this.end = end;
        this.nextHeader = in.position();
        this.location = location;
    }

    /**
     * The next member, or null after the last.
     *
     * @throws CorruptFileException where the file is cut or no tar file
     */
    @Nullable
    Member next() throws IOException {
        try {
            return nextMember();
        } catch (EOFException e) {
            throw new CorruptFileException(location + " is cut: " + e.getMessage(), e);
        }
    }

    private @Nullable Member nextMember() throws IOException {
        Map<String, String> extra = new HashMap<>(global);
        while (true) {
            TarHeader header = header();
            if (header == null) {
                return null;
            }
            switch (header.type()) {
                case 'L' -> extra.put("path", terminated(extraData(header)));
                case 'x', 'X' -> extra.putAll(pax(extraData(header)));
                case 'g' -> {
                    global = pax(extraData(header));
                    global.forEach(extra::putIfAbsent);
                }
                case 'K' -> skipData(header.size());
                default -> {
                    return member(header, extra);
                }
            }
        }
    }

    /** The bytes of the member that came last. */
    byte[] read(Member member) throws IOException {
        if (member.size > Integer.MAX_VALUE - 8) {
            throw new CorruptFileException(location + ": " + member.name + " has " + member.size + " bytes, too many");
        }
        try {
            return in.read((int) member.size);
        } catch (EOFException e) {
            throw new CorruptFileException(location + ": " + member.name + " is cut: " + e.getMessage(), e);
        }
    }

    private @Nullable TarHeader header() throws IOException {
        if (nextHeader >= end) {
            return null;
        }
        in.skipTo(nextHeader);
        byte[] block = in.readOrEnd(BLOCK);
        if (block == null || TarHeader.isZero(block)) {
            return null;
        }
        TarHeader header = TarHeader.parse(block, location, nextHeader);
        nextHeader += BLOCK;
        return header;
    }

    private byte[] extraData(TarHeader header) throws IOException {
        if (header.size() > MAX_EXTRA) {
            throw new CorruptFileException(location + ": a name or pax header of " + header.size() + " bytes");
        }
        byte[] data = in.read((int) header.size());
        skipData(header.size());
        return data;
    }

    private Member member(TarHeader header, Map<String, String> extra) throws IOException {
        String name = extra.getOrDefault("path", header.name());
        long size = extra.containsKey("size") ? paxNumber(extra.get("size")) : header.size();
        long offset = nextHeader;
        if (header.hasData()) {
            if (size > end - offset) {
                throw new CorruptFileException(location + " is cut: " + name + " has " + size + " bytes from byte "
                        + offset + ", the file ends at " + end);
            }
            skipData(size);
        }
        return new Member(name, header.isFile(name) && !extra.containsKey("sparse"), offset, size);
    }

    private void skipData(long size) {
        if (size > end - nextHeader) {
            throw new CorruptFileException(
                    location + " is cut: a header at byte " + (nextHeader - BLOCK) + " says " + size + " bytes");
        }
        long padding = Math.floorMod(-size, (long) BLOCK);
        long dataEnd = nextHeader + size;
        nextHeader = padding > end - dataEnd ? end : dataEnd + padding;
    }

    /** Records of the form {@code length key=value\n}; only what matters here is kept. */
    private Map<String, String> pax(byte[] data) {
        Map<String, String> records = new HashMap<>();
        int from = 0;
        while (from < data.length && data[from] != 0) {
            int space = from;
            while (space < data.length && data[space] >= '0' && data[space] <= '9') {
                space++;
            }
            int length = (int) Math.min(Integer.MAX_VALUE, paxNumber(text(data, from, space)));
            if (space >= data.length
                    || data[space] != ' '
                    || length < space - from + 2
                    || length > data.length - from) {
                throw new CorruptFileException(location + ": malformed pax header");
            }
            String pair = text(data, space + 1, from + length - 1);
            int equals = pair.indexOf('=');
            if (equals > 0) {
                keep(records, pair.substring(0, equals), pair.substring(equals + 1));
            }
            from += length;
        }
        return records;
    }

    private static void keep(Map<String, String> records, String key, String value) {
        if (key.equals("path") || key.equals("size")) {
            records.put(key, value);
        } else if (key.startsWith("GNU.sparse.")) {
            records.put("sparse", "");
        }
    }

    private long paxNumber(@Nullable String digits) {
        if (digits == null || !digits.matches("\\d{1,18}")) {
            throw new CorruptFileException(location + ": malformed number in a pax header: " + digits);
        }
        return Long.parseLong(digits);
    }

    private static String terminated(byte[] data) {
        int length = 0;
        while (length < data.length && data[length] != 0) {
            length++;
        }
        return text(data, 0, length);
    }

    private static String text(byte[] data, int from, int to) {
        return new String(data, from, to - from, StandardCharsets.UTF_8);
    }
}
