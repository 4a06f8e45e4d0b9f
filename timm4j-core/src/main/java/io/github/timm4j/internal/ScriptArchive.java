package io.github.timm4j.internal;

import ai.djl.ndarray.NDArray;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        for (NDArray tensor : tensors.values()) {
            store(zip, "m/data/" + index++, raw(tensor.toByteBuffer()));
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
        return code.append("  training : bool\n").append(methods).toString();
    }

    private byte[] data() {
        Pickle pickle = new Pickle();
        pickle.raw(0x80, 2).global("__torch__", "M").raw(')', 0x81, '}', '(');
        int index = 0;
        for (Map.Entry<String, NDArray> entry : tensors.entrySet()) {
            pickle.text(entry.getKey()).tensor(index++, entry.getValue());
        }
        return pickle.text("training").raw(PICKLE_FALSE, 'u', 'b', '.').bytes();
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

        Pickle tensor(int key, NDArray array) {
            long[] shape = array.getShape().getShape();
            long[] strides = new long[shape.length];
            long count = 1;
            for (int d = shape.length - 1; d >= 0; d--) {
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
