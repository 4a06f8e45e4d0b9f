package io.github.timm4j.compile;

import ai.djl.ndarray.types.DataType;
import io.github.timm4j.compile.onnx.OnnxAttribute;
import java.util.List;
import java.util.Map;

/** ONNX forms of operators that work element by element, activations among them. */
final class OnnxElementwise {
    private static final double HALF_ROOT = Math.sqrt(0.5);
    private static final double TANH_SCALE = Math.sqrt(2 / Math.PI);
    private static final double TANH_CUBE = 0.044715;
    private static final double SIX = 6;

    private OnnxElementwise() {}

    static void register(Map<String, OnnxRule> rules) {
        Map<String, String> unary = Map.ofEntries(
                Map.entry("relu", "Relu"),
                Map.entry("sigmoid", "Sigmoid"),
                Map.entry("tanh", "Tanh"),
                Map.entry("exp", "Exp"),
                Map.entry("log", "Log"),
                Map.entry("sqrt", "Sqrt"),
                Map.entry("abs", "Abs"),
                Map.entry("neg", "Neg"),
                Map.entry("sin", "Sin"),
                Map.entry("cos", "Cos"),
                Map.entry("erf", "Erf"),
                Map.entry("ceil", "Ceil"),
                Map.entry("floor", "Floor"),
                Map.entry("hardswish", "HardSwish"));
        unary.forEach((op, name) -> rules.put(op, call -> call.add(name, List.of(call.tensor(0)))));
        Map<String, String> binary = Map.of(
                "add", "Add", "sub", "Sub", "mul", "Mul", "div", "Div", "pow", "Pow", "maximum", "Max", "minimum",
                "Min");
        binary.forEach((op, name) -> rules.put(op, call -> binary(call, name)));
        Map<String, String> comparisons =
                Map.of("eq", "Equal", "lt", "Less", "gt", "Greater", "le", "LessOrEqual", "ge", "GreaterOrEqual");
        comparisons.forEach((op, name) -> rules.put(op, call -> compare(call, name)));
        rules.put("ne", call -> call.add("Not", List.of(compare(call, "Equal"))));
        rules.put("square", call -> call.add("Mul", List.of(call.tensor(0), call.tensor(0))));
        rules.put("clamp", OnnxElementwise::clamp);
        rules.put("relu6", call -> clip(call, 0, SIX));
        rules.put("silu", call -> gated(call, "Sigmoid"));
        rules.put("mish", call -> {
            String soft = call.add("Softplus", List.of(call.tensor(0)));
            return call.add("Mul", List.of(call.tensor(0), call.add("Tanh", List.of(soft))));
        });
        rules.put("leaky_relu", call -> sloped(call, "LeakyRelu", 0.01));
        rules.put("prelu", call -> call.add("PRelu", List.of(call.tensor(0), call.tensor(1))));
        rules.put("elu", call -> sloped(call, "Elu", 1));
        rules.put("celu", OnnxElementwise::celu);
        rules.put("selu", call -> call.add("Selu", List.of(call.tensor(0))));
        rules.put(
                "hardsigmoid",
                call -> call.add(
                        "HardSigmoid",
                        List.of(call.tensor(0)),
                        OnnxAttribute.real("alpha", 1 / SIX),
                        OnnxAttribute.real("beta", 0.5)));
        rules.put("gelu", OnnxElementwise::gelu);
        rules.put("to", call -> call.cast(call.tensor(0), call.type(0), call.type()));
        rules.put("contiguous", call -> call.tensor(0));
        rules.put("clone", call -> call.tensor(0));
        rules.put("detach", call -> call.tensor(0));
    }

    private static String binary(OnnxCall call, String op) {
        if (call.size() != 2) {
            throw call.refusal("has " + call.size() + " arguments");
        }
        return call.add(op, List.of(call.operand(0), call.operand(1)));
    }

    private static String compare(OnnxCall call, String op) {
        DataType type = call.type(0);
        String other =
                call.isTensor(1) ? call.cast(call.tensor(1), call.type(1), type) : call.scalar(type, call.real(1));
        return call.add(op, List.of(call.tensor(0), other));
    }

    private static String clamp(OnnxCall call) {
        double low = call.isAbsent(1) ? Double.NEGATIVE_INFINITY : call.real(1);
        double high = call.isAbsent(2) ? Double.POSITIVE_INFINITY : call.real(2);
        return clip(call, low, high);
    }

    private static String clip(OnnxCall call, double low, double high) {
        return call.add("Clip", List.of(call.tensor(0), call.scalar(call.type(), low), call.scalar(call.type(), high)));
    }

    private static String gated(OnnxCall call, String gate) {
        return call.add("Mul", List.of(call.tensor(0), call.add(gate, List.of(call.tensor(0)))));
    }

    private static String sloped(OnnxCall call, String op, double byDefault) {
        double alpha = call.isAbsent(1) ? byDefault : call.real(1);
        return call.add(op, List.of(call.tensor(0)), OnnxAttribute.real("alpha", alpha));
    }

    /** The standard has it in float32 only. */
    private static String celu(OnnxCall call) {
        String wide = call.cast(call.tensor(0), call.type(0), DataType.FLOAT32);
        double alpha = call.isAbsent(1) ? 1 : call.real(1);
        String result = call.add("Celu", List.of(wide), OnnxAttribute.real("alpha", alpha));
        return call.cast(result, DataType.FLOAT32, call.type());
    }

    private static String gelu(OnnxCall call) {
        String x = call.tensor(0);
        boolean tanh = call.size() > 1 && call.text(1).contains("tanh");
        String gate = tanh ? call.add("Tanh", List.of(cubic(call, x))) : call.add("Erf", List.of(scaled(call, x)));
        String raised = call.add("Add", List.of(gate, call.scalar(call.type(), 1)));
        return call.add("Mul", List.of(call.add("Mul", List.of(x, raised)), call.scalar(call.type(), 0.5)));
    }

    private static String scaled(OnnxCall call, String x) {
        return call.add("Mul", List.of(x, call.scalar(call.type(), HALF_ROOT)));
    }

    /** sqrt(2 / pi) (x + 0.044715 x^3). */
    private static String cubic(OnnxCall call, String x) {
        String cube = call.add("Mul", List.of(call.add("Mul", List.of(x, x)), x));
        String added = call.add("Add", List.of(x, call.add("Mul", List.of(cube, call.scalar(call.type(), TANH_CUBE)))));
        return call.add("Mul", List.of(added, call.scalar(call.type(), TANH_SCALE)));
    }
}
