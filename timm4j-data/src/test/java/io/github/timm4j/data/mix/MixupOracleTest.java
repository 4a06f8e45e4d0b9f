package io.github.timm4j.data.mix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.data.random.Draws;
import io.github.timm4j.data.random.Range;
import io.github.timm4j.data.random.StreamDraws;
import io.github.timm4j.fixtures.FixtureStream;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Mixed batches and labels with given draws. */
@Tag("oracle")
class MixupOracleTest {
    @TestFactory
    Stream<DynamicTest> batchesAreMixedAsByTimm() {
        if (!Fixtures.has("data/mixup.json.gz")) {
            return Stream.empty();
        }
        JsonNode file = Fixtures.json("data/mixup.json.gz");
        Shape shape = shape(file.get("shape"));
        int classes = file.get("num_classes").asInt();
        List<OracleCase> cases = new ArrayList<>();
        file.get("cases")
                .forEach(c -> cases.add(new OracleCase(c.get("id").asText(), true, () -> {
                    Mixup mixup = new Mixup(config(c), labels(c.get("args"), classes));
                    if (c.get("fast_collate").asBoolean()) {
                        checkCollate(c, mixup, shape);
                    } else {
                        checkMix(c, mixup, shape);
                    }
                })));
        return Parity.tests("data-mixup", cases.stream());
    }

    private static void checkMix(JsonNode test, Mixup mixup, Shape shape) {
        float[] values = FixtureStream.floats(test.get("x_stream").asText(), (int) shape.size(), 0, 1);
        StreamDraws draws = new StreamDraws(test.get("draw_stream").asText());
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray target = test.get("target").get(0).isArray()
                    ? manager.create(rows(test.get("target")))
                    : manager.create(ints(test.get("target")));
            Mixup.Batch mixed = mixup.mix(manager.create(values, shape), target, draws);
            assertThat(mixed.data().getShape()).isEqualTo(shape(test.get("x_out_shape")));
            assertClose(mixed.data().toFloatArray(), test.get("x_out"));
            assertThat(mixed.target().getShape()).isEqualTo(shape(test.get("target_out_shape")));
            assertClose(mixed.target().toFloatArray(), test.get("target_out"));
        }
        assertThat(draws.count()).isEqualTo(draws(test));
    }

    private static void checkCollate(JsonNode test, Mixup mixup, Shape shape) {
        FixtureStream stream = new FixtureStream(test.get("x_stream").asText());
        ByteBuffer batch = ByteBuffer.allocateDirect((int) shape.size());
        for (int i = 0; i < shape.size(); i++) {
            batch.put(i, (byte) Math.floor((stream.next() + 1) * 128));
        }
        StreamDraws draws = new StreamDraws(test.get("draw_stream").asText());
        float[][] target = test.get("target").get(0).isArray()
                ? mixup.collate(batch, shape, rows(test.get("target")), draws)
                : mixup.collate(batch, shape, ints(test.get("target")), draws);
        int outputs = mixup.outputs((int) shape.get(0));
        assertThat(outputs).isEqualTo(test.get("x_out_shape").get(0).asInt());
        JsonNode expected = test.get("x_out");
        assertThat(expected).hasSize((int) shape.size() / (int) shape.get(0) * outputs);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(batch.get(i) & 0xff)
                    .as("sample %d", i)
                    .isEqualTo(expected.get(i).asInt());
        }
        float[] flat = new float[target.length * target[0].length];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = target[i / target[0].length][i % target[0].length];
        }
        assertClose(flat, test.get("target_out"));
        assertThat(draws.count()).isEqualTo(draws(test));
    }

    /** Each entry ends with the list of what was drawn. */
    private static int draws(JsonNode test) {
        int count = 0;
        for (JsonNode entry : test.get("draws")) {
            count += entry.get(entry.size() - 1).size();
        }
        return count;
    }

    private static MixupConfig config(JsonNode test) {
        JsonNode args = test.get("args");
        return new MixupConfig(
                args.path("mixup_alpha").asDouble(1),
                args.path("cutmix_alpha").asDouble(0),
                args.hasNonNull("cutmix_minmax") ? Optional.of(range(args.get("cutmix_minmax"))) : Optional.empty(),
                args.path("prob").asDouble(1),
                args.path("switch_prob").asDouble(0.5),
                MixMode.of(test.get("mode").asText()),
                args.path("correct_lam").asBoolean(true),
                0);
    }

    private static MixLabels labels(JsonNode args, int classes) {
        return new MixLabels(
                classes,
                args.path("label_smoothing").asDouble(0.1),
                args.path("multi_label").asBoolean());
    }

    @TestFactory
    Stream<DynamicTest> boxesAreTimms() {
        if (!Fixtures.has("data/cutmix_bbox.json")) {
            return Stream.empty();
        }
        JsonNode file = Fixtures.json("data/cutmix_bbox.json");
        List<OracleCase> cases = new ArrayList<>();
        file.get("cases").forEach(c -> cases.add(new OracleCase(c.get("id").asText(), true, () -> checkBox(c))));
        for (int i = 0; i < file.get("mixup_target").size(); i++) {
            JsonNode test = file.get("mixup_target").get(i);
            cases.add(new OracleCase("target/" + i, true, () -> checkTarget(test)));
        }
        return Parity.tests("data-cutmix-bbox", cases.stream());
    }

    private static void checkBox(JsonNode test) {
        ImageSize size = new ImageSize(
                test.get("image_hw").get(0).asInt(), test.get("image_hw").get(1).asInt());
        Draws draws = new StreamDraws(test.get("stream").asText());
        double side = Math.sqrt(1 - test.path("lam").asDouble());
        MixBox box = test.has("minmax")
                ? MixBox.within(size, range(test.get("minmax")), draws)
                : MixBox.around(
                        size,
                        (int) (size.height() * side),
                        (int) (size.width() * side),
                        test.path("margin").asDouble(),
                        draws);
        assertThat(new int[] {box.top(), box.bottom(), box.left(), box.right()})
                .isEqualTo(ints(test.get("yl_yh_xl_xh")));
        if (test.get("corrected_lam").isNumber()) {
            assertThat(box.outside(size)).isCloseTo(test.get("corrected_lam").asDouble(), within(1e-9));
        }
    }

    private static void checkTarget(JsonNode test) {
        MixLabels labels = MixLabels.single(
                test.get("num_classes").asInt(), test.get("smoothing").asDouble());
        double own = test.get("lam").asDouble();
        Mix mix = new Mix((float) own, (float) (1 - own), null);
        float[][] dense = labels.dense(ints(test.get("target")));
        float[] flat = new float[dense.length * labels.numClasses()];
        for (int i = 0; i < flat.length; i++) {
            int row = i / labels.numClasses();
            int column = i % labels.numClasses();
            flat[i] = mix.blend(dense[row][column], dense[dense.length - 1 - row][column]);
        }
        assertClose(flat, test.get("result"));
    }

    private static void assertClose(float[] actual, JsonNode expected) {
        assertThat(actual).hasSize(expected.size());
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i])
                    .as("value %d", i)
                    .isCloseTo((float) expected.get(i).asDouble(), within(1e-6f));
        }
    }

    private static Shape shape(JsonNode list) {
        long[] sizes = new long[list.size()];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = list.get(i).asLong();
        }
        return new Shape(sizes);
    }

    private static Range range(JsonNode pair) {
        return new Range(pair.get(0).asDouble(), pair.get(1).asDouble());
    }

    private static int[] ints(JsonNode list) {
        int[] values = new int[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = list.get(i).asInt();
        }
        return values;
    }

    private static float[][] rows(JsonNode list) {
        float[][] rows = new float[list.size()][list.get(0).size()];
        for (int i = 0; i < rows.length; i++) {
            for (int c = 0; c < rows[i].length; c++) {
                rows[i][c] = (float) list.get(i).get(c).asDouble();
            }
        }
        return rows;
    }
}
