package io.github.timm4j.compile;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
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

/** Writes a graph as an ONNX model, operator by operator. */
final class OnnxTranslation {
    static final String INPUT = "input0";
    static final String OUTPUT = "output";
    private static final List<String> AXES = List.of("batch", "channels", "height", "width");

    private final OnnxModel model;
    private final NDManager manager;
    private final OnnxForm form;
    private final Shape recorded;
    private final Map<Value, String> names = new HashMap<>();
    private final Map<Object, String> constants = new HashMap<>();
    private final Map<Integer, String> extents = new HashMap<>();
    private int made;

    private OnnxTranslation(Graph graph, String name, OnnxForm form) {
        boolean antialiased = graph.nodes().stream().anyMatch(OnnxWindows::isAntialiased);
        this.model = new OnnxModel(name, antialiased ? OnnxModel.ANTIALIAS_OPSET : OnnxModel.OPSET);
        this.manager = graph.manager();
        this.form = form;
        this.recorded = graph.input().shape();
    }

    /**
     * Translates a graph.
     *
     * @param graph open until the model is written
     * @param name of the ONNX graph
     * @param form what is asked of the model
     */
    static OnnxModel translate(Graph graph, String name, OnnxForm form) {
        OnnxTranslation translation = new OnnxTranslation(graph, name, form);
        translation.input(graph.input());
        graph.nodes().forEach(translation::node);
        for (int i = 0; i < graph.outputs().size(); i++) {
            translation.output(graph.outputs().get(i), OUTPUT + i);
        }
        return translation.model;
    }

    OnnxForm form() {
        return form;
    }

    /** The version of the operators. */
    int opset() {
        return model.opset();
    }

    private void input(Value value) {
        List<String> dimensions = dimensions(value.shape());
        if (form.size()) {
            dimensions.set(2, AXES.get(2));
            dimensions.set(3, AXES.get(3));
        }
        model.input(new ValueInfo(INPUT, value.type(), dimensions));
        names.put(value, cast(INPUT, value.type(), form.type(value.type())));
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
        if (form.batch() && (value.shape().isScalar() || value.shape().get(0) != Polymorphism.FIRST)) {
            throw new CompileException(name + " does not begin with the batch: its shape at batch size "
                    + Polymorphism.FIRST + " is " + value.shape());
        }
        DataType from = form.type(value.type());
        List<OnnxAttribute> to = from == value.type() ? List.of() : List.of(OnnxAttribute.type("to", value.type()));
        model.add(new OnnxNode(to.isEmpty() ? "Identity" : "Cast", List.of(name(value)), name, to, ""));
        List<String> dimensions = dimensions(value.shape());
        for (int i = 1; i < dimensions.size() && dimensions.size() > 2 && form.size(); i++) {
            dimensions.set(i, name + "_" + i);
        }
        model.output(new ValueInfo(name, value.type(), dimensions));
    }

    private List<String> dimensions(Shape shape) {
        List<String> dimensions = new ArrayList<>();
        for (long size : shape.getShape()) {
            dimensions.add(Long.toString(size));
        }
        if (form.batch() && !dimensions.isEmpty()) {
            dimensions.set(0, AXES.get(0));
        }
        return dimensions;
    }

    /** The name of a value; weights become known at their first use. */
    String name(Value value) {
        return names.computeIfAbsent(value, v -> {
            model.tensor(v.name(), weight(v), form.type(v.type()));
            return v.name();
        });
    }

    /** The name of a weight matrix with its axes exchanged. */
    String transposed(Value value) {
        return constants.computeIfAbsent(List.of("transposed", value), key -> {
            String name = value.name() + "_transposed";
            model.transposed(name, weight(value), form.type(value.type()));
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
            if (type == DataType.FLOAT16) {
                model.tensor(name, manager.create((float) value), type);
            } else {
                model.scalar(name, type, value);
            }
            return name;
        });
    }

    /** The size of the input along an axis, as a vector of one number. */
    private String extent(int axis) {
        OnnxAttribute from = OnnxAttribute.whole("start", axis);
        OnnxAttribute to = OnnxAttribute.whole("end", axis + 1L);
        return add("Shape", List.of(INPUT), AXES.get(axis), from, to);
    }

    /** The batch size (0), or by how many steps the height (1) or width (2) is above the recorded one. */
    String factor(int index) {
        return extents.computeIfAbsent(index, i -> {
            if (i == 0) {
                return extent(0);
            }
            String more = add("Sub", List.of(extent(i + 1), vector(recorded.get(i + 1))), AXES.get(i + 1));
            return add("Div", List.of(more, vector(form.step())), AXES.get(i + 1));
        });
    }

    String cast(String name, DataType from, DataType to) {
        return from == to ? name : add("Cast", List.of(name), "", OnnxAttribute.type("to", to));
    }

    /** Adds an operator and hands out the name of its result. */
    String add(String op, List<String> inputs, String layer, OnnxAttribute... attributes) {
        String result = "t" + made++;
        model.add(new OnnxNode(op, inputs, result, List.of(attributes), layer));
        return result;
    }
}
