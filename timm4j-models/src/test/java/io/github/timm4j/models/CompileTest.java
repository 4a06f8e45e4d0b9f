package io.github.timm4j.models;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.compile.CompileOptions;
import io.github.timm4j.compile.CompiledModel;
import io.github.timm4j.compile.MemoryLayout;
import io.github.timm4j.compile.ModelCompiler;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import io.github.timm4j.nn.ImageModel;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Every architecture compiles, and its compiled form computes what the eager one does, at batch sizes that were not recorded. */
@Tag("oracle")
class CompileTest {
    private static final long LARGEST = 150_000_000;
    /** Above float rounding of sums in another order, measured at most 2e-5 of the spread; far below any wrong number. */
    private static final double TOLERANCE = 1e-4;

    /** Small ones of unlike shape; the parity run takes all. */
    private static final Set<String> BY_DEFAULT = Set.of(
            "ecaresnet26t",
            "test_efficientnet_evos",
            "tf_efficientnet_lite0",
            "mnasnet_small",
            "tinynet_e",
            "mobilenetv3_small_050",
            "lcnet_050",
            "test_mobilenetv3",
            "test_vit3",
            "test_vit4");

    @TestFactory
    Stream<DynamicTest> compiledEqualsEager() {
        return Parity.tests(
                "compile",
                Catalogue.entries()
                        .filter(entry -> entry.spec().path("num_params").asLong() <= LARGEST)
                        .map(entry ->
                                new OracleCase(entry.name(), BY_DEFAULT.contains(entry.name()), () -> check(entry))));
    }

    private static void check(Catalogue.Entry entry) {
        try (ImageModel model = entry.architecture().build(entry.options().build());
                NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            model.initialize(Device.cpu(), DataType.FLOAT32, 0);
            if (entry.spec().has("numeric")) {
                OracleWeights.fill(model, entry.spec());
            }
            ImageSize size = size(entry);
            for (MemoryLayout layout : layouts()) {
                CompileOptions options = CompileOptions.DEFAULTS.imageSize(size).layout(layout);
                try (CompiledModel compiled = ModelCompiler.compile(model, options)) {
                    for (int batch : new int[] {1, 4}) {
                        NDArray x =
                                manager.randomNormal(new Shape(batch, model.inChannels(), size.height(), size.width()));
                        compare(model.forward(x), compiled.predict(x));
                    }
                }
            }
        }
    }

    /** One layout in the default run; small models meet the others in {@link CompiledModelTest}. */
    private static List<MemoryLayout> layouts() {
        return Parity.all()
                ? List.of(MemoryLayout.CHANNELS_LAST, MemoryLayout.FUSED, MemoryLayout.BLOCKED)
                : List.of(MemoryLayout.CHANNELS_LAST);
    }

    private static ImageSize size(Catalogue.Entry entry) {
        boolean fixed = entry.spec().path("fixed_input_size").asBoolean();
        int height = entry.spec().get("input_size").get(1).asInt();
        int width = entry.spec().get("input_size").get(2).asInt();
        return fixed ? new ImageSize(height, width) : ImageSize.square(Math.min(height, 96));
    }

    private static void compare(NDArray expected, NDArray found) {
        assertThat(found.getShape()).isEqualTo(expected.getShape());
        double mean = expected.mean().getFloat();
        double std = Math.sqrt(expected.sub(mean).square().mean().getFloat());
        double worst = found.sub(expected).abs().max().getFloat();
        assertThat(worst).as("worst difference, std %s", std).isLessThanOrEqualTo(TOLERANCE * std);
    }
}
