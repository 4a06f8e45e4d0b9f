package io.github.timm4j.weights;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The header of a NumPy array file, versions 1 to 3: a Python dictionary of three known entries, which are matched and
 * not evaluated.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">the format</a>
 */
record NpyHeader(TensorType type, boolean bigEndian, boolean fortranOrder, List<Long> shape, int dataStart) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int MAX_BYTES = 65_535;
    private static final Pattern FIELD = Pattern.compile("\\s*'(descr|fortran_order|shape)'\\s*:\\s*"
            + "(?:'(?<descr>[^'\\\\]*)'|(?<order>True|False)|\\((?<shape>[0-9L,\\s]*)\\))\\s*(?:,|(?=\\s*}))");
    /** Two-byte void is how arrays of JAX's bfloat16 are saved. */
    private static final Map<String, TensorType> TYPES = Map.ofEntries(
            Map.entry("b1", TensorType.BOOL),
            Map.entry("i1", TensorType.I8),
            Map.entry("i2", TensorType.I16),
            Map.entry("i4", TensorType.I32),
            Map.entry("i8", TensorType.I64),
            Map.entry("u1", TensorType.U8),
            Map.entry("u2", TensorType.U16),
            Map.entry("u4", TensorType.U32),
            Map.entry("u8", TensorType.U64),
            Map.entry("f2", TensorType.F16),
            Map.entry("f4", TensorType.F32),
            Map.entry("f8", TensorType.F64),
            Map.entry("c8", TensorType.C64),
            Map.entry("V2", TensorType.BF16));

    static NpyHeader read(FileBytes file) {
        ByteBuffer start = file.slice(0, Math.min(12, file.length()), "an array header");
        if (start.limit() < 10 || !Arrays.equals(MAGIC, 0, 6, bytes(start, 6), 0, 6)) {
            throw file.corrupt("no NumPy array");
        }
        int version = start.get(6);
        int begin = version == 1 ? 10 : 12;
        if (version < 1 || version > 3 || start.get(7) != 0 || start.limit() < begin) {
            throw file.corrupt("a NumPy array of unknown version " + version + "." + start.get(7));
        }
        long length = version == 1 ? start.getShort(8) & 0xffff : start.getInt(8) & 0xffffffffL;
        if (length > MAX_BYTES) {
            throw file.corrupt("a NumPy header of " + length + " bytes, the limit is " + MAX_BYTES);
        }
        ByteBuffer text = file.slice(begin, length, "an array header");
        return parse(file, StandardCharsets.ISO_8859_1.decode(text).toString().strip(), begin + (int) length);
    }

    private static NpyHeader parse(FileBytes file, String text, int dataStart) {
        String descr = null;
        String order = null;
        String shape = null;
        Matcher field = FIELD.matcher(text);
        int end = text.startsWith("{") ? 1 : text.length();
        while (field.find(end) && field.start() == end) {
            end = field.end();
            descr = field.group("descr") == null ? descr : once(file, descr, field, "descr");
            order = field.group("order") == null ? order : once(file, order, field, "order");
            shape = field.group("shape") == null ? shape : once(file, shape, field, "shape");
        }
        if (descr == null
                || order == null
                || shape == null
                || !text.substring(end).strip().equals("}")) {
            throw file.corrupt(
                    "a NumPy header that is not understood: " + text.substring(0, Math.min(200, text.length())));
        }
        char byteOrder = descr.isEmpty() ? '?' : descr.charAt(0);
        TensorType type = TYPES.get(descr.substring(Math.min(1, descr.length())));
        if (type == null || "<>|=".indexOf(byteOrder) < 0) {
            boolean pickled = descr.endsWith("O");
            throw file.corrupt("NumPy type '" + descr + "' is refused" + (pickled ? ": pickled objects" : ""));
        }
        return new NpyHeader(type, byteOrder == '>', order.equals("True"), sizes(file, shape), dataStart);
    }

    /** The value of a field whose key and kind of value agree and which was not there before. */
    private static String once(FileBytes file, @Nullable String before, Matcher field, String kind) {
        String key = kind.equals("order") ? "fortran_order" : kind;
        if (before != null || !key.equals(field.group(1))) {
            throw file.corrupt("a NumPy header with a repeated or wrong entry '" + field.group(1) + "'");
        }
        return field.group(kind);
    }

    private static List<Long> sizes(FileBytes file, String shape) {
        try {
            return Arrays.stream(shape.split(","))
                    .map(size -> size.strip().replaceFirst("L$", ""))
                    .filter(size -> !size.isEmpty())
                    .map(Long::valueOf)
                    .toList();
        } catch (NumberFormatException e) {
            throw file.corrupt("a NumPy shape (" + shape + ") that is not understood", e);
        }
    }

    private static byte[] bytes(ByteBuffer from, int count) {
        byte[] bytes = new byte[count];
        from.get(0, bytes);
        return bytes;
    }
}
