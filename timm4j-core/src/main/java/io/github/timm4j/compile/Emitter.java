package io.github.timm4j.compile;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.timm4j.internal.ScriptArchive;
import io.github.timm4j.internal.StoredTensor;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes a graph as a TorchScript archive. */
final class Emitter {
    /** libtorch has these in float32 and float64 only. */
    private static final String ANTIALIASED = "torch._upsample_";

    private final Program program;
    private final Graph graph;
    private final DataType dtype;
    private final InputForm input;

    private Emitter(Program program, DataType dtype, InputForm input) {
        this.program = program;
        this.graph = program.graph();
        this.dtype = dtype;
        this.input = input;
    }

    /** The archive of a program that computes in a precision. */
    static ScriptArchive archive(Program program, DataType dtype, InputForm input, @Nullable PictureScript pictures) {
        Emitter emitter = new Emitter(program, dtype, input);
        ScriptArchive archive = new ScriptArchive();
        emitter.tensors(archive);
        if (pictures != null) {
            pictures.write(archive, program.graph().manager());
        }
        return archive.method("forward(self: __torch__.M, x: Tensor)", emitter.type(), emitter.body());
    }

    private void tensors(ScriptArchive archive) {
        for (Value value : weights()) {
            NDArray array = value.weight();
            if (array != null) {
                boolean map = array.getShape().dimension() == 4;
                DataType type = array.getDataType() == DataType.FLOAT32 ? dtype : array.getDataType();
                archive.tensor(value.name(), new StoredTensor(array, type, program.channelsLast() && map));
            }
        }
        program.packing()
                .forEach((value, packing) -> archive.unpack(value.name(), packing.replace("%s", value.text())));
    }

    private Set<Value> weights() {
        Set<Value> weights = new LinkedHashSet<>();
        for (Node node : graph.nodes()) {
            node.values().stream().filter(Value::isWeight).forEach(weights::add);
        }
        graph.outputs().stream().filter(Value::isWeight).forEach(weights::add);
        return weights;
    }

    private String body() {
        StringBuilder body = new StringBuilder();
        if (input.raw()) {
            line(body, "x = (self).pictures(x)");
        }
        line(body, "B = torch.size(x, 0)");
        if (input.step() > 0) {
            steps(body, "h", 2);
            steps(body, "w", 3);
        }
        if (dtype != DataType.FLOAT32) {
            line(body, "x = " + as(dtype, "x"));
        }
        if (program.channelsLast()) {
            line(body, "x = torch.contiguous(x, memory_format=2)");
        }
        for (Node node : graph.nodes()) {
            line(body, node.result().name() + " = " + text(node));
        }
        String results = graph.outputs().stream().map(this::output).collect(Collectors.joining(", "));
        line(body, "return " + (graph.outputs().size() == 1 ? results : "(" + results + ")"));
        return body.toString();
    }

    private static void line(StringBuilder body, String text) {
        body.append("    ").append(text).append('\n');
    }

    /** By how many steps the input is larger than the recorded one. */
    private void steps(StringBuilder body, String name, int axis) {
        long recorded = graph.input().shape().get(axis);
        String rest = "torch.size(x, " + axis + ") - " + recorded;
        line(body, name + " = torch.floordiv(" + rest + ", " + input.step() + ")");
        line(body, "if torch.ne(" + name + " * " + input.step() + ", " + rest + "):");
        line(
                body,
                "  ops.prim.RaiseException(\"expected sizes that differ by multiples of " + input.step() + " from "
                        + recorded + "\")");
    }

    /**
     * What a layer computes in float32 for the sake of its own precision is computed in the program's, where there is a
     * form.
     */
    private String text(Node node) {
        if (dtype == DataType.FLOAT32) {
            return node.text();
        }
        if (node.is("torch.to") && node.argument(1).equals(Argument.Literal.of(DataType.FLOAT32))) {
            return as(dtype, node.argument(0).text());
        }
        return node.op().startsWith(ANTIALIASED) ? as(dtype, wide(node)) : node.text();
    }

    /** An operator of one tensor in float32. */
    private static String wide(Node node) {
        String rest = node.arguments().stream()
                .skip(1)
                .map(argument -> ", " + argument.text())
                .collect(Collectors.joining());
        return node.op() + "(" + as(DataType.FLOAT32, node.argument(0).text()) + rest + ")";
    }

    private static String as(DataType type, String tensor) {
        return "torch.to(" + tensor + ", " + ScalarTypes.code(type) + ")";
    }

    private String output(Value value) {
        boolean half = dtype != DataType.FLOAT32 && value.type() == DataType.FLOAT32;
        return half ? as(DataType.FLOAT32, value.text()) : value.text();
    }

    private String type() {
        List<Value> outputs = graph.outputs();
        return outputs.size() == 1
                ? "Tensor"
                : outputs.stream().map(output -> "Tensor").collect(Collectors.joining(", ", "Tuple[", "]"));
    }
}
