package io.github.timm4j.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.data.image.ImageDecoder;
import io.github.timm4j.data.image.Interpolation;
import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.image.Window;
import io.github.timm4j.data.random.Draws;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Operations, chains and jitter against Pillow's and torchvision's pictures. */
@Tag("oracle")
class AugmentOracleTest {
    private static final Draws PLUS = () -> 0.25;
    private static final Draws MINUS = () -> 0.75;

    @TestFactory
    Stream<DynamicTest> operationsGivePillowsPixels() {
        if (!Fixtures.has("data/aa/ops.json")) {
            return Stream.empty();
        }
        JsonNode file = Fixtures.json("data/aa/ops.json");
        int translateConst = file.get("translate_const").asInt();
        return Parity.tests(
                "data-aa-ops",
                stream(file.get("ops"))
                        .map(op -> new OracleCase(
                                "ops/" + op.get("op").asText(), true, () -> checkOperation(op, translateConst))));
    }

    private static void checkOperation(JsonNode op, int translateConst) {
        AugmentOperation operation = AugmentOperation.of(op.get("op").asText());
        Strip strip = new Strip(op);
        for (int i = 0; i < op.get("tiles").size(); i++) {
            JsonNode tile = op.get("tiles").get(i);
            Pixels source = read("aa/src_" + tile.get("source").asText() + ".png");
            Draws draws = tile.get("sign").asText().equals("-") ? MINUS : PLUS;
            AugmentHparams hparams = hparams(tile, translateConst);
            double argument = operation.argument(tile.get("level").asDouble(), hparams, draws);
            for (JsonNode expected : tile.get("op_args")) {
                assertThat(argument).isEqualTo(expected.asDouble());
            }
            double radius = tile.path("radius").asDouble();
            // the drawn deviation goes from 0.1 to twice the argument, which is none at its lowest levels
            Draws drawn = radius == 0 ? draws : () -> (radius - 0.1) / (2 * argument - 0.1);
            Pixels result = operation.apply(source, argument, hparams, drawn);
            assertThat(result).as(tile.toString()).isEqualTo(strip.tile(i, source.height(), source.width()));
        }
    }

    private static AugmentHparams hparams(JsonNode tile, int translateConst) {
        AugmentHparams standard = AugmentHparams.standard();
        List<Integer> fill = tile.path("fill").isArray() ? ints(tile.get("fill")) : standard.fill();
        AugmentHparams sized = new AugmentHparams(
                translateConst, 0.45, fill, standard.interpolation(), standard.magnitudeStd(), standard.magnitudeMax());
        String filter = tile.path("interpolation").asText("null");
        return filter.equals("null") ? sized : sized.interpolation(Interpolation.of(filter));
    }

    @TestFactory
    Stream<DynamicTest> levelsBecomeTimmsArguments() {
        if (!Fixtures.has("data/aa/level_to_arg.json.gz")) {
            return Stream.empty();
        }
        JsonNode file = Fixtures.json("data/aa/level_to_arg.json.gz");
        AugmentHparams hparams = hparams(
                file.get("hparams"), file.get("hparams").get("translate_const").asInt());
        return Parity.tests(
                "data-aa-levels",
                stream(file.get("ops").fieldNames())
                        .map(name -> new OracleCase(
                                "level/" + name,
                                true,
                                () -> checkLevels(
                                        AugmentOperation.of(name),
                                        file.get("ops").get(name),
                                        hparams))));
    }

    private static void checkLevels(AugmentOperation operation, JsonNode rows, AugmentHparams hparams) {
        for (JsonNode row : rows) {
            Draws draws = row.get(1).asText().equals("-") ? MINUS : PLUS;
            double argument = operation.argument(row.get(0).asDouble(), hparams, draws);
            if (row.get(2).isEmpty()) {
                assertThat(argument).isNaN();
            } else {
                assertThat(argument)
                        .as(row.toString())
                        .isCloseTo(row.get(2).get(0).asDouble(), within(1e-8));
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> chainsGivePillowsPixels() {
        if (!Fixtures.has("data/aa/chains.json")) {
            return Stream.empty();
        }
        JsonNode file = Fixtures.json("data/aa/chains.json");
        Pixels source = read(file.get("source").asText());
        Strip strip = new Strip(file);
        AugmentHparams hparams = AugmentHparams.standard()
                .interpolation(Interpolation.of(file.get("interpolation").asText()));
        List<OracleCase> cases = new ArrayList<>();
        for (int i = 0; i < file.get("tiles_op_level").size(); i++) {
            int index = i;
            cases.add(new OracleCase("chain/" + i, true, () -> {
                Pixels current = source;
                for (JsonNode step : file.get("tiles_op_level").get(index)) {
                    AugmentOperation operation = AugmentOperation.of(step.get(0).asText());
                    current = new AugmentOp(operation, 1, step.get(1).asDouble(), hparams).apply(current, PLUS);
                }
                assertThat(current).isEqualTo(strip.tile(index, source.height(), source.width()));
            }));
        }
        return Parity.tests("data-aa-chains", cases.stream());
    }

    @TestFactory
    Stream<DynamicTest> augMixGivesTimmsPixels() {
        if (!Fixtures.has("data/aa/augmix.json")) {
            return Stream.empty();
        }
        return Parity.tests(
                "data-aa-augmix",
                stream(Fixtures.json("data/aa/augmix.json").get("cases"))
                        .map(c -> new OracleCase(c.get("id").asText(), true, () -> checkAugMix(c))));
    }

    private static void checkAugMix(JsonNode test) {
        AugMix mix = AugMix.of(test.get("config").asText(), AugmentHparams.standard());
        // as create_transform has it for AugMix
        AugmentHparams hparams = hparams(test, 28).translatePct(0.3);
        Pixels source = read(test.get("source").asText());
        float[] weights = new float[test.get("mixing_weights_float32").size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) test.get("mixing_weights_float32").get(i).asDouble();
        }
        Iterator<JsonNode> chains = test.get("chains_op_names").iterator();
        Pixels result = mix.mix(source, weights, (float) test.get("m_float32").asDouble(), picture -> {
            Pixels current = picture;
            for (JsonNode name : chains.next()) {
                AugmentOperation operation = AugmentOperation.of(name.asText());
                current = new AugmentOp(operation, 1, test.get("magnitude").asDouble(), hparams)
                        .apply(current, test.get("random_sign").asText().equals("-") ? MINUS : PLUS);
            }
            return current;
        });
        assertClose(
                result,
                read(test.get("file").asText()),
                test.get("tolerance_u8").asInt());
    }

    @TestFactory
    Stream<DynamicTest> colourAdjustmentsGiveTorchvisionsPixels() {
        if (!Fixtures.has("data/aa/jitter.json")) {
            return Stream.empty();
        }
        JsonNode file = Fixtures.json("data/aa/jitter.json");
        Pixels source = read(file.get("source").asText());
        Strip strip = new Strip(file);
        List<OracleCase> cases = new ArrayList<>();
        for (int i = 0; i < file.get("tiles").size(); i++) {
            int index = i;
            JsonNode tile = file.get("tiles").get(i);
            cases.add(new OracleCase("jitter/" + tile.get(0).asText() + "/" + tile.get(1), true, () -> {
                Pixels result =
                        adjusted(source, tile.get(0).asText(), tile.get(1).asDouble());
                // the convolution adds up in another order than torch does; all else is exact
                int tolerance = tile.get(0).asText().startsWith("gaussian") ? 1 : 0;
                assertClose(result, strip.tile(index, source.height(), source.width()), tolerance);
            }));
        }
        return Parity.tests("data-aa-jitter", cases.stream());
    }

    private static Pixels adjusted(Pixels image, String name, double value) {
        return switch (name) {
            case "brightness" -> Enhancement.brightness(image, value);
            case "contrast" -> Enhancement.contrast(image, value);
            case "saturation" -> Enhancement.color(image, value);
            case "hue" -> HueShift.apply(image, value);
            case "grayscale3" -> new RandomGrayscale(1).apply(image, PLUS);
            case "gaussian_blur_k23_sigma" -> KernelBlur.standard().blur(image, value);
            case "hflip" -> new RandomFlip(RandomFlip.Direction.HORIZONTAL, 1).apply(image, PLUS);
            case "vflip" -> new RandomFlip(RandomFlip.Direction.VERTICAL, 1).apply(image, PLUS);
            default -> throw new IllegalArgumentException(name);
        };
    }

    @TestFactory
    Stream<DynamicTest> textsBecomeTimmsPolicies() {
        if (!Fixtures.has("data/aa/policies.json")) {
            return Stream.empty();
        }
        JsonNode file = Fixtures.json("data/aa/policies.json");
        AugmentHparams hparams = AugmentHparams.standard().sized(224, List.of(124, 116, 104));
        List<OracleCase> cases = new ArrayList<>();
        for (String kind : List.of("rand_augment", "auto_augment", "augmix")) {
            for (JsonNode test : file.path(kind)) {
                cases.add(new OracleCase(kind + "/" + test.get("id").asText(), true, () -> {
                    String config = test.get("id").asText();
                    if (test.has("error")) {
                        assertThatIllegalArgumentException().isThrownBy(() -> policy(kind, config, hparams));
                    } else {
                        checkPolicy(test, policy(kind, config, hparams));
                    }
                }));
            }
        }
        file.path("policies_op_prob_magnitude")
                .properties()
                .forEach(entry -> cases.add(new OracleCase("policy/" + entry.getKey(), true, () -> {
                    AutoAugment made = AutoAugment.of(entry.getKey(), hparams);
                    assertThat(made.policy()).hasSize(entry.getValue().size());
                    for (int i = 0; i < entry.getValue().size(); i++) {
                        checkChain(made.policy().get(i), entry.getValue().get(i));
                    }
                })));
        file.path("magnitude_clamp")
                .forEach(test -> cases.add(new OracleCase(
                        "clamp/" + test.get("drawn_magnitude") + "/" + test.get("magnitude_max"),
                        true,
                        () -> checkClamp(test))));
        return Parity.tests("data-aa-policies", cases.stream());
    }

    private static Augmentation policy(String kind, String config, AugmentHparams hparams) {
        return switch (kind) {
            case "rand_augment" -> RandAugment.of(config, hparams);
            case "auto_augment" -> AutoAugment.of(config, hparams);
            default -> AugMix.of(config, hparams);
        };
    }

    private static void checkPolicy(JsonNode test, Augmentation made) {
        if (made instanceof RandAugment rand) {
            assertThat(rand.layers()).isEqualTo(test.get("num_layers").asInt());
            checkOps(test, rand.ops());
            assertThat(rand.weights()).hasSize(test.get("choice_weights").size());
            for (int i = 0; i < rand.weights().size(); i++) {
                assertThat(rand.weights().get(i))
                        .isCloseTo(test.get("choice_weights").get(i).asDouble(), within(1e-8));
            }
        } else if (made instanceof AugMix mix) {
            assertThat(mix.width()).isEqualTo(test.get("width").asInt());
            assertThat(mix.depth()).isEqualTo(test.get("depth").asInt());
            assertThat(mix.alpha()).isEqualTo(test.get("alpha").asDouble());
            assertThat(mix.blended()).isEqualTo(test.get("blended").asBoolean());
            checkOps(test, mix.ops());
        } else {
            AutoAugment auto = (AutoAugment) made;
            assertThat(auto.policy()).hasSize(test.get("sub_policies").asInt());
            checkChain(auto.policy().get(0), test.get("first"));
            assertThat(auto.policy().get(0).get(0).hparams().magnitudeStd().orElse(0))
                    .isEqualTo(number(test.get("magnitude_std")));
        }
    }

    private static void checkOps(JsonNode test, List<AugmentOp> ops) {
        assertThat(ops).extracting(AugmentOp::name).isEqualTo(strings(test.get("ops")));
        assertThat(ops).allSatisfy(op -> {
            assertThat(op.probability()).isEqualTo(test.get("prob").asDouble());
            assertThat(op.magnitude()).isEqualTo(test.get("magnitude").asDouble());
            assertThat(op.hparams().magnitudeStd().orElse(0)).isEqualTo(number(test.get("magnitude_std")));
            assertThat(op.hparams().magnitudeMax().orElse(0))
                    .isEqualTo(test.path("magnitude_max").asDouble());
            assertThat(op.hparams().translateConst()).isEqualTo(100);
        });
    }

    private static void checkChain(List<AugmentOp> chain, JsonNode expected) {
        assertThat(chain).hasSize(expected.size());
        for (int i = 0; i < chain.size(); i++) {
            assertThat(chain.get(i).name()).isEqualTo(expected.get(i).get(0).asText());
            assertThat(chain.get(i).probability())
                    .isEqualTo(expected.get(i).get(1).asDouble());
            assertThat(chain.get(i).magnitude())
                    .isEqualTo(expected.get(i).get(2).asDouble());
        }
    }

    /** The picture shows the factor: white times a factor below 1, or one level times a factor above. */
    private static void checkClamp(JsonNode test) {
        AugmentHparams hparams = AugmentHparams.standard();
        if (test.get("magnitude_max").isNumber()) {
            hparams = hparams.orMagnitudeMax(test.get("magnitude_max").asDouble());
        }
        AugmentOperation operation = AugmentOperation.of(test.get("op").asText());
        AugmentOp op = new AugmentOp(operation, 1, test.get("drawn_magnitude").asDouble(), hparams);
        Pixels image = Pixels.filled(1, 1, 60, 60, 60);
        assertThat(op.apply(image, PLUS))
                .isEqualTo(operation.apply(image, test.get("factor").asDouble(), hparams, PLUS));
    }

    private static void assertClose(Pixels actual, Pixels expected, int tolerance) {
        assertThat(actual.toString()).isEqualTo(expected.toString());
        for (int i = 0; i < actual.data().length; i++) {
            assertThat(actual.data()[i] & 0xff).isCloseTo(expected.data()[i] & 0xff, within(tolerance));
        }
    }

    private static double number(JsonNode value) {
        return value.asText().equals("inf") ? Double.POSITIVE_INFINITY : value.asDouble();
    }

    private static Pixels read(String file) {
        return ImageDecoder.rgb().decode(Fixtures.path("data/" + file));
    }

    private static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    private static Stream<String> stream(Iterator<String> names) {
        List<String> list = new ArrayList<>();
        names.forEachRemaining(list::add);
        return list.stream();
    }

    private static List<Integer> ints(JsonNode list) {
        return stream(list).map(JsonNode::asInt).toList();
    }

    private static List<String> strings(JsonNode list) {
        return stream(list).map(JsonNode::asText).toList();
    }

    /** Tiles from left to right. */
    private static final class Strip {
        private final Pixels image;
        private final int cell;

        Strip(JsonNode entry) {
            image = read(entry.get("file").asText());
            cell = entry.has("tile_wh") ? entry.get("tile_wh").get(0).asInt() : image.height();
        }

        Pixels tile(int index, int height, int width) {
            return image.crop(new Window(0, index * cell, height, width));
        }
    }
}
