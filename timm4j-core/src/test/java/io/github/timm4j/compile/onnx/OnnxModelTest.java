package io.github.timm4j.compile.onnx;

import static io.github.timm4j.compile.onnx.ProtoReader.all;
import static io.github.timm4j.compile.onnx.ProtoReader.only;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.timm4j.compile.onnx.ProtoReader.Field;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxModelTest {
    private static final int SIDE = 32;

    private final NDManager manager = NDManager.newBaseManager(Device.cpu());

    @TempDir
    private Path folder;

    @AfterEach
    void free() {
        manager.close();
    }

    @Test
    void fileSaysWhatItIs() throws IOException {
        OnnxModel model = product(weights());
        model.metadata("model", "toy");
        Path file = folder.resolve("toy.onnx");
        model.write(file);
        List<Field> read = ProtoReader.read(Files.readAllBytes(file));
        assertThat(only(read, 1).value()).isEqualTo(8L);
        assertThat(only(read, 2).text()).isEqualTo("timm4j");
        List<Field> opset = only(read, 8).message();
        assertThat(only(opset, 1).text()).isEmpty();
        assertThat(only(opset, 2).value()).isEqualTo(17L);
        List<Field> note = only(read, 14).message();
        assertThat(only(note, 1).text()).isEqualTo("model");
        assertThat(only(note, 2).text()).isEqualTo("toy");
        assertThat(only(only(read, 7).message(), 2).text()).isEqualTo("product");
    }

    @Test
    void fileSaysWhichOperatorsItNeeds() throws IOException {
        Path file = folder.resolve("newer.onnx");
        new OnnxModel("g", OnnxModel.ANTIALIAS_OPSET).write(file);
        List<Field> opset = only(ProtoReader.read(Files.readAllBytes(file)), 8).message();
        assertThat(only(opset, 2).value()).isEqualTo(18L);
    }

    @Test
    void weightsMayBeStoredInHalfPrecision() throws IOException {
        NDArray weights = manager.create(new float[] {1, -2, 0.5f, 65504, 0, 1e-7f}, new Shape(2, 3));
        OnnxModel model = new OnnxModel("g", OnnxModel.OPSET);
        model.tensor("w", weights, DataType.FLOAT16);
        model.transposed("t", weights, DataType.FLOAT16);
        Path file = folder.resolve("half.onnx");
        model.write(file);
        List<Field> graph = only(ProtoReader.read(Files.readAllBytes(file)), 7).message();
        List<Field> tensor = all(graph, 5).get(0).message();
        assertThat(only(tensor, 2).value()).isEqualTo(10L);
        assertThat(halves(tensor)).containsExactly(0x3c00, 0xc000, 0x3800, 0x7bff, 0, 2);
        List<Field> transposed = all(graph, 5).get(1).message();
        assertThat(all(transposed, 1)).extracting(Field::value).containsExactly(3L, 2L);
        assertThat(halves(transposed)).containsExactly(0x3c00, 0x7bff, 0xc000, 0, 0x3800, 2);
    }

    private static List<Integer> halves(List<Field> tensor) {
        ShortBuffer raw = ByteBuffer.wrap((byte[]) only(tensor, 9).value())
                .order(ByteOrder.LITTLE_ENDIAN)
                .asShortBuffer();
        return IntStream.range(0, raw.limit())
                .mapToObj(i -> raw.get(i) & 0xffff)
                .toList();
    }

    @Test
    void inputsNameTheirFreeDimensions() throws IOException {
        Path file = folder.resolve("toy.onnx");
        product(weights()).write(file);
        List<Field> graph = only(ProtoReader.read(Files.readAllBytes(file)), 7).message();
        List<Field> input = only(graph, 11).message();
        assertThat(only(input, 1).text()).isEqualTo("x");
        List<Field> tensor = only(only(input, 2).message(), 1).message();
        assertThat(only(tensor, 1).value()).isEqualTo(1L);
        List<Field> dimensions = all(only(tensor, 2).message(), 1);
        assertThat(only(dimensions.get(0).message(), 2).text()).isEqualTo("batch");
        assertThat(only(dimensions.get(1).message(), 1).value()).isEqualTo((long) SIDE);
    }

    @Test
    void nodesCarryAttributesAndLayer() throws IOException {
        OnnxModel model = new OnnxModel("g", OnnxModel.OPSET);
        model.add(new OnnxNode(
                "Toy",
                List.of("a", "", "b"),
                "c",
                List.of(
                        OnnxAttribute.whole("w", -3),
                        OnnxAttribute.wholes("l", 4, 5),
                        OnnxAttribute.real("r", 0.5),
                        OnnxAttribute.text("t", "cubic"),
                        OnnxAttribute.type("to", DataType.INT64)),
                "Layer (Layer.java:7)"));
        Path file = folder.resolve("g.onnx");
        model.write(file);
        List<Field> node = only(
                        only(ProtoReader.read(Files.readAllBytes(file)), 7).message(), 1)
                .message();
        assertThat(all(node, 1)).extracting(Field::text).containsExactly("a", "", "b");
        assertThat(only(node, 2).text()).isEqualTo("c");
        assertThat(only(node, 3).text()).isEqualTo("Toy_0");
        assertThat(only(node, 6).text()).isEqualTo("Layer (Layer.java:7)");
        List<List<Field>> attributes = all(node, 5).stream().map(Field::message).toList();
        assertThat(only(attributes.get(0), 3).value()).isEqualTo(-3L);
        assertThat(all(attributes.get(1), 8)).extracting(Field::value).containsExactly(4L, 5L);
        assertThat(only(attributes.get(2), 2).value()).isEqualTo(0.5f);
        assertThat(only(attributes.get(3), 4).text()).isEqualTo("cubic");
        assertThat(only(attributes.get(4), 3).value()).isEqualTo(7L);
        assertThat(attributes)
                .extracting(attribute -> only(attribute, 20).value())
                .containsExactly(2L, 7L, 1L, 3L, 2L);
    }

    @Test
    void weightsBeyondTheLimitLieBesideTheModel() throws Exception {
        NDArray weights = weights();
        Path whole = folder.resolve("whole.onnx");
        Path split = folder.resolve("split.onnx");
        product(weights).write(whole);
        product(weights).write(split, 1000);
        assertThat(Files.size(split)).isLessThan(1000);
        Path data = folder.resolve("split.onnx.data");
        assertThat(Files.size(data)).isEqualTo(4096);
        float[] x = manager.randomNormal(new Shape(2, SIDE)).toFloatArray();
        assertThat(run(split, x)).containsExactly(run(whole, x));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(whole, split, data);
        }
    }

    @Test
    void aModelThatCannotBeWrittenLeavesTheOldOne() throws IOException {
        Path file = folder.resolve("toy.onnx");
        Files.writeString(file, "old");
        NDArray weights = weights();
        OnnxModel model = product(weights);
        weights.close();
        assertThatThrownBy(() -> model.write(file)).isInstanceOf(RuntimeException.class);
        assertThat(Files.readString(file)).isEqualTo("old");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void scalarsOfOtherTypesAreRefused() {
        assertThatThrownBy(() -> new OnnxModel("g", OnnxModel.OPSET).scalar("s", DataType.FLOAT16, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("float16");
        assertThatThrownBy(() -> OnnxAttribute.type("to", DataType.COMPLEX64))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("complex64");
    }

    private NDArray weights() {
        return manager.randomNormal(new Shape(SIDE, SIDE));
    }

    /** y = 2 x w. */
    private static OnnxModel product(NDArray weights) {
        OnnxModel model = new OnnxModel("product", OnnxModel.OPSET);
        model.input(new ValueInfo("x", DataType.FLOAT32, List.of("batch", Integer.toString(SIDE))));
        model.tensor("w", weights, DataType.FLOAT32);
        model.scalar("two", DataType.FLOAT32, 2);
        model.add(new OnnxNode("MatMul", List.of("x", "w"), "p", List.of(), ""));
        model.add(new OnnxNode("Mul", List.of("p", "two"), "y", List.of(), ""));
        model.output(new ValueInfo("y", DataType.FLOAT32, List.of("batch", Integer.toString(SIDE))));
        return model;
    }

    private static float[] run(Path file, float[] x) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        long[] shape = {x.length / SIDE, SIDE};
        try (OrtSession session = environment.createSession(file.toString());
                OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(x), shape);
                OrtSession.Result result = session.run(Map.of("x", input))) {
            return ((OnnxTensor) result.get(0)).getFloatBuffer().array();
        }
    }
}
