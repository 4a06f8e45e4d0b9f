package io.github.timm4j.compile;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.compile.onnx.OnnxAttribute;
import io.github.timm4j.compile.onnx.OnnxModel;
import io.github.timm4j.compile.onnx.OnnxNode;
import io.github.timm4j.compile.onnx.ValueInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a graph as an ONNX model, operator by operator. */
final class OnnxTranslation {
    static final String INPUT = "input0";
    static final String OUTPUT = "output";
    private static final String BATCH = "batch";

    private final OnnxModel model;
    private final boolean freeBatch;
    private final Map<Value, String> names = new HashMap<>();
    private final Map<Object, String> constants = new HashMap<>();
    private @Nullable String batch;
    private int made;

    private OnnxTranslation(String name, boolean freeBatch) {
        this.model = new OnnxModel(name);
        this.freeBatch = freeBatch;
    }

    /**
     * Translates a graph.
     *
     * @param graph open until the model is written
     * @param name of the ONNX graph
     * @param freeBatch whether the first axis of the input and the outputs is free
     */
    static OnnxModel translate(Graph graph, String name, boolean freeBatch) {
        OnnxTranslation translation = new OnnxTranslation(name, freeBatch);
        translation.input(graph.input());
        graph.nodes().forEach(translation::node);
        for (int i = 0; i < graph.outputs().size(); i++) {
            translation.output(graph.outputs().get(i), OUTPUT + i);
        }
        return translation.model;
    }

    OnnxModel model() {
        return model;
    }

    private void input(Value value) {
        names.put(value, INPUT);
        model.input(new ValueInfo(INPUT, value.type(), dimensions(value.shape())));
    }

    private void node(Node node) {
        OnnxCall call = new OnnxCall(this, node);
        OnnxRule rule = OnnxRule.of(node.op());
        if (rule == null) {
            throw new CompileException(node.op() + " of " + node.layer() + " has no ONNX form");
        }
        names.put(node.result(), rule.write(call));
    }

    private void output(Value value, String name) {
        if (freeBatch && (value.shape().isScalar() || value.shape().get(0) != Polymorphism.FIRST)) {
            throw new CompileException(name + " does not begin with the batch: its shape at batch size "
                    + Polymorphism.FIRST + " is " + value.shape());
        }
        model.add(new OnnxNode("Identity", List.of(name(value)), name, List.of(), ""));
        model.output(new ValueInfo(name, value.type(), dimensions(value.shape())));
    }

    private List<String> dimensions(Shape shape) {
        List<String> dimensions = new ArrayList<>();
        for (long size : shape.getShape()) {
            dimensions.add(Long.toString(size));
        }
        if (freeBatch && !dimensions.isEmpty()) {
            dimensions.set(0, BATCH);
        }
        return dimensions;
    }

    /** The name of a value; weights become known at their first use. */
    String name(Value value) {
        return names.computeIfAbsent(value, v -> {
            model.tensor(v.name(), weight(v));
            return v.name();
        });
    }

    /** The name of a weight matrix with its axes exchanged. */
    String transposed(Value value) {
        return constants.computeIfAbsent(List.of("transposed", value), key -> {
            String name = value.name() + "_transposed";
            model.transposed(name, weight(value));
            return name;
        });
    }

    private static NDArray weight(Value value) {
        NDArray array = value.weight();
        if (array == null) {
            throw new IllegalStateException("value " + value.name() + " is used before it is computed");
        }
        return array;
    }

    String fresh() {
        return "t" + made++;
    }

    String vector(long... values) {
        return constants.computeIfAbsent(Arrays.stream(values).boxed().toList(), key -> {
            String name = "c" + constants.size();
            model.tensor(name, values);
            return name;
        });
    }

    String scalar(DataType type, double value) {
        return constants.computeIfAbsent(Map.entry(type, value), key -> {
            String name = "c" + constants.size();
            model.scalar(name, type, value);
            return name;
        });
    }

    /** The batch size as a vector of one number. */
    String batch() {
        if (batch == null) {
            batch = fresh();
            OnnxAttribute from = OnnxAttribute.whole("start", 0);
            OnnxAttribute to = OnnxAttribute.whole("end", 1);
            model.add(new OnnxNode("Shape", List.of(INPUT), batch, List.of(from, to), "the batch size"));
        }
        return batch;
    }
}
