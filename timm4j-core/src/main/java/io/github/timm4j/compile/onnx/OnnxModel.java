package io.github.timm4j.compile.onnx;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.internal.Whole;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An ONNX model under construction, written as {@code ModelProto} of
 * <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>. Operators are added in the order in
 * which they run.
 */
public final class OnnxModel {
    /** Version of the standard's operators; layer normalisation needs it. */
    public static final int OPSET = 17;

    /** The version with which resizing without aliasing came. */
    public static final int ANTIALIAS_OPSET = 18;

    /** Version of the file format that came with both. */
    private static final int IR_VERSION = 8;

    /** A protocol-buffers message cannot be larger. */
    private static final long LARGEST_FILE = Integer.MAX_VALUE;

    /** Smaller tensors stay in the model file. */
    private static final int EXTERNAL_FROM = 1024;

    /** Runtimes can map tensors that begin on a page. */
    private static final int PAGE = 4096;

    /** Fields of {@code ModelProto}. */
    private static final int MODEL_IR_VERSION = 1;

    private static final int MODEL_PRODUCER = 2;
    private static final int MODEL_GRAPH = 7;
    private static final int MODEL_OPSET = 8;
    private static final int MODEL_METADATA = 14;
    /** Fields of {@code GraphProto}. */
    private static final int GRAPH_NODE = 1;

    private static final int GRAPH_NAME = 2;
    private static final int GRAPH_TENSOR = 5;
    private static final int GRAPH_INPUT = 11;
    private static final int GRAPH_OUTPUT = 12;

    private final String name;
    private final int opset;
    private final List<ProtoMessage> nodes = new ArrayList<>();
    private final List<StoredConstant> tensors = new ArrayList<>();
    private final List<StoredConstant> weights = new ArrayList<>();
    private final List<ValueInfo> inputs = new ArrayList<>();
    private final List<ValueInfo> outputs = new ArrayList<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    /**
     * An empty model.
     *
     * @param name of the graph
     * @param opset version of the operators
     */
    public OnnxModel(String name, int opset) {
        this.name = name;
        this.opset = opset;
    }

    /**
     * Declares an input.
     *
     * @param input its name and shape
     */
    public void input(ValueInfo input) {
        inputs.add(input);
    }

    /**
     * Declares an output.
     *
     * @param output an operator's result
     */
    public void output(ValueInfo output) {
        outputs.add(output);
    }

    /**
     * The version of the operators.
     *
     * @return {@link #OPSET} or {@link #ANTIALIAS_OPSET}
     */
    public int opset() {
        return opset;
    }

    List<ValueInfo> inputs() {
        return inputs;
    }

    List<ValueInfo> outputs() {
        return outputs;
    }

    /**
     * Adds a note that runtimes hand out.
     *
     * @param key what it is about
     * @param value the note
     */
    public void metadata(String key, String value) {
        metadata.put(key, value);
    }

    /**
     * Adds an operator.
     *
     * @param node its inputs are known already
     */
    public void add(OnnxNode node) {
        nodes.add(node.message(nodes.size()));
    }

    /**
     * Adds a weight.
     *
     * @param tensor its name
     * @param array open until the model is written
     * @param type as which it is stored
     */
    public void tensor(String tensor, NDArray array, DataType type) {
        weight(StoredConstant.of(tensor, array, type));
    }

    /**
     * Adds a weight matrix with its axes exchanged.
     *
     * @param tensor its name
     * @param array {@code (R, C)}, open until the model is written
     * @param type as which it is stored
     */
    public void transposed(String tensor, NDArray array, DataType type) {
        weight(StoredConstant.transposed(tensor, array, type));
    }

    private void weight(StoredConstant weight) {
        tensors.add(weight);
        weights.add(weight);
    }

    /** Declares the weights so far as inputs too, after the others: callers may then replace them. */
    public void weightsAsInputs() {
        weights.forEach(weight -> input(weight.info()));
    }

    /**
     * Adds a constant vector.
     *
     * @param tensor its name
     * @param values int64
     */
    public void tensor(String tensor, long... values) {
        tensors.add(new StoredConstant(tensor, DataType.INT64, new Shape(values.length), () -> {
            ByteBuffer bytes = buffer(values.length * Long.BYTES);
            Arrays.stream(values).forEach(bytes::putLong);
            return bytes.flip();
        }));
    }

    /**
     * Adds a constant of no axes.
     *
     * @param tensor its name
     * @param type float32, float64, int64 or int32
     * @param value rounded to the type
     * @throws IllegalArgumentException for another type
     */
    public void scalar(String tensor, DataType type, double value) {
        int size = type.getNumOfBytes();
        ByteBuffer bytes = buffer(size);
        switch (type) {
            case FLOAT32 -> bytes.putFloat((float) value);
            case FLOAT64 -> bytes.putDouble(value);
            case INT64 -> bytes.putLong((long) value);
            case INT32 -> bytes.putInt((int) value);
            default -> throw new IllegalArgumentException("no ONNX scalar of type " + type);
        }
        tensors.add(new StoredConstant(tensor, type, new Shape(), bytes.flip()::duplicate));
    }

    /**
     * Writes the model, whole or not at all. Where one file cannot hold it (2 GiB), the weights lie beside it in
     * {@code NAME.data}.
     *
     * @param file replaced where it exists
     * @throws java.io.UncheckedIOException where it cannot be written
     */
    public void write(Path file) {
        write(file, LARGEST_FILE);
    }

    void write(Path file, long largest) {
        ProtoMessage whole =
                model(tensors.stream().map(StoredConstant::embedded).toList());
        if (whole.size() <= largest) {
            Whole.write(file, whole::write);
        } else {
            writeBeside(file);
        }
    }

    private void writeBeside(Path file) {
        Path data = beside(file);
        List<StoredConstant> outside = new ArrayList<>();
        List<ProtoMessage> messages = new ArrayList<>();
        long offset = 0;
        for (StoredConstant tensor : tensors) {
            if (tensor.bytes() < EXTERNAL_FROM) {
                messages.add(tensor.embedded());
                continue;
            }
            messages.add(tensor.reference(data.getFileName().toString(), offset));
            outside.add(tensor);
            offset += tensor.bytes() + padding(tensor);
        }
        // an older model must not meet newer weights
        file.toFile().delete();
        Whole.write(data, out -> writeData(outside, out));
        try {
            Whole.write(file, model(messages)::write);
        } catch (RuntimeException | Error e) {
            data.toFile().delete();
            throw e;
        }
    }

    private static Path beside(Path file) {
        return file.resolveSibling(file.getFileName() + ".data");
    }

    /** Deletes a model and the weights beside it, as far as the system allows. */
    static void delete(Path file) {
        file.toFile().delete();
        beside(file).toFile().delete();
    }

    private static void writeData(List<StoredConstant> tensors, OutputStream out) throws IOException {
        for (StoredConstant tensor : tensors) {
            ProtoMessage.copy(tensor.values().get(), tensor.bytes(), out);
            out.write(new byte[padding(tensor)]);
        }
    }

    private static int padding(StoredConstant tensor) {
        return (int) (-tensor.bytes() & (PAGE - 1));
    }

    private ProtoMessage model(List<ProtoMessage> weights) {
        ProtoMessage graph = new ProtoMessage();
        nodes.forEach(node -> graph.message(GRAPH_NODE, node));
        graph.text(GRAPH_NAME, name);
        weights.forEach(weight -> graph.message(GRAPH_TENSOR, weight));
        inputs.forEach(input -> graph.message(GRAPH_INPUT, input.message()));
        outputs.forEach(output -> graph.message(GRAPH_OUTPUT, output.message()));
        ProtoMessage model = new ProtoMessage()
                .integer(MODEL_IR_VERSION, IR_VERSION)
                .text(MODEL_PRODUCER, "timm4j")
                .message(MODEL_GRAPH, graph)
                .message(MODEL_OPSET, new ProtoMessage().text(1, "").integer(2, opset));
        metadata.forEach((key, value) -> model.message(MODEL_METADATA, entry(key, value)));
        return model;
    }

    /** A {@code StringStringEntryProto}. */
    static ProtoMessage entry(String key, String value) {
        return new ProtoMessage().text(1, key).text(2, value);
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
