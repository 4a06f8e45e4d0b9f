package io.github.timm4j.models;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.timm4j.compile.OnnxExport;
import io.github.timm4j.compile.OnnxOptions;
import io.github.timm4j.compile.onnx.OnnxSessions;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import io.github.timm4j.nn.ImageModel;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Every architecture becomes an ONNX file with which ONNX Runtime computes what the eager model does. */
@Tag("oracle")
class OnnxTest {
    private static final long LARGEST = 150_000_000;
    /** Another runtime's kernels sum in another order; far below any wrong number. */
    private static final double TOLERANCE = 1e-4;

    /** Small ones of unlike shape; the parity run takes all. */
    private static final Set<String> BY_DEFAULT = Set.of(
            "test_resnet",
            "resnetblur18",
            "ecaresnet26t",
            "test_efficientnet",
            "test_efficientnet_evos",
            "test_efficientnet_gn",
            "tf_efficientnet_lite0",
            "mixnet_s",
            "tinynet_e",
            "mobilenetv3_small_050",
            "lcnet_050",
            "test_vit",
            "test_vit3",
            "test_vit4");

    @TestFactory
    Stream<DynamicTest> onnxRuntimeEqualsEager() {
        return Parity.ownTests(
                "onnx",
                Catalogue.entries()
                        .filter(entry -> entry.spec().path("num_params").asLong() <= LARGEST)
                        .map(entry ->
                                new OracleCase(entry.name(), BY_DEFAULT.contains(entry.name()), () -> check(entry))));
    }

    private static void check(Catalogue.Entry entry) throws IOException, OrtException {
        Path folder = Files.createTempDirectory("onnx");
        Path file = folder.resolve(entry.name() + ".onnx");
        try (ImageModel model = entry.architecture().build(entry.smallOptions().build());
                NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            model.initialize(Device.cpu(), DataType.FLOAT32, 0);
            if (entry.spec().has("numeric")) {
                OracleWeights.fill(model, entry.spec());
            }
            ImageSize size = entry.smallSize();
            OnnxExport.write(model, file, OnnxOptions.DEFAULTS.imageSize(size));
            try (OrtSession session = session(file)) {
                compare(model, session, pictures(manager, model, 1, size));
                compare(model, session, pictures(manager, model, 4, size));
            }
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }

    private static OrtSession session(Path file) throws OrtException {
        OnnxSessions.environment(); // before the options, which would start it on this thread
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            return OnnxSessions.open(file, options);
        }
    }

    /** The oracle's weights are made for such pictures; larger values blow up in the deepest networks. */
    private static NDArray pictures(NDManager manager, ImageModel model, int batch, ImageSize size) {
        return manager.randomUniform(-1, 1, new Shape(batch, model.inChannels(), size.height(), size.width()));
    }

    private static void compare(ImageModel model, OrtSession session, NDArray x) throws OrtException {
        FloatBuffer values = FloatBuffer.wrap(x.toFloatArray());
        try (OnnxTensor input = OnnxTensor.createTensor(
                        OnnxSessions.environment(), values, x.getShape().getShape());
                OrtSession.Result result = session.run(Map.of("input0", input))) {
            compare(
                    model.forward(x),
                    ((OnnxTensor) result.get(0)).getFloatBuffer().array());
        }
    }

    private static void compare(NDArray expected, float[] found) {
        assertThat(found).hasSize((int) expected.size());
        double mean = expected.mean().getFloat();
        double std = Math.sqrt(expected.sub(mean).square().mean().getFloat());
        try (NDArray other = expected.getManager().create(found, expected.getShape())) {
            double worst = other.sub(expected).abs().max().getFloat();
            assertThat(worst).as("worst difference, std %s", std).isLessThanOrEqualTo(TOLERANCE * std);
        }
    }
}
