package io.github.timm4j.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes safetensors files; {@link WeightFiles} reads them. */
public final class Safetensors {
    private static final int ALIGNMENT = 8;

    private Safetensors() {}

    /**
     * Writes tensors with the metadata that hub clients expect of PyTorch weights.
     *
     * @param path the file, replaced as a whole or not at all
     * @param tensors by name; the header keeps their order
     * @throws UncheckedIOException where the file cannot be written
     */
    public static void write(Path path, Map<String, WeightTensor> tensors) {
        write(path, tensors, Map.of("format", "pt"));
    }

    /**
     * Writes tensors. Data is laid out by falling element size, as the reference writer does, so that every element is
     * aligned.
     *
     * @param path the file, replaced as a whole or not at all
     * @param tensors by name; the header keeps their order
     * @param metadata free text by key
     * @throws UncheckedIOException where the file cannot be written
     */
    public static void write(Path path, Map<String, WeightTensor> tensors, Map<String, String> metadata) {
        List<Map.Entry<String, WeightTensor>> placed = new ArrayList<>(tensors.entrySet());
        placed.sort(Comparator.comparingInt(entry -> -entry.getValue().type().bits()));
        Map<String, Long> starts = new HashMap<>();
        long end = 0;
        for (Map.Entry<String, WeightTensor> entry : placed) {
            starts.put(entry.getKey(), end);
            end = Math.addExact(end, entry.getValue().byteLength());
        }
        ByteBuffer header = header(tensors, starts, metadata);
        AtomicFile.write(path, channel -> {
            AtomicFile.writeFully(channel, header);
            for (Map.Entry<String, WeightTensor> entry : placed) {
                AtomicFile.copy(entry.getValue(), channel);
            }
        });
    }

    private static ByteBuffer header(
            Map<String, WeightTensor> tensors, Map<String, Long> starts, Map<String, String> metadata) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectFieldStart("__metadata__");
                for (Map.Entry<String, String> entry : metadata.entrySet()) {
                    json.writeStringField(entry.getKey(), entry.getValue());
                }
                json.writeEndObject();
            }
            for (Map.Entry<String, WeightTensor> entry : tensors.entrySet()) {
                writeEntry(json, entry.getKey(), entry.getValue(), starts.getOrDefault(entry.getKey(), 0L));
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        while (text.size() % ALIGNMENT != 0) {
            text.write(' ');
        }
        ByteBuffer header = ByteBuffer.allocate(ALIGNMENT + text.size()).order(ByteOrder.LITTLE_ENDIAN);
        return header.putLong(text.size()).put(text.toByteArray()).flip();
    }

    private static void writeEntry(JsonGenerator json, String name, WeightTensor tensor, long start)
            throws IOException {
        if (name.equals("__metadata__")) {
            throw new IllegalArgumentException("a tensor cannot be named __metadata__");
        }
        json.writeObjectFieldStart(name);
        json.writeStringField("dtype", tensor.type().name());
        json.writeFieldName("shape");
        json.writeArray(tensor.shape(), 0, tensor.rank());
        json.writeFieldName("data_offsets");
        json.writeArray(new long[] {start, start + tensor.byteLength()}, 0, 2);
        json.writeEndObject();
    }
}
