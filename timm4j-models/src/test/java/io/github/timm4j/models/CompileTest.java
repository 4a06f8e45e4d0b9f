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
import io.github.timm4j.config.Arguments;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import io.github.timm4j.nn.ImageModel;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Every architecture compiles, and its compiled form computes what the eager one does, at batch sizes that were not
 * recorded.
 */
@Tag("oracle")
class CompileTest {
    private static final long LARGEST = 150_000_000;
    /**
     * Above float rounding of sums in another order, measured at most 2e-5 of the spread; far below any wrong number.
     */
    private static final double TOLERANCE = 1e-4;

    /**
     * Deep EfficientNets with the oracle's weights amplify rounding. Measured over the seven that exceed the tolerance,
     * in four layouts each: 0.4 to 7 times what a change of the input by one millionth does to the eager model.
     */
    private static final double TIMES_CONDITION = 16;

    /** Blocks of an EfficientNet whose stages keep one or two each. */
    private static final double SHALLOW_NET = 0.2;

    /** The same bits for convolutional networks, an ulp for some ViTs, whatever the condition. */
    private static final double SAME = 1e-5;

    private static final float MILLIONTH = 1e-6f;
    private static final int DIRECTIONS = 8;

    /** Small ones of unlike shape; the parity run takes all. */
    private static final Set<String> BY_DEFAULT = Set.of(
            "ecaresnet26t",
            "test_efficientnet_evos",
            "tf_efficientnet_lite0",
            "mnasnet_small",
            "tinynet_e",
            "mobilenetv3_small_050",
            "lcnet_050",
            "test_vit3",
            "test_vit4");

    @TestFactory
    Stream<DynamicTest> compiledEqualsEager() {
        return Parity.ownTests(
                "compile",
                Catalogue.entries()
                        .filter(entry -> entry.spec().path("num_params").asLong() <= LARGEST)
                        .map(entry -> new OracleCase(
                                entry.name(),
                                BY_DEFAULT.contains(entry.name()),
                                () -> check(entry, entry.smallOptions().build()))));
    }

    /** The largest as they are, less deep. */
    @TestFactory
    Stream<DynamicTest> largeOnesOfLessDepth() {
        return Parity.ownTests(
                "compile-large",
                Catalogue.entries()
                        .filter(entry -> entry.spec().path("num_params").asLong() > LARGEST)
                        .map(entry -> new OracleCase(entry.name(), false, () -> check(entry, shallow(entry)))));
    }

    private static ModelOptions shallow(Catalogue.Entry entry) {
        Arguments less = entry.name().contains("resne")
                ? Arguments.of("layers", List.of(1, 1, 1, 1))
                : entry.name().contains("efficientnet")
                        ? Arguments.of("depth_multiplier", SHALLOW_NET)
                        : Arguments.of("depth", 2);
        return entry.smallOptions().arguments(less).build();
    }

    private static void check(Catalogue.Entry entry, ModelOptions options) {
        try (ImageModel model = entry.architecture().build(options);
                NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            model.initialize(Device.cpu(), DataType.FLOAT32, 0);
            if (entry.spec().has("numeric")) {
                OracleWeights.fill(model, entry.spec());
            }
            ImageSize size = entry.smallSize();
            Expectation one = Expectation.of(model, pictures(manager, model, 1, size));
            Expectation four = Expectation.of(model, pictures(manager, model, 4, size));
            for (MemoryLayout layout : layouts(model)) {
                CompileOptions how = CompileOptions.DEFAULTS.imageSize(size).layout(layout);
                try (CompiledModel compiled = model.compile(how)) {
                    one.compare(compiled);
                    four.compare(compiled);
                }
            }
            CompileOptions plain = CompileOptions.DEFAULTS
                    .imageSize(size)
                    .layout(MemoryLayout.CONTIGUOUS)
                    .foldBatchNorm(false)
                    .inPlace(false);
            try (CompiledModel compiled = model.compile(plain)) {
                one.same(compiled);
            }
        }
    }

    private static NDArray pictures(NDManager manager, ImageModel model, int batch, ImageSize size) {
        return manager.randomNormal(new Shape(batch, model.inChannels(), size.height(), size.width()));
    }

    /**
     * One layout in the default run; small models meet the others in {@link CompiledModelTest}. Layouts concern
     * convolutions: where there is but the patch embedding, the others would compute the same once more.
     */
    private static List<MemoryLayout> layouts(ImageModel model) {
        long convolutions = model.shapes().values().stream()
                .filter(shape -> shape.length == 4)
                .count();
        return Parity.all() && convolutions > 1
                ? List.of(MemoryLayout.CHANNELS_LAST, MemoryLayout.FUSED, MemoryLayout.BLOCKED)
                : List.of(MemoryLayout.CHANNELS_LAST);
    }

    /** What the eager model computes. */
    private record Expectation(ImageModel model, NDArray x, NDArray output, double std) {
        static Expectation of(ImageModel model, NDArray x) {
            NDArray output = model.forward(x);
            double mean = output.mean().getFloat();
            return new Expectation(
                    model, x, output, Math.sqrt(output.sub(mean).square().mean().getFloat()));
        }

        /** Equal within the tolerance, or within what rounding does to this model. */
        void compare(CompiledModel compiled) {
            double worst = worst(compiled.predict(x));
            if (!(worst <= TOLERANCE * std)) {
                assertThat(worst)
                        .as("worst difference, std %s", std)
                        .isLessThanOrEqualTo(TIMES_CONDITION * condition());
            }
        }

        /** What a change of the input by one millionth does at most; one direction alone may say a tenth of it. */
        private double condition() {
            double largest = 0;
            for (int i = 0; i < DIRECTIONS; i++) {
                NDArray change = x.getManager().randomNormal(x.getShape()).mul(MILLIONTH);
                largest = Math.max(largest, worst(model.forward(x.add(x.mul(change)))));
            }
            return largest;
        }

        /** Without rewrites the program is the same sequence of operators: nothing is amplified. */
        void same(CompiledModel compiled) {
            assertThat(worst(compiled.predict(x)))
                    .as("worst difference, std %s", std)
                    .isLessThanOrEqualTo(SAME * std);
        }

        private double worst(NDArray found) {
            assertThat(found.getShape()).isEqualTo(output.getShape());
            return found.sub(output).abs().max().getFloat();
        }
    }
}
