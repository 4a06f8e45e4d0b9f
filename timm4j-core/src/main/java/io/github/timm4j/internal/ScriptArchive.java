package io.github.timm4j.internal;

import ai.djl.ndarray.NDArray;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
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
    private static final String EXTRAS = "m/extra/";

    private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    private final Map<String, String> extras = new LinkedHashMap<>();
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
        return tensor(name, new StoredTensor(value, value.getDataType(), false));
    }

    /**
     * Adds a tensor attribute {@code self.name} in a form of its own.
     *
     * @param name a TorchScript identifier
     * @param value the tensor and its form; read when the archive is written
     * @return this
     */
    public ScriptArchive tensor(String name, StoredTensor value) {
        tensors.put(name, value);
        return this;
    }

    /**
     * Adds a text that the loaded program does not see.
     *
     * @param name a file name
     * @param content its text
     * @return this
     */
    public ScriptArchive extra(String name, String content) {
        extras.put(name, content);
        return this;
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
        for (StoredTensor tensor : tensors.values()) {
            store(zip, "m/data/" + index++, tensor.bytes());
        }
        for (Map.Entry<String, String> extra : extras.entrySet()) {
            store(zip, EXTRAS + extra.getKey(), extra.getValue().getBytes(StandardCharsets.UTF_8));
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
        ArchivePickle pickle = new ArchivePickle();
        pickle.raw(0x80, 2).global("__torch__", "M").raw(')', 0x81);
        boolean named = unpacking.isEmpty();
        pickle.raw(named ? new int[] {'}', '('} : new int[] {'('});
        int index = 0;
        for (Map.Entry<String, StoredTensor> entry : tensors.entrySet()) {
            if (named) {
                pickle.text(entry.getKey());
            }
            pickle.tensor(index++, entry.getValue());
        }
        if (!named) {
            return pickle.raw('t', 'b', '.').bytes();
        }
        return pickle.text("training").raw(ArchivePickle.FALSE, 'u', 'b', '.').bytes();
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
}
