package io.github.timm4j.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.timm4j.compile.onnx.OnnxSessions;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.internal.Aten;
import io.github.timm4j.internal.AtenOp;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Each operator computes in ONNX Runtime what it does in libtorch, for numbers of pictures that were not recorded. */
class OnnxOperatorsTest {
    private static final ImageSize SIZE = new ImageSize(7, 6);
    private static final CompileOptions OPTIONS =
            CompileOptions.DEFAULTS.imageSize(SIZE).layout(MemoryLayout.ONNX_RUNTIME);
    private static final double TOLERANCE = 1e-5;

    /** Of the largest value; float16 has 11 bits, and some of these operators sum or divide. */
    private static final double HALF_TOLERANCE = 5e-3;

    private final Map<String, UnaryOperator<NDArray>> cases = new LinkedHashMap<>();

    OnnxOperatorsTest() {
        elements();
        activations();
        shapes();
        sums();
        products();
        norms();
        windows();
    }

    @TestFactory
    Stream<DynamicTest> computesWhatLibtorchDoes() {
        return cases.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> check(entry.getValue())));
    }

    private static void check(UnaryOperator<NDArray> function) {
        try (OperatorModel model = new OperatorModel(function);
                CompiledModel compiled = model.compile(OPTIONS);
                NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            for (int batch : new int[] {1, 5}) {
                NDArray x = manager.randomNormal(new Shape(batch, OperatorModel.CHANNELS, SIZE.height(), SIZE.width()));
                NDArray expected = model.forward(x);
                NDArray found = compiled.predict(x);
                assertThat(found.getShape()).isEqualTo(expected.getShape());
                double spread = Math.max(1, expected.abs().max().getFloat());
                assertThat(found.sub(expected).abs().max().getFloat())
                        .isLessThanOrEqualTo((float) (TOLERANCE * spread));
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> halfPrecisionStaysNear(@TempDir Path folder) {
        return cases.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> checkHalf(folder, entry.getValue())));
    }

    private static void checkHalf(Path folder, UnaryOperator<NDArray> function) throws OrtException {
        Path file = folder.resolve("half.onnx");
        try (OperatorModel model = new OperatorModel(function);
                NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            OnnxExport.write(model, file, OnnxOptions.DEFAULTS.imageSize(SIZE).dtype(DataType.FLOAT16));
            // numbers that float16 has, so that only what is computed is rounded
            NDArray x = manager.randomNormal(new Shape(3, OperatorModel.CHANNELS, SIZE.height(), SIZE.width()))
                    .toType(DataType.FLOAT16, true)
                    .toType(DataType.FLOAT32, true);
            NDArray expected = model.forward(x);
            NDArray found = manager.create(run(file, x), expected.getShape());
            double spread = Math.max(1, expected.abs().max().getFloat());
            assertThat(found.sub(expected).abs().max().getFloat())
                    .isLessThanOrEqualTo((float) (HALF_TOLERANCE * spread));
        }
    }

    private static float[] run(Path file, NDArray x) throws OrtException {
        OrtEnvironment environment = OnnxSessions.environment();
        FloatBuffer values = FloatBuffer.wrap(x.toFloatArray());
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
                OrtSession session = OnnxSessions.open(file, options);
                OnnxTensor input = OnnxTensor.createTensor(
                        environment, values, x.getShape().getShape());
                OrtSession.Result result = session.run(Map.of("input0", input))) {
            return ((OnnxTensor) result.get(0)).getFloatBuffer().array();
        }
    }

    @Test
    void newerOperatorsOnlyWhereTheyAreNeeded() {
        assertThat(opset(x -> x.mean(new int[] {3}))).isEqualTo(17);
        assertThat(opset(OnnxOperatorsTest::smoothed)).isEqualTo(18);
    }

    private static int opset(UnaryOperator<NDArray> function) {
        try (OperatorModel model = new OperatorModel(function);
                Graph graph = ModelCompiler.record(model, SIZE, Output.MODEL)) {
            return OnnxTranslation.translate(graph, "model", OnnxForm.BATCH).opset();
        }
    }

    private void elements() {
        cases.put(
                "add, sub, mul, div of arrays",
                x -> x.add(x.sin()).mul(x.cos()).sub(x).div(x.abs().add(1)));
        cases.put("numbers", x -> x.add(2).mul(0.5f).sub(1).div(3).neg());
        cases.put("pow and square", x -> x.pow(2).add(x.square()));
        cases.put(
                "exp, log, sqrt",
                x -> x.exp().add(x.abs().add(1).log()).add(x.abs().sqrt()));
        cases.put("ceil, floor, erf", x -> x.ceil().add(x.floor()).add(x.erf()));
        cases.put("maximum and minimum", x -> x.maximum(x.neg()).minimum(x.add(1)));
        cases.put("clip", x -> x.clip(-0.5f, 0.25f));
        cases.put("comparisons", x -> number(x.gt(0)).add(number(x.lt(x.sin()))).add(number(x.gte(1))));
        cases.put(
                "other comparisons",
                x -> number(x.lte(0.5f)).add(number(x.eq(x))).add(number(x.neq(x.abs()))));
        cases.put(
                "double precision inside",
                x -> number(x.toType(DataType.FLOAT64, false).mul(2)));
    }

    private static NDArray number(NDArray x) {
        return x.toType(DataType.FLOAT32, false);
    }

    private void activations() {
        for (String name : List.of(
                "relu",
                "relu6",
                "leaky_relu",
                "elu",
                "selu",
                "celu",
                "gelu",
                "silu",
                "mish",
                "sigmoid",
                "tanh",
                "hardsigmoid",
                "hardswish")) {
            unary(name);
        }
        unary("leaky_relu", 0.2);
        AtenOp prelu = AtenOp.of("prelu", 2);
        cases.put("prelu", x -> Aten.call(prelu, x, x.getManager().create(new float[] {0.3f})));
        unary("gelu", "approximate=\"tanh\"");
    }

    private void unary(String name, Object... literals) {
        AtenOp op = AtenOp.unary(name, literals);
        cases.put(op.toString(), x -> Aten.call(op, x));
    }

    private void shapes() {
        cases.put("reshape with the batch", x -> x.reshape(x.getShape().get(0), 4, 42));
        cases.put("reshape with an open size", x -> x.reshape(x.getShape().get(0), 2, -1));
        cases.put("reshape that joins the batch", x -> {
            long batch = x.getShape().get(0);
            return x.reshape(batch * 4, 7, 6).mul(2).reshape(batch, -1, 6);
        });
        cases.put("reshape with two sizes of the batch", x -> {
            long batch = x.getShape().get(0);
            NDArray wide = x.expandDims(1).broadcast(batch, batch, 4, 7, 6);
            return wide.reshape(batch, batch * 4, 42).mean(new int[] {1});
        });
        cases.put("flatten", x -> x.flatten(1, 2));
        cases.put("transposed", x -> x.transpose(0, 2, 3, 1).mul(2));
        cases.put("reversed axes", x -> x.transpose().sum(new int[] {0}).transpose());
        cases.put("expand and squeeze", x -> x.expandDims(2).add(1).squeeze(2));
        cases.put("broadcast", x -> x.get(":, 0:1").broadcast(x.getShape()).add(x));
        cases.put("tile", x -> x.tile(new long[] {1, 2, 1, 3}));
        cases.put("slices", x -> x.get(":, 1:3, 2:, :-2"));
        cases.put("slice with a step", x -> x.get(":, ::2, 1::3"));
        cases.put("positions", x -> x.get(":, 1").add(x.get(":, -1")));
        cases.put("flip", x -> x.flip(2, 3));
        cases.put("split and concat", x -> {
            NDList parts = x.split(2, 1);
            return parts.get(1).concat(parts.get(0), 1);
        });
        cases.put("stack", x -> x.stack(x.neg(), -1));
    }

    private void sums() {
        cases.put("sum", x -> x.sum(new int[] {1, -1}, true));
        cases.put("sum without axes kept", x -> x.sum(new int[] {2}));
        cases.put("mean", x -> x.mean(new int[] {-1}, true));
        cases.put("max", x -> x.max(new int[] {1}, false));
        cases.put("mean of a map", x -> Aten.call(AtenOp.unary("mean", new long[] {2, 3}, true), x));
        cases.put("variance", x -> Aten.call(AtenOp.unary("var", new long[] {2, 3}, false, true), x));
        cases.put("unbiased variance", x -> Aten.call(AtenOp.unary("var", new long[] {1}, true, false), x));
        cases.put("softmax", x -> x.softmax(1));
        cases.put("log of softmax", x -> x.logSoftmax(-1));
    }

    private void products() {
        cases.put("matrices", x -> x.matMul(x.transpose(0, 1, 3, 2)));
        cases.put("linear with bias", x -> linear(x, weights(x, 3, 6), weights(x, 3)));
        cases.put("linear without bias", x -> linear(x, weights(x, 3, 6), null));
        cases.put(
                "linear with computed weights",
                x -> linear(x, x.get(0).get(0), null).mul(0));
        cases.put("attention", x -> attend(x, 3, "t0", "t1", "t2", "None", 0.0, false));
        cases.put("attention with a scale", x -> attend(x, 3, "t0", "t1", "t2", "None", 0.0, false, "scale=0.3"));
        cases.put("causal attention", x -> attend(x, 3, "t0", "t1", "t2", "None", 0.0, true));
        cases.put(
                "attention with a bias",
                x -> Aten.call(
                        AtenOp.mixed("scaled_dot_product_attention", 4, "t0", "t1", "t2", "t3", 0.0, false),
                        x,
                        x.neg(),
                        x,
                        weights(x, 7, 7)));
    }

    private static NDArray attend(NDArray x, int arity, Object... arguments) {
        return Aten.call(AtenOp.mixed("scaled_dot_product_attention", arity, arguments), x, x.neg(), x.add(1));
    }

    private static NDArray linear(NDArray x, NDArray weight, @org.jspecify.annotations.Nullable NDArray bias) {
        return x.getNDArrayInternal().linear(x, weight, bias).head();
    }

    /** Fixed ones, so that both recordings see the same. */
    private static NDArray weights(NDArray x, long... sizes) {
        Shape shape = new Shape(sizes);
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i * 37 % 19 - 9) / 7f;
        }
        return x.getManager().create(values, shape);
    }

    private void norms() {
        cases.put(
                "layer norm",
                x -> x.getNDArrayInternal()
                        .layerNorm(x, new Shape(6), weights(x, 6), weights(x, 6), 1e-5f)
                        .head());
        cases.put(
                "group norm",
                x -> Aten.call(
                        AtenOp.mixed("group_norm", 3, "t0", 2, "t1", "t2", 1e-5), x, weights(x, 4), weights(x, 4)));
        cases.put(
                "group norm without weights",
                x -> Aten.call(AtenOp.mixed("group_norm", 1, "t0", 2, "None", "None", 1e-5), x));
        cases.put(
                "root mean square norm",
                x -> Aten.call(AtenOp.mixed("rms_norm", 2, "t0", new long[] {6}, "t1", 1e-6), x, weights(x, 6)));
        cases.put(
                "root mean square norm without weights",
                x -> Aten.call(AtenOp.mixed("rms_norm", 1, "t0", new long[] {7, 6}, "None", "None"), x));
        cases.put(
                "batch norm",
                x -> x.getNDArrayInternal()
                        .batchNorm(
                                x,
                                weights(x, 4),
                                weights(x, 4).abs(),
                                weights(x, 4),
                                weights(x, 4),
                                1,
                                0.1f,
                                1e-3f,
                                false)
                        .head());
    }

    private void windows() {
        cases.put("convolution", x -> convolution(x, weights(x, 8, 2, 3, 3), 2, 1, 2));
        cases.put("convolution with kernels of each sample", x -> {
            long batch = x.getShape().get(0);
            NDArray kernels = x.get(":, :, :4, 0").reshape(batch * 4, 4, 1, 1);
            NDArray y = convolution(x.reshape(1, batch * 4, 7, 6), kernels, 1, 0, (int) batch);
            return y.reshape(batch, 4, 7, 6);
        });
        cases.put("depthwise convolution with kernels of each sample", x -> {
            long batch = x.getShape().get(0);
            NDArray kernels = x.get(":, :, 1:4, 2:5").reshape(batch * 4, 1, 3, 3);
            NDArray y = convolution(x.reshape(1, batch * 4, 7, 6), kernels, 2, 1, (int) (batch * 4));
            return y.reshape(batch, 4, 4, 3);
        });
        cases.put("max pool", x -> maxPool(x, 3, 2, 1, false));
        cases.put("max pool that reaches over", x -> maxPool(x, 3, 2, 0, true));
        cases.put("mean pool", x -> averagePool(x, 2, 1, 1, false, true));
        cases.put("mean pool without its border", OnnxOperatorsTest::averageInside);
        cases.put("mean pool that reaches over", x -> averagePool(x, 2, 2, 0, true, false));
        cases.put("border", x -> x.pad(new Shape(1, 2, 0, 3), 0.5));
        cases.put(
                "border of minus infinity",
                x -> maxPool(
                        Aten.call(AtenOp.unary("constant_pad_nd", new long[] {1, 1, 1, 1}, "torch.neg(inf)"), x),
                        3,
                        1,
                        0,
                        false));
        cases.put("reflected border", x -> Aten.call(AtenOp.unary("reflection_pad2d", new long[] {2, 1, 1, 0}), x));
        cases.put("bilinear", x -> Aten.call(AtenOp.unary("upsample_bilinear2d", new long[] {11, 4}, false), x));
        cases.put("bicubic", x -> Aten.call(AtenOp.unary("upsample_bicubic2d", new long[] {11, 9}, false), x));
        cases.put(
                "bicubic, corners aligned",
                x -> Aten.call(AtenOp.unary("upsample_bicubic2d", new long[] {11, 9}, true), x));
        cases.put("bicubic without aliasing", OnnxOperatorsTest::smoothed);
        cases.put("sums in the version of bicubic without aliasing", x -> {
            NDArray small = smoothed(x);
            NDArray norm = Aten.call(AtenOp.mixed("rms_norm", 1, "t0", new long[] {3}, "None", 1e-6), small);
            NDArray variance = Aten.call(AtenOp.unary("var", new long[] {2, 3}, false, true), small);
            return small.max(new int[] {1}, true)
                    .add(small.mean(new int[] {3}, true))
                    .add(norm)
                    .add(variance);
        });
    }

    /** Larger one way, smaller the other. */
    private static NDArray smoothed(NDArray x) {
        return Aten.call(AtenOp.unary("_upsample_bicubic2d_aa", new long[] {11, 3}, false), x);
    }

    private static NDArray convolution(NDArray x, NDArray kernels, int stride, int border, int groups) {
        return x.getNDArrayInternal()
                .convolution(
                        x, kernels, null, new Shape(stride, stride), new Shape(border, border), new Shape(1, 1), groups)
                .head();
    }

    private static NDArray maxPool(NDArray x, int side, int stride, int border, boolean ceil) {
        return x.getNDArrayInternal()
                .maxPool(new Shape(side, side), new Shape(stride, stride), new Shape(border, border), ceil);
    }

    private static NDArray averageInside(NDArray x) {
        long[] two = {2, 2};
        return Aten.call(AtenOp.unary("avg_pool2d", new long[] {3, 3}, two, new long[] {1, 1}, false, false), x);
    }

    private static NDArray averagePool(NDArray x, int side, int stride, int border, boolean ceil, boolean counted) {
        return x.getNDArrayInternal()
                .avgPool(new Shape(side, side), new Shape(stride, stride), new Shape(border, border), ceil, counted);
    }

    @Test
    void whatHasNoFormIsRefusedByOperatorAndLayer(@TempDir Path folder) {
        refused(folder, x -> Aten.call(AtenOp.unary("cumsum", 1), x), "torch.cumsum of OperatorModel");
        refused(
                folder,
                x -> averagePool(x, 2, 2, 0, true, true),
                "torch.avg_pool2d of OperatorModel (OperatorModel.java:",
                "counts a border and rounds up");
        refused(folder, x -> x.sum(new int[] {0}), "output0", "batch");
        refused(
                folder,
                x -> Aten.call(AtenOp.of("add", 2, "alpha=2"), x, x),
                "torch.add of OperatorModel",
                "3 arguments");
        refused(
                folder,
                x -> {
                    long batch = x.getShape().get(0);
                    NDArray kernels = x.get(":, :, :4").reshape(batch * 4, 4, 1, 6);
                    return convolution(x.reshape(1, batch * 4, 7, 6), kernels, 1, 0, (int) batch);
                },
                "torch.conv2d of OperatorModel",
                "kernels of its own for every sample");
    }

    private static void refused(Path folder, UnaryOperator<NDArray> function, String... said) {
        Path file = folder.resolve("refused.onnx");
        try (OperatorModel model = new OperatorModel(function)) {
            assertThatThrownBy(() -> OnnxExport.write(model, file, OnnxOptions.DEFAULTS.imageSize(SIZE)))
                    .isInstanceOf(CompileException.class)
                    .hasMessageContainingAll(said);
        }
        assertThat(file).doesNotExist();
    }
}
