package io.github.timm4j.data.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.data.augment.ErasingMode;
import io.github.timm4j.data.augment.RandomErasing;
import io.github.timm4j.data.image.Interpolation;
import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.random.Draws;
import io.github.timm4j.data.random.Range;
import io.github.timm4j.data.random.StreamDraws;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Random geometry with given draws: exact; and with real ones: within the spread of timm's. */
@Tag("oracle")
class GeometryOracleTest {
    private static final List<Interpolation> FILTER = List.of(Interpolation.BILINEAR);

    @TestFactory
    Stream<DynamicTest> drawsBecomeTimmsGeometry() {
        if (!Fixtures.has("data/geometry.json.gz")) {
            return Stream.empty();
        }
        return Parity.tests(
                "data-geometry",
                StreamSupport.stream(
                                Fixtures.json("data/geometry.json.gz")
                                        .get("cases")
                                        .spliterator(),
                                false)
                        .map(c -> new OracleCase(c.get("id").asText(), true, () -> check(c))));
    }

    private static void check(JsonNode test) {
        StreamDraws draws = new StreamDraws(test.path("stream").asText());
        switch (test.get("fn").asText()) {
            case "rrc_get_params" -> checkCrop(test, draws);
            case "resize_keep_ratio_get_params" -> checkKeepRatio(test, draws);
            case "center_crop_or_pad" ->
                checkPadding(test, new CropOrPad(size(test.get("size_hw")), padding(test), false), draws);
            case "random_crop_or_pad" ->
                checkPadding(test, new CropOrPad(size(test.get("size_hw")), padding(test), true), draws);
            case "random_erasing" -> checkErasing(test, draws);
            case "random_erasing_splits" -> checkSplits(test);
            default -> throw new IllegalArgumentException(test.toString());
        }
        assertThat(draws.count()).isEqualTo(test.path("draws").size());
    }

    private static void checkCrop(JsonNode test, Draws draws) {
        RandomResizedCrop crop =
                new RandomResizedCrop(ImageSize.square(64), range(test.get("scale")), range(test.get("ratio")), FILTER);
        RandomResizedCrop.Part part = crop.part(imageSize(test), draws);
        assertThat(List.of(part.top(), part.left(), part.height(), part.width()))
                .isEqualTo(ints(test.get("result_top_left_h_w")));
    }

    private static void checkKeepRatio(JsonNode test, Draws draws) {
        JsonNode args = test.get("args");
        var zoom = new RandomResizeKeepRatio.Chance(
                args.path("random_scale_prob").asDouble(),
                args.has("random_scale_range") ? range(args.get("random_scale_range")) : new Range(0.85, 1.05));
        var aspect = new RandomResizeKeepRatio.Chance(
                args.path("random_aspect_prob").asDouble(),
                args.has("random_aspect_range") ? range(args.get("random_aspect_range")) : new Range(0.9, 1.11));
        var resize = new RandomResizeKeepRatio(
                new ResizeRule.KeepRatio(
                        size(test.get("target_hw")), test.get("longest").asDouble()),
                new RandomResizeKeepRatio.Zoom(
                        zoom, args.path("random_scale_area").asBoolean()),
                aspect,
                FILTER);
        assertThat(resize.sizeOf(imageSize(test), draws)).isEqualTo(size(test.get("result_hw")));
    }

    private static PaddingMode padding(JsonNode test) {
        return PaddingMode.valueOf(test.path("padding_mode").asText("constant").toUpperCase(Locale.ROOT));
    }

    private static void checkPadding(JsonNode test, CropOrPad step, Draws draws) {
        ImageSize size = imageSize(test);
        byte[] data = new byte[size.height() * size.width()];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i + 1);
        }
        Pixels result = step.apply(Pixels.of(size.height(), size.width(), 1, data), draws);
        assertThat(result.height()).isEqualTo(test.get("result").size());
        for (int row = 0; row < result.height(); row++) {
            List<Integer> values = new ArrayList<>();
            for (int column = 0; column < result.width(); column++) {
                values.add(result.at(row, column, 0));
            }
            assertThat(values).isEqualTo(ints(test.get("result").get(row)));
        }
    }

    private static void checkErasing(JsonNode test, Draws draws) {
        ImageSize size = size(test.get("image_hw"));
        float[] planes = new float[2 * size.height() * size.width()];
        Arrays.fill(planes, 1);
        erasing(test.get("args")).erase(planes, size, draws);
        for (int i = 0; i < planes.length; i++) {
            int at = i % (planes.length / 2);
            char erased =
                    test.get("erased_rows").get(at / size.width()).asText().charAt(at % size.width());
            assertThat(planes[i]).as("value %d", i).isEqualTo(erased == '1' ? 0 : 1);
        }
    }

    private static RandomErasing erasing(JsonNode args) {
        int least = args.path("min_count").asInt(1);
        double flattest = args.path("min_aspect").asDouble(0.3);
        return new RandomErasing(
                args.path("probability").asDouble(0.5),
                ErasingMode.of(args.path("mode").asText("const")),
                least,
                args.path("max_count").asInt(least),
                args.path("num_splits").asInt(0),
                new Range(
                        args.path("min_area").asDouble(0.02),
                        args.path("max_area").asDouble(1.0 / 3)),
                new Range(flattest, args.path("max_aspect").asDouble(1 / flattest)));
    }

    private static void checkSplits(JsonNode test) {
        String note = test.get("note").asText();
        assertThat(note).startsWith("batch 6 with num_splits 3");
        RandomErasing erasing = RandomErasing.of(1, ErasingMode.CONST, 1).numSplits(3);
        List<Integer> touched = new ArrayList<>();
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray batch = manager.ones(new Shape(6, 3, 32, 32));
            erasing.erase(batch, Draws.seeded(1));
            float[] values = batch.toFloatArray();
            for (int i = 0; i < 6; i++) {
                float[] one = Arrays.copyOfRange(values, i * 3 * 1024, (i + 1) * 3 * 1024);
                boolean erased = false;
                for (float value : one) {
                    erased |= value == 0;
                }
                if (erased) {
                    touched.add(i);
                }
            }
        }
        assertThat(touched).isEqualTo(ints(test.get("touched")));
    }

    @TestFactory
    Stream<DynamicTest> realDrawsSpreadAsTimms() {
        if (!Fixtures.has("data/distributions.json")) {
            return Stream.empty();
        }
        List<OracleCase> cases = new ArrayList<>();
        Fixtures.json("data/distributions.json")
                .properties()
                .forEach(entry -> cases.add(new OracleCase(entry.getKey(), true, () -> {
                    if (entry.getValue().has("scale")) {
                        checkCropSpread(entry.getValue());
                    } else {
                        checkErasingSpread(entry.getKey(), entry.getValue());
                    }
                })));
        return Parity.tests("data-distributions", cases.stream());
    }

    private static void checkCropSpread(JsonNode test) {
        RandomResizedCrop crop =
                new RandomResizedCrop(ImageSize.square(64), range(test.get("scale")), range(test.get("ratio")), FILTER);
        ImageSize image = imageSize(test);
        int count = test.get("draws").asInt();
        double[] areas = new double[count];
        double[] aspects = new double[count];
        Draws draws = Draws.seeded(7);
        for (int i = 0; i < count; i++) {
            RandomResizedCrop.Part part = crop.part(image, draws);
            areas[i] = (double) part.height() * part.width() / image.height() / image.width();
            aspects[i] = (double) part.width() / part.height();
        }
        // two samples of 2,000 differ by a few hundredths in their quantiles
        checkQuantiles(areas, test.get("area_fraction_quantiles_0_5_25_50_75_95_100"), 0.06);
        checkQuantiles(aspects, test.get("aspect_quantiles_0_5_25_50_75_95_100"), 0.06);
        assertThat(Arrays.stream(areas).average().orElseThrow())
                .isCloseTo(test.get("area_mean").asDouble(), within(0.03));
    }

    private static void checkQuantiles(double[] values, JsonNode expected, double tolerance) {
        double[] levels = {0, 0.05, 0.25, 0.5, 0.75, 0.95, 1};
        Arrays.sort(values);
        for (int i = 0; i < levels.length; i++) {
            assertThat(values[(int) (levels[i] * (values.length - 1))])
                    .isCloseTo(expected.get(i).asDouble(), within(tolerance));
        }
    }

    private static void checkErasingSpread(String name, JsonNode test) {
        ImageSize size = size(test.get("image_hw"));
        RandomErasing erasing =
                RandomErasing.of(test.get("probability").asDouble(), ErasingMode.of(name.replaceFirst(".*_", "")), 1);
        Draws draws = Draws.seeded(11);
        int hits = 0;
        double sum = 0;
        double squares = 0;
        int filled = 0;
        List<Double> areas = new ArrayList<>();
        for (int i = 0; i < test.get("draws").asInt(); i++) {
            float[] planes = new float[3 * size.height() * size.width()];
            Arrays.fill(planes, 99);
            erasing.erase(planes, size, draws);
            int before = filled;
            for (float value : planes) {
                if (value != 99) {
                    filled++;
                    sum += value;
                    squares += value * value;
                }
            }
            if (filled > before) {
                hits++;
                areas.add((filled - before) / (double) planes.length);
            }
        }
        // five standard deviations of a binomial count
        assertThat((double) hits).isCloseTo(test.get("hits").asDouble(), within(5 * Math.sqrt(1000)));
        double mean = sum / filled;
        assertThat(mean).isCloseTo(test.get("fill_mean").asDouble(), within(0.06));
        assertThat(Math.sqrt(squares / filled - mean * mean))
                .isCloseTo(test.get("fill_std").asDouble(), within(0.06));
        double[] sorted =
                areas.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        JsonNode quantiles = test.get("area_quantiles_0_5_50_95_100");
        assertThat(sorted[0]).isCloseTo(quantiles.get(0).asDouble(), within(0.01));
        assertThat(sorted[sorted.length / 2]).isCloseTo(quantiles.get(2).asDouble(), within(0.03));
        assertThat(sorted[sorted.length - 1]).isCloseTo(quantiles.get(4).asDouble(), within(0.03));
    }

    private static ImageSize imageSize(JsonNode test) {
        return new ImageSize(
                test.get("image_wh").get(1).asInt(), test.get("image_wh").get(0).asInt());
    }

    private static ImageSize size(JsonNode pair) {
        return new ImageSize(pair.get(0).asInt(), pair.get(1).asInt());
    }

    private static Range range(JsonNode pair) {
        return new Range(pair.get(0).asDouble(), pair.get(1).asDouble());
    }

    private static List<Integer> ints(JsonNode list) {
        List<Integer> values = new ArrayList<>();
        list.forEach(value -> values.add(value.asInt()));
        return values;
    }
}
