package io.github.timm4j.data.reader;

import io.github.timm4j.CorruptFileException;
import java.nio.charset.StandardCharsets;

/**
 * The 512 bytes before a member of a tar file.
 *
 * @param name with the ustar prefix
 * @param type flag
 * @param size in bytes
 */
record TarHeader(String name, char type, long size) {
    private static final int CHECKSUM = 148;
    private static final int CHECKSUM_END = 156;

    static boolean isZero(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    static TarHeader parse(byte[] block, String location, long position) {
        long expected = number(block, CHECKSUM, CHECKSUM_END, location, position);
        if (expected != checksum(block, 0xff) && expected != checksum(block, -1)) {
            throw new CorruptFileException(location + " is no tar file, or damaged: no header at byte " + position);
        }
        char type = (char) (block[156] & 0xff);
        String name = text(block, 0, 100);
        String prefix = text(block, 345, 500);
        boolean gnu = type == 'L' || type == 'K' || type == 'S';
        String full = prefix.isEmpty() || gnu ? name : prefix + "/" + name;
        return new TarHeader(full, type, number(block, 124, 136, location, position));
    }

    /** A plain file; in the oldest tar files a trailing slash makes a folder. */
    boolean isFile(String realName) {
        boolean plain = type == '0' || type == '\0' || type == '7';
        return plain && !realName.endsWith("/");
    }

    /** Links, devices and folders have no bytes, whatever their size says. */
    boolean hasData() {
        return type < '1' || type > '6';
    }

    /** The sum of the bytes, signed or not by the mask, with the checksum itself as spaces. */
    private static long checksum(byte[] block, int mask) {
        long sum = 0;
        for (int i = 0; i < block.length; i++) {
            sum += i >= CHECKSUM && i < CHECKSUM_END ? ' ' : block[i] & mask;
        }
        return sum;
    }

    /** Octal digits, or where the first byte says so a big-endian number. */
    private static long number(byte[] block, int from, int to, String location, long position) {
        if (block[from] == (byte) 0x80) {
            long value = 0;
            for (int i = from + 1; i < to; i++) {
                value = value > Long.MAX_VALUE >> 8 ? -1 : value << 8 | (block[i] & 0xff);
                if (value < 0) {
                    break;
                }
            }
            return checked(value, location, position);
        }
        String digits = text(block, from, to).strip();
        return checked(digits.matches("[0-7]{0,20}") ? Long.parseLong("0" + digits, 8) : -1, location, position);
    }

    private static long checked(long value, String location, long position) {
        if (value < 0) {
            throw new CorruptFileException(
                    location + " is no tar file, or damaged: malformed number in the header at byte " + position);
        }
        return value;
    }

    private static String text(byte[] block, int from, int to) {
        int end = from;
        while (end < to && block[end] != 0) {
            end++;
        }
        return new String(block, from, end - from, StandardCharsets.UTF_8);
    }
}
