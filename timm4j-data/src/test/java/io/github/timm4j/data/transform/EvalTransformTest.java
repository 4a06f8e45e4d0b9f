package io.github.timm4j.data.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.config.PretrainedCfg.InputSize;
import io.github.timm4j.data.ColorStatistics;
import io.github.timm4j.data.CropMode;
import io.github.timm4j.data.DataConfig;
import io.github.timm4j.data.image.ImageDecoder;
import io.github.timm4j.data.image.Interpolation;
import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** create_transform for evaluation: pixels equal to Pillow's, floats to 1e-6. */
@Tag("oracle")
class EvalTransformTest {
    private static final String FILE = "data/eval.json";

    @TestFactory
    Stream<DynamicTest> transformsGiveTimmsPixels() {
        if (!Fixtures.has(FILE)) {
            return Stream.empty();
        }
        return Parity.tests(
                "data-eval",
                StreamSupport.stream(Fixtures.json(FILE).get("cases").spliterator(), false)
                        .map(c -> new OracleCase(c.get("id").asText(), true, () -> check(c))));
    }

    private static void check(JsonNode test) throws IOException {
        JsonNode args = test.get("args");
        ImageTransform transform = transform(args, test.get("img_mode").asText());
        List<String> expectedSteps = strings(test.get("pipeline"));
        boolean patchify = expectedSteps.remove("Patchify");
        assertThat(transform.stepNames()).isEqualTo(expectedSteps);

        Pixels source = ImageDecoder.rgb()
                .mode(transform.mode())
                .decode(Fixtures.path("data/" + test.get("src").asText()));
        Pixels pixels = transform.toPixels(source);
        if (test.has("u8_png")) {
            Pixels expected = ImageDecoder.rgb()
                    .mode(transform.mode())
                    .decode(Fixtures.path("data/" + test.get("u8_png").asText()));
            assertThat(pixels).isEqualTo(expected);
        }
        float[] floats = transform.toFloats(source);
        checkFloats(test, patchify ? patches(floats, pixels, test) : floats);
    }

    private static float[] patches(float[] floats, Pixels pixels, JsonNode test) {
        JsonNode args = test.get("args");
        Patches patches = Patches.of(
                floats,
                new ImageSize(pixels.height(), pixels.width()),
                ImageSize.square(args.get("patch_size").asInt()),
                args.path("patchify_channels_last").asBoolean(true));
        List<Integer> coordinates = new ArrayList<>();
        test.get("extra").get("patch_coord").forEach(pair -> pair.forEach(value -> coordinates.add(value.asInt())));
        assertThat(patches.coordinates())
                .isEqualTo(coordinates.stream().mapToInt(Integer::intValue).toArray());
        assertThat(patches.count()).isEqualTo(test.get("shape").get(0).asInt());
        return patches.values();
    }

    private static void checkFloats(JsonNode test, float[] floats) throws IOException {
        int count = 1;
        for (JsonNode dimension : test.get("shape")) {
            count *= dimension.asInt();
        }
        assertThat(floats).hasSize(count);
        for (int i = 0; i < test.get("first").size(); i++) {
            assertThat(floats[i]).isCloseTo((float) test.get("first").get(i).asDouble(), within(1e-6f));
        }
        double mean = 0;
        for (float value : floats) {
            mean += value;
        }
        assertThat(mean / count).isCloseTo(test.get("mean").asDouble(), within(1e-6));
        if (test.has("f32_bin_gz")) {
            assertThat(floats).isEqualTo(floats("data/" + test.get("f32_bin_gz").asText(), count));
        }
    }

    private static float[] floats(String file, int count) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(Fixtures.path(file)))) {
            float[] values = new float[count];
            ByteBuffer.wrap(in.readAllBytes())
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(values);
            return values;
        }
    }

    private static ImageTransform transform(JsonNode args, String mode) {
        Transforms transforms = Transforms.of(config(args, mode))
                .trimBorder(args.path("crop_border_pixels").asInt(0));
        if (args.path("no_aug").asBoolean()) {
            return args.path("input_size").isNumber() ? transforms.plainShorterSide() : transforms.plain();
        }
        if (args.path("naflex").asBoolean()) {
            ImageSize patch = ImageSize.square(args.get("patch_size").asInt());
            return transforms.sequence(
                    SequenceLimit.of(patch, args.get("max_seq_len").asInt()));
        }
        return transforms.evaluation();
    }

    /** The defaults are those of timm's function, bilinear among them. */
    private static DataConfig config(JsonNode args, String mode) {
        JsonNode size = args.path("input_size");
        int channels = mode.equals("L") ? 1 : 3;
        InputSize inputSize = size.isArray()
                ? new InputSize(channels, size.get(1).asInt(), size.get(2).asInt())
                : new InputSize(channels, size.asInt(224), size.asInt(224));
        String filter = args.path("interpolation").asText("bilinear");
        return new DataConfig(
                inputSize,
                Interpolation.of(filter.equals("random") ? "bilinear" : filter),
                args.has("mean") ? doubles(args.get("mean")) : ColorStatistics.IMAGENET_DEFAULT.mean(),
                args.has("std") ? doubles(args.get("std")) : ColorStatistics.IMAGENET_DEFAULT.std(),
                args.path("crop_pct").asDouble(DataConfig.DEFAULT_CROP_PCT),
                CropMode.of(args.path("crop_mode").asText("center")));
    }

    private static List<Double> doubles(JsonNode list) {
        List<Double> values = new ArrayList<>();
        list.forEach(value -> values.add(value.asDouble()));
        return values;
    }

    private static List<String> strings(JsonNode list) {
        List<String> values = new ArrayList<>();
        list.forEach(value -> values.add(value.asText()));
        return values;
    }
}
