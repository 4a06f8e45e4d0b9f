package io.github.timm4j.internal;

import ai.djl.ndarray.NDArray;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a TorchScript archive of one class {@code M}: its methods in TorchScript's serialized dialect and its tensors as
 * attributes.
 */
public final class ScriptArchive {
    private static final int PICKLE_FALSE = 0x89;

    private final Map<String, NDArray> tensors = new LinkedHashMap<>();
    private final Set<String> channelsLast = new HashSet<>();
    private final StringBuilder unpacking = new StringBuilder();
    private final StringBuilder methods = new StringBuilder();

    /**
     * Adds a tensor attribute {@code self.name}.
     *
     * @param name a TorchScript identifier
     * @param value float32, float16, float64, int64, int32, uint8 or bool; read when the archive is written
     * @return this
     */
    public ScriptArchive tensor(String name, NDArray value) {
        tensors.put(name, value);
        return this;
    }

    /**
     * Adds a tensor attribute whose values lie in the order of the last axis but channels first in shape.
     *
     * @param name a TorchScript identifier
     * @param value as for {@link #tensor(String, NDArray)}
     * @param channelsLast whether a tensor {@code (N, C, H, W)} is stored as {@code (N, H, W, C)}
     * @return this
     */
    public ScriptArchive tensor(String name, NDArray value, boolean channelsLast) {
        if (channelsLast) {
            this.channelsLast.add(name);
        }
        return tensor(name, value);
    }

    /**
     * Replaces a tensor attribute when the archive is loaded.
     *
     * @param name its name
     * @param expression TorchScript that may use {@code self.name}
     * @return this
     */
    public ScriptArchive unpack(String name, String expression) {
        unpacking
                .append("    self.")
                .append(name)
                .append(" = ")
                .append(expression)
                .append('\n');
        return this;
    }

    /**
     * Adds a method.
     *
     * @param signature name and typed parameters, {@code self: __torch__.M} first
     * @param result TorchScript type of the result
     * @param body lines indented by four spaces
     * @return this
     */
    public ScriptArchive method(String signature, String result, String body) {
        methods.append("  def ")
                .append(signature)
                .append(" -> ")
                .append(result)
                .append(":\n")
                .append(body);
        return this;
    }

    /**
     * The whole archive in memory.
     *
     * @return its bytes
     */
    public byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /**
     * Writes the archive; the stream stays open.
     *
     * @param out where to
     * @throws IOException if the stream fails
     */
    public void write(OutputStream out) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        zip.setMethod(ZipOutputStream.STORED);
        store(zip, "m/data.pkl", data());
        store(zip, "m/code/__torch__.py", code().getBytes(StandardCharsets.UTF_8));
        int index = 0;
        for (Map.Entry<String, NDArray> entry : tensors.entrySet()) {
            store(zip, "m/data/" + index++, raw(entry.getValue(), channelsLast.contains(entry.getKey())));
        }
        store(zip, "m/constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
        // an older version would give operators the signatures that they had then, as gelu without its approximation
        store(zip, "m/version", "10\n".getBytes(StandardCharsets.US_ASCII));
        store(zip, "m/byteorder", "little".getBytes(StandardCharsets.US_ASCII));
        zip.finish();
    }

    private String code() {
        List<String> quoted = new ArrayList<>();
        tensors.keySet().forEach(name -> quoted.add("\"" + name + "\", "));
        StringBuilder code = new StringBuilder("class M(Module):\n  __parameters__ = []\n  __buffers__ = [");
        code.append(String.join("", quoted)).append("]\n");
        tensors.keySet().forEach(name -> code.append("  ").append(name).append(" : Tensor\n"));
        return code.append("  training : bool\n")
                .append(methods)
                .append(states())
                .toString();
    }

    /** The two methods by which an archive with unpacking reads and writes its attributes. */
    private String states() {
        if (unpacking.isEmpty()) {
            return "";
        }
        String types = "Tuple[" + String.join(", ", Collections.nCopies(tensors.size(), "Tensor")) + "]";
        StringBuilder get = new StringBuilder("  def __getstate__(self: __torch__.M) -> ")
                .append(types)
                .append(":\n    return (");
        StringBuilder set = new StringBuilder("  def __setstate__(self: __torch__.M, state: ")
                .append(types)
                .append(") -> NoneType:\n    ");
        tensors.keySet().forEach(name -> get.append("self.").append(name).append(", "));
        tensors.keySet().forEach(name -> set.append("s_").append(name).append(", "));
        set.append("= state\n");
        tensors.keySet()
                .forEach(name -> set.append("    self.")
                        .append(name)
                        .append(" = s_")
                        .append(name)
                        .append('\n'));
        return get.append(")\n")
                .append(set)
                .append("    self.training = False\n")
                .append(unpacking)
                .append("    return None\n")
                .toString();
    }

    private byte[] data() {
        Pickle pickle = new Pickle();
        pickle.raw(0x80, 2).global("__torch__", "M").raw(')', 0x81);
        boolean named = unpacking.isEmpty();
        pickle.raw(named ? new int[] {'}', '('} : new int[] {'('});
        int index = 0;
        for (Map.Entry<String, NDArray> entry : tensors.entrySet()) {
            if (named) {
                pickle.text(entry.getKey());
            }
            pickle.tensor(index++, entry.getValue(), channelsLast.contains(entry.getKey()));
        }
        if (!named) {
            return pickle.raw('t', 'b', '.').bytes();
        }
        return pickle.text("training").raw(PICKLE_FALSE, 'u', 'b', '.').bytes();
    }

    private static byte[] raw(NDArray tensor, boolean channelsLast) {
        if (!channelsLast) {
            return raw(tensor.toByteBuffer());
        }
        try (NDArray view = tensor.transpose(0, 2, 3, 1);
                NDArray moved = view.duplicate()) {
            return raw(moved.toByteBuffer());
        }
    }

    private static byte[] raw(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static void store(ZipOutputStream zip, String name, byte[] data) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(data);
        ZipEntry entry = new ZipEntry(name);
        entry.setSize(data.length);
        entry.setCompressedSize(data.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(data);
        zip.closeEntry();
    }

    /** The few pickle opcodes that an archive's data needs. */
    private static final class Pickle {
        private static final int[] CHANNELS_LAST = {0, 2, 3, 1};

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Pickle raw(int... bytes) {
            for (int b : bytes) {
                out.write(b);
            }
            return this;
        }

        Pickle global(String module, String name) {
            out.writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
            return this;
        }

        Pickle text(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            out.write('X');
            int32(bytes.length);
            out.writeBytes(bytes);
            return this;
        }

        Pickle tensor(int key, NDArray array, boolean channelsLast) {
            long[] shape = array.getShape().getShape();
            long[] strides = new long[shape.length];
            long count = 1;
            for (int i = shape.length - 1; i >= 0; i--) {
                int d = channelsLast ? CHANNELS_LAST[i] : i;
                strides[d] = count;
                count *= shape[d];
            }
            global("torch._utils", "_rebuild_tensor_v2").raw('(', '(').text("storage");
            global("torch", storage(array)).text(Integer.toString(key)).text("cpu");
            integer(count).raw('t', 'Q').integer(0).tuple(shape).tuple(strides).raw(PICKLE_FALSE);
            return global("collections", "OrderedDict").raw(')', 'R', 't', 'R');
        }

        private Pickle tuple(long[] values) {
            raw('(');
            for (long value : values) {
                integer(value);
            }
            return raw('t');
        }

        private Pickle integer(long value) {
            if (value == (int) value) {
                out.write('J');
                int32((int) value);
            } else {
                raw(0x8a, Long.BYTES);
                int32((int) value);
                int32((int) (value >> Integer.SIZE));
            }
            return this;
        }

        private void int32(int value) {
            for (int i = 0; i < Integer.BYTES; i++) {
                out.write(value >> (Byte.SIZE * i));
            }
        }

        byte[] bytes() {
            return out.toByteArray();
        }

        private static String storage(NDArray array) {
            return switch (array.getDataType()) {
                case FLOAT32 -> "FloatStorage";
                case FLOAT16 -> "HalfStorage";
                case FLOAT64 -> "DoubleStorage";
                case INT64 -> "LongStorage";
                case INT32 -> "IntStorage";
                case UINT8 -> "ByteStorage";
                case BOOLEAN -> "BoolStorage";
                default -> throw new IllegalArgumentException("no TorchScript storage for " + array.getDataType());
            };
        }
    }
}
