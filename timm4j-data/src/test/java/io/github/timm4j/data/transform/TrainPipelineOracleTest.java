package io.github.timm4j.data.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.config.PretrainedCfg.InputSize;
import io.github.timm4j.data.ColorStatistics;
import io.github.timm4j.data.CropMode;
import io.github.timm4j.data.DataConfig;
import io.github.timm4j.data.augment.AugMix;
import io.github.timm4j.data.augment.AugmentOp;
import io.github.timm4j.data.augment.Augmentation;
import io.github.timm4j.data.augment.AutoAugment;
import io.github.timm4j.data.augment.ColorJitter;
import io.github.timm4j.data.augment.ErasingMode;
import io.github.timm4j.data.augment.KernelBlur;
import io.github.timm4j.data.augment.RandAugment;
import io.github.timm4j.data.augment.RandomApply;
import io.github.timm4j.data.augment.RandomErasing;
import io.github.timm4j.data.augment.RandomFlip;
import io.github.timm4j.data.augment.RandomGrayscale;
import io.github.timm4j.data.image.Interpolation;
import io.github.timm4j.data.random.Range;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** create_transform for training: the same steps with the same parameters. */
@Tag("oracle")
class TrainPipelineOracleTest {
    private static final List<String> PIL_INTERPOLATIONS =
            List.of("nearest", "lanczos", "bilinear", "bicubic", "box", "hamming");

    @TestFactory
    Stream<DynamicTest> argumentsBecomeTimmsPipelines() {
        if (!Fixtures.has("data/train_pipelines.json.gz")) {
            return Stream.empty();
        }
        return Parity.tests(
                "data-train-pipelines",
                StreamSupport.stream(
                                Fixtures.json("data/train_pipelines.json.gz")
                                        .get("cases")
                                        .spliterator(),
                                false)
                        .map(c -> new OracleCase(c.get("id").asText(), true, () -> check(c))));
    }

    private static void check(JsonNode test) {
        JsonNode args = test.get("args");
        if (test.has("error")) {
            assertThatIllegalArgumentException().isThrownBy(() -> transform(args));
            return;
        }
        List<JsonNode> expected = new ArrayList<>();
        test.path("pipeline").forEach(expected::add);
        test.path("stages").forEach(stage -> stage.forEach(expected::add));
        List<String> names = new ArrayList<>(
                expected.stream().map(TrainPipelineOracleTest::name).toList());
        boolean pixels = names.remove("MaybePILToTensor");
        if (args.path("no_aug").asBoolean()) {
            List<String> steps = Transforms.of(config(args)).plain().stepNames();
            assertThat(steps.subList(0, names.size())).isEqualTo(names);
            return;
        }
        TrainingTransform made = transform(args);
        List<Augmentation> steps = made.steps().toList();
        assertThat(pixels ? steps.stream().map(TrainPipelineOracleTest::name).toList() : names(made))
                .isEqualTo(names);
        for (int i = 0; i < steps.size(); i++) {
            checkStep(expected.get(i), steps.get(i));
        }
        JsonNode last = expected.get(expected.size() - 1);
        if (name(last).equals("RandomErasing")) {
            checkErasing(last, made.erasing().orElseThrow());
        }
    }

    private static List<String> names(TrainingTransform made) {
        List<String> names = new ArrayList<>(made.stepNames());
        List<Augmentation> steps = made.steps().toList();
        for (int i = 0; i < steps.size(); i++) {
            names.set(i, name(steps.get(i)));
        }
        return names;
    }

    private static String name(JsonNode step) {
        return step.get("name").asText()
                + (step.has("children") ? "/" + name(step.get("children").get(0)) : "");
    }

    private static String name(Augmentation step) {
        return step.name() + (step instanceof RandomApply apply ? "/" + name(apply.augmentation()) : "");
    }

    private static void checkStep(JsonNode expected, Augmentation step) {
        if (step instanceof RandomResizedCrop crop) {
            assertThat(crop.size()).isEqualTo(size(expected.get("size")));
            checkRange(expected.get("scale"), crop.scale());
            checkRange(expected.get("ratio"), crop.ratio());
            checkFilters(expected, crop.interpolation());
        } else if (step instanceof RandomResizeKeepRatio resize) {
            checkKeepRatio(expected, resize);
        } else if (step instanceof CropOrPad crop) {
            assertThat(crop.size()).isEqualTo(size(expected.get("size")));
            assertThat(crop.mode().name())
                    .isEqualToIgnoringCase(expected.get("padding_mode").asText());
        } else if (step instanceof RandomFlip flip) {
            assertThat(flip.probability()).isEqualTo(expected.get("p").asDouble());
        } else if (step instanceof RandomGrayscale grey) {
            assertThat(grey.probability()).isEqualTo(expected.get("p").asDouble());
        } else if (step instanceof RandomApply apply) {
            assertThat(apply.probability()).isEqualTo(expected.get("p").asDouble());
            checkStep(expected.get("children").get(0), apply.augmentation());
        } else if (step instanceof ColorJitter jitter) {
            checkAmount(expected.get("brightness"), 1, jitter.brightness());
            checkAmount(expected.get("contrast"), 1, jitter.contrast());
            checkAmount(expected.get("saturation"), 1, jitter.saturation());
            checkAmount(expected.get("hue"), 0, jitter.hue());
        } else if (step instanceof KernelBlur blur) {
            assertThat(blur.size()).isEqualTo(expected.get("kernel_size").get(0).asInt());
            checkRange(expected.get("sigma"), new Range(blur.least(), blur.most()));
        } else {
            checkPolicy(expected, step);
        }
    }

    private static void checkKeepRatio(JsonNode expected, RandomResizeKeepRatio resize) {
        assertThat(resize.fit().target()).isEqualTo(size(expected.get("size")));
        assertThat(resize.fit().longest()).isEqualTo(expected.get("longest").asDouble());
        assertThat(resize.zoom().byArea())
                .isEqualTo(expected.get("random_scale_area").asBoolean());
        assertThat(resize.zoom().chance().probability())
                .isEqualTo(expected.get("random_scale_prob").asDouble());
        assertThat(resize.aspect().probability())
                .isEqualTo(expected.get("random_aspect_prob").asDouble());
        checkRange(expected.get("random_scale_range"), resize.zoom().chance().range());
        checkRange(expected.get("random_aspect_range"), resize.aspect().range());
        checkFilters(expected, resize.interpolation());
    }

    private static void checkPolicy(JsonNode expected, Augmentation step) {
        if (step instanceof AutoAugment auto) {
            assertThat(expected.get("policy").asText()).startsWith(auto.policy().size() + " ");
            return;
        }
        List<AugmentOp> ops = step instanceof RandAugment rand ? rand.ops() : ((AugMix) step).ops();
        assertThat(ops).hasSize(expected.get("ops").size());
        for (int i = 0; i < ops.size(); i++) {
            JsonNode row = expected.get("ops").get(i);
            assertThat(ops.get(i).name()).isEqualTo(row.get(0).asText());
            assertThat(ops.get(i).probability()).isEqualTo(row.get(1).asDouble());
            assertThat(ops.get(i).magnitude()).isEqualTo(row.get(2).asDouble());
            assertThat(ops.get(i).hparams().magnitudeStd().orElse(0)).isEqualTo(number(row.get(3)));
        }
        JsonNode hparams = expected.get("op_hparams");
        assertThat(ops.get(0).hparams().translateConst())
                .isEqualTo(hparams.get("translate_const").asInt());
        assertThat(ops.get(0).hparams().translatePct())
                .isEqualTo(hparams.path("translate_pct").asDouble(0.45));
        assertThat(ops.get(0).hparams().fill()).isEqualTo(ints(hparams.get("img_mean")));
        assertThat(ops.get(0).hparams().interpolation())
                .isEqualTo(
                        hparams.has("interpolation")
                                ? List.of(Interpolation.of(PIL_INTERPOLATIONS.get(
                                        hparams.get("interpolation").asInt())))
                                : List.of(Interpolation.BILINEAR, Interpolation.BICUBIC));
        if (step instanceof RandAugment rand) {
            assertThat(rand.layers()).isEqualTo(expected.get("num_layers").asInt());
            assertThat(rand.weights()).hasSize(expected.path("choice_weights").size());
        }
    }

    private static void checkErasing(JsonNode expected, RandomErasing made) {
        assertThat(made.probability()).isEqualTo(expected.get("probability").asDouble());
        assertThat(made.mode().toString()).isEqualTo(expected.get("mode").asText());
        assertThat(made.minCount()).isEqualTo(expected.get("min_count").asInt());
        assertThat(made.maxCount()).isEqualTo(expected.get("max_count").asInt());
        assertThat(made.numSplits()).isEqualTo(expected.get("num_splits").asInt());
        assertThat(made.area().low()).isEqualTo(expected.get("min_area").asDouble());
        assertThat(made.area().high()).isEqualTo(expected.get("max_area").asDouble());
        checkRange(
                expected.get("log_aspect_ratio"),
                new Range(Math.log(made.aspect().low()), Math.log(made.aspect().high())));
    }

    private static void checkAmount(JsonNode range, double middle, double amount) {
        if (range.isNull()) {
            assertThat(amount).isZero();
        } else {
            checkRange(range, new Range(middle == 1 ? Math.max(0, 1 - amount) : -amount, middle + amount));
        }
    }

    private static void checkRange(JsonNode expected, Range range) {
        assertThat(range.low()).isCloseTo(expected.get(0).asDouble(), within(1e-12));
        assertThat(range.high()).isCloseTo(expected.get(1).asDouble(), within(1e-12));
    }

    private static void checkFilters(JsonNode step, List<Interpolation> filters) {
        JsonNode expected = step.get("interpolation");
        List<String> names = new ArrayList<>();
        if (expected.isArray()) {
            expected.forEach(name -> names.add(name.asText()));
        } else {
            names.addAll(List.of(expected.asText().split("[ ,]+")));
        }
        assertThat(filters).extracting(Interpolation::toString).isEqualTo(names);
    }

    private static TrainingTransform transform(JsonNode args) {
        TrainingTransforms made = Transforms.of(config(args))
                .training()
                .cropMode(TrainCropMode.of(args.path("train_crop_mode").asText("rrc")))
                .hflip(args.path("hflip").asDouble(0.5))
                .vflip(args.path("vflip").asDouble(0))
                .grayscaleProb(args.path("grayscale_prob").asDouble(0))
                .gaussianBlurProb(args.path("gaussian_blur_prob").asDouble(0))
                .autoAugment(args.path("auto_augment").asText(""))
                .erasing(RandomErasing.of(
                                args.path("re_prob").asDouble(0),
                                ErasingMode.of(args.path("re_mode").asText("const")),
                                args.path("re_count").asInt(1))
                        .numSplits(args.path("re_num_splits").asInt(0)));
        if (args.has("scale")) {
            made.scale(range(args.get("scale")));
        }
        if (args.has("ratio")) {
            made.ratio(range(args.get("ratio")));
        }
        if (args.hasNonNull("color_jitter_prob")) {
            made.colorJitterProb(args.get("color_jitter_prob").asDouble());
        }
        if (args.has("color_jitter")) {
            JsonNode amounts = args.get("color_jitter");
            made.colorJitter(
                    amounts.isNull() ? List.of() : amounts.isArray() ? doubles(amounts) : List.of(amounts.asDouble()));
        }
        if (args.path("interpolation").asText().equals("random")) {
            made.interpolation(Interpolation.BILINEAR, Interpolation.BICUBIC);
        }
        return made.create();
    }

    private static DataConfig config(JsonNode args) {
        JsonNode size = args.path("input_size");
        InputSize inputSize = size.isArray()
                ? new InputSize(3, size.get(1).asInt(), size.get(2).asInt())
                : new InputSize(3, size.asInt(64), size.asInt(64));
        String filter = args.path("interpolation").asText("bilinear");
        return new DataConfig(
                inputSize,
                Interpolation.of(filter.equals("random") ? "bilinear" : filter),
                args.has("mean") ? doubles(args.get("mean")) : ColorStatistics.IMAGENET_DEFAULT.mean(),
                args.has("std") ? doubles(args.get("std")) : ColorStatistics.IMAGENET_DEFAULT.std(),
                DataConfig.DEFAULT_CROP_PCT,
                CropMode.CENTER);
    }

    private static ImageSize size(JsonNode pair) {
        return new ImageSize(pair.get(0).asInt(), pair.get(1).asInt());
    }

    private static Range range(JsonNode pair) {
        return new Range(pair.get(0).asDouble(), pair.get(1).asDouble());
    }

    private static double number(JsonNode value) {
        return value.asText().equals("inf") ? Double.POSITIVE_INFINITY : value.asDouble();
    }

    private static List<Double> doubles(JsonNode list) {
        List<Double> values = new ArrayList<>();
        list.forEach(value -> values.add(value.asDouble()));
        return values;
    }

    private static List<Integer> ints(JsonNode list) {
        List<Integer> values = new ArrayList<>();
        list.forEach(value -> values.add(value.asInt()));
        return values;
    }
}
