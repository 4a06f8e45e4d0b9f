package io.github.timm4j.compile;

import ai.djl.ndarray.types.Shape;
import io.github.timm4j.compile.onnx.OnnxAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** ONNX forms of sums, products of matrices, attention and normalisations. */
final class OnnxLayers {
    /** Where batch normalisation has its eps. */
    private static final int BATCH_NORM_EPS = 7;
    /** Where attention has its mask and the flag of causality. */
    private static final int MASK = 3;

    private static final int CAUSAL = 5;
    private static final double FLOAT_EPS = Math.ulp(1f);

    private OnnxLayers() {}

    static void register(Map<String, OnnxRule> rules) {
        rules.put(
                "sum",
                call -> call.add("ReduceSum", List.of(call.tensor(0), call.constant(call.axes(1))), keep(call, 2)));
        rules.put("mean", call -> reduced(call, "ReduceMean"));
        rules.put("amax", call -> reduced(call, "ReduceMax"));
        rules.put("var", OnnxLayers::variance);
        rules.put("softmax", call -> along(call, "Softmax"));
        rules.put("log_softmax", call -> along(call, "LogSoftmax"));
        rules.put("matmul", call -> call.add("MatMul", List.of(call.tensor(0), call.tensor(1))));
        rules.put("bmm", call -> call.add("MatMul", List.of(call.tensor(0), call.tensor(1))));
        rules.put("linear", OnnxLayers::linear);
        rules.put("scaled_dot_product_attention", OnnxLayers::attention);
        rules.put("layer_norm", OnnxLayers::layerNorm);
        rules.put("group_norm", OnnxLayers::groupNorm);
        rules.put("rms_norm", OnnxLayers::rmsNorm);
        rules.put("batch_norm", OnnxLayers::batchNorm);
    }

    private static OnnxAttribute keep(OnnxCall call, int place) {
        return OnnxAttribute.whole("keepdims", call.flag(place) ? 1 : 0);
    }

    private static String reduced(OnnxCall call, String op) {
        return call.reduce(op, call.tensor(0), call.axes(1), keep(call, 2));
    }

    /** Mean of squared distances from the mean, over n - 1 where it is unbiased. */
    private static String variance(OnnxCall call) {
        String mean = call.reduce("ReduceMean", call.tensor(0), call.axes(1), OnnxAttribute.whole("keepdims", 1));
        String away = call.add("Sub", List.of(call.tensor(0), mean));
        String squared = call.add("Mul", List.of(away, away));
        String variance = call.reduce("ReduceMean", squared, call.axes(1), keep(call, 3));
        if (!call.flag(2)) {
            return variance;
        }
        if (call.freeSize()) {
            throw call.refusal("is unbiased, by a number that depends on the size of the input");
        }
        Shape shape = call.shape(0);
        double count =
                LongStream.of(call.axes(1)).map(axis -> shape.get((int) axis)).reduce(1, (a, b) -> a * b);
        return call.add("Mul", List.of(variance, call.scalar(call.type(), count / (count - 1))));
    }

    private static String along(OnnxCall call, String op) {
        return call.add(op, List.of(call.tensor(0)), OnnxAttribute.whole("axis", call.axis(1, call.rank(0))));
    }

    private static String linear(OnnxCall call) {
        String product = call.add("MatMul", List.of(call.tensor(0), call.transposed(1)));
        return call.isAbsent(2) ? product : call.add("Add", List.of(product, call.tensor(2)));
    }

    private static String attention(OnnxCall call) {
        int rank = call.rank(1);
        long[] exchanged = LongStream.range(0, rank).toArray();
        exchanged[rank - 2] = rank - 1L;
        exchanged[rank - 1] = rank - 2L;
        String keys = call.add("Transpose", List.of(call.tensor(1)), OnnxAttribute.wholes("perm", exchanged));
        String queries = call.add("Mul", List.of(call.tensor(0), call.scalar(call.type(), scale(call))));
        String scores = masked(call, call.add("MatMul", List.of(queries, keys)));
        String weights = call.add("Softmax", List.of(scores), OnnxAttribute.whole("axis", -1));
        return call.add("MatMul", List.of(weights, call.tensor(2)));
    }

    private static double scale(OnnxCall call) {
        for (int i = CAUSAL + 1; i < call.size(); i++) {
            String text = call.text(i);
            if (text.startsWith("scale=")) {
                return Double.parseDouble(text.substring("scale=".length()));
            }
        }
        return 1 / Math.sqrt(call.shape(0).get(call.rank(0) - 1));
    }

    private static String masked(OnnxCall call, String scores) {
        String masked = scores;
        if (!call.isAbsent(MASK)) {
            if (!call.value(MASK).type().isFloating()) {
                throw call.refusal("has a mask of " + call.value(MASK).type());
            }
            masked = call.add("Add", List.of(masked, call.tensor(MASK)));
        }
        return call.flag(CAUSAL) ? causal(call, masked) : masked;
    }

    /** Keeps the lower triangle: a query sees the keys up to its own place. */
    private static String causal(OnnxCall call, String scores) {
        String places = call.add("Shape", List.of(scores), OnnxAttribute.whole("start", -2));
        String ones = call.add("Expand", List.of(call.scalar(call.type(), 1), places));
        String seen = call.add("Trilu", List.of(ones), OnnxAttribute.whole("upper", 0));
        String allowed = call.add("Greater", List.of(seen, call.scalar(call.type(), 0)));
        String never = call.scalar(call.type(), Double.NEGATIVE_INFINITY);
        return call.add("Where", List.of(allowed, scores, never));
    }

    private static String layerNorm(OnnxCall call) {
        long[] sizes = call.wholes(1);
        List<String> inputs = new ArrayList<>(List.of(call.tensor(0)));
        inputs.add(call.isAbsent(2) ? filled(call, 1, sizes) : call.tensor(2));
        if (!call.isAbsent(3)) {
            inputs.add(call.tensor(3));
        }
        return call.add(
                "LayerNormalization",
                inputs,
                OnnxAttribute.whole("axis", -sizes.length),
                OnnxAttribute.real("epsilon", call.real(4)));
    }

    private static String filled(OnnxCall call, double value, long... sizes) {
        return call.add("Expand", List.of(call.scalar(call.type(), value), call.constant(sizes)));
    }

    /** The groups are the channels of an instance normalisation. */
    private static String groupNorm(OnnxCall call) {
        long groups = call.whole(1);
        String rows = call.add("Reshape", List.of(call.tensor(0), call.constant(0, groups, -1)));
        List<String> inputs = List.of(rows, filled(call, 1, groups), filled(call, 0, groups));
        String normal = call.add("InstanceNormalization", inputs, OnnxAttribute.real("epsilon", call.real(4)));
        String shape = call.add("Shape", List.of(call.tensor(0)));
        String back = call.add("Reshape", List.of(normal, shape));
        String weighted = call.isAbsent(2) ? back : call.add("Mul", List.of(back, perChannel(call, 2)));
        return call.isAbsent(3) ? weighted : call.add("Add", List.of(weighted, perChannel(call, 3)));
    }

    private static String perChannel(OnnxCall call, int place) {
        long[] axes = LongStream.range(1, call.rank(0) - 1).toArray();
        return axes.length == 0
                ? call.tensor(place)
                : call.add("Unsqueeze", List.of(call.tensor(place), call.constant(axes)));
    }

    private static String rmsNorm(OnnxCall call) {
        int last = call.wholes(1).length;
        long[] axes = LongStream.rangeClosed(-last, -1).toArray();
        String squared = call.add("Mul", List.of(call.tensor(0), call.tensor(0)));
        String mean = call.reduce("ReduceMean", squared, axes, OnnxAttribute.whole("keepdims", 1));
        double eps = call.isAbsent(3) ? FLOAT_EPS : call.real(3);
        String root = call.add("Sqrt", List.of(call.add("Add", List.of(mean, call.scalar(call.type(), eps)))));
        String normal = call.add("Div", List.of(call.tensor(0), root));
        return call.isAbsent(2) ? normal : call.add("Mul", List.of(normal, call.tensor(2)));
    }

    private static String batchNorm(OnnxCall call) {
        List<String> inputs = List.of(call.tensor(0), call.tensor(1), call.tensor(2), call.tensor(3), call.tensor(4));
        return call.add("BatchNormalization", inputs, OnnxAttribute.real("epsilon", call.real(BATCH_NORM_EPS)));
    }
}
