package io.github.timm4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.timm4j.config.Arguments;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.config.PretrainedCfg;
import io.github.timm4j.config.PretrainedCfg.InputSize;
import io.github.timm4j.data.image.Interpolation;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@Tag("oracle")
class DataConfigTest {
    private static final String FILE = "data/data_config.json.gz";
    private static final List<String> ARGUMENTS = List.of(
            "chans", "in_chans", "img_size", "input_size", "interpolation", "mean", "std", "crop_pct", "crop_mode");

    @TestFactory
    Stream<DynamicTest> configurationsResolveAsInTimm() {
        if (!Fixtures.has(FILE) || !Fixtures.has("models/pretrained_cfgs.json.gz")) {
            return Stream.empty();
        }
        JsonNode archs = Fixtures.json("models/pretrained_cfgs.json.gz").get("archs");
        return Parity.tests(
                "data-config",
                StreamSupport.stream(Fixtures.json(FILE).get("cases").spliterator(), false)
                        .map(c -> new OracleCase(c.get("id").asText(), true, () -> check(c, archs))));
    }

    private static void check(JsonNode test, JsonNode archs) {
        if (test.has("error")) {
            assertThatThrownBy(() -> resolve(test, archs)).isInstanceOf(IllegalArgumentException.class);
            return;
        }
        JsonNode expected = test.get("result");
        DataConfig config = resolve(test, archs);
        assertThat(config)
                .isEqualTo(new DataConfig(
                        size(expected.get("input_size")),
                        Interpolation.of(expected.get("interpolation").asText()),
                        doubles(expected.get("mean")),
                        doubles(expected.get("std")),
                        expected.get("crop_pct").asDouble(),
                        CropMode.of(expected.get("crop_mode").asText())));
    }

    private static DataConfig resolve(JsonNode test, JsonNode archs) {
        DataOverrides overrides = overrides(test);
        if (!test.has("pretrained_cfg") && !test.hasNonNull("arch")) {
            return DataConfig.resolve(overrides);
        }
        JsonNode cfg = test.has("pretrained_cfg") ? test.get("pretrained_cfg") : tag(test, archs);
        JsonNode fields = ((ObjectNode) cfg.deepCopy()).retain(PretrainedCfg.FIELDS);
        return DataConfig.resolve(PretrainedCfg.DEFAULT.overlay(Arguments.fromJson(fields.toString())), overrides);
    }

    /** A model whose weights have no tag carries the first one's settings. */
    private static JsonNode tag(JsonNode test, JsonNode archs) {
        JsonNode arch = archs.get(test.get("arch").asText());
        JsonNode tag = test.get("tag");
        return arch.get("tags").get(tag.isNull() ? arch.get("default_tag").asText("") : tag.asText());
    }

    private static DataOverrides overrides(JsonNode test) {
        DataOverrides overrides =
                DataOverrides.none().testSize(test.get("use_test_size").asBoolean());
        JsonNode args = test.path("args");
        // timm's precedence, the last one counts: chans, in_chans; img_size, input_size
        for (String name : ARGUMENTS) {
            JsonNode value = args.path(name);
            if (args.hasNonNull(name) && !value.equals(TextNode.valueOf(""))) {
                overrides = override(overrides, name, value);
            }
        }
        assertThat(ARGUMENTS).containsAll(args::fieldNames);
        return overrides;
    }

    private static DataOverrides override(DataOverrides overrides, String name, JsonNode value) {
        return switch (name) {
            case "in_chans", "chans" -> overrides.channels(value.asInt());
            case "img_size" -> overrides.imageSize(ImageSize.square(value.asInt()));
            case "input_size" ->
                overrides
                        .channels(size(value).channels())
                        .imageSize(
                                new ImageSize(size(value).height(), size(value).width()));
            case "interpolation" -> overrides.interpolation(Interpolation.of(value.asText()));
            case "mean" -> overrides.mean(doubles(value));
            case "std" -> overrides.std(doubles(value));
            case "crop_pct" -> overrides.cropPct(value.asDouble());
            default -> overrides.cropMode(CropMode.of(value.asText()));
        };
    }

    private static InputSize size(JsonNode list) {
        if (list.size() != 3) {
            throw new IllegalArgumentException("expected channels, height and width, got " + list);
        }
        return new InputSize(
                list.get(0).asInt(), list.get(1).asInt(), list.get(2).asInt());
    }

    private static List<Double> doubles(JsonNode list) {
        List<Double> values = new ArrayList<>();
        list.forEach(value -> values.add(value.asDouble()));
        return values;
    }

    @Test
    void constantsAreTimms() {
        JsonNode constants = Fixtures.json(FILE).get("constants");
        assertThat(DataConfig.DEFAULT_CROP_PCT)
                .isEqualTo(constants.get("DEFAULT_CROP_PCT").asDouble());
        assertThat(ColorStatistics.IMAGENET_DPN.mean()).isEqualTo(doubles(constants.get("IMAGENET_DPN_MEAN")));
        assertThat(ColorStatistics.IMAGENET_DPN.std()).isEqualTo(doubles(constants.get("IMAGENET_DPN_STD")));
        assertThat(ColorStatistics.IMAGENET_DEFAULT.std()).isEqualTo(doubles(constants.get("IMAGENET_DEFAULT_STD")));
        assertThat(ColorStatistics.OPENAI_CLIP.mean()).isEqualTo(doubles(constants.get("OPENAI_CLIP_MEAN")));
        assertThat(ColorStatistics.IMAGENET_INCEPTION.mean())
                .isEqualTo(doubles(constants.get("IMAGENET_INCEPTION_MEAN")));
    }

    @Test
    void withoutWeightsTheUsualHolds() {
        DataConfig gray = DataConfig.resolve(DataOverrides.none().channels(1));
        assertThat(gray.inputSize()).isEqualTo(new InputSize(1, 224, 224));
        assertThat(gray.mean()).isEqualTo(ColorStatistics.IMAGENET_DEFAULT.mean());
        assertThat(gray.cropPct()).isEqualTo(DataConfig.DEFAULT_CROP_PCT);
        assertThat(DataConfig.resolve(DataOverrides.none()))
                .isEqualTo(DataConfig.resolve(PretrainedCfg.DEFAULT, DataOverrides.none()));
    }

    @Test
    void aCropShareOfZeroStandsForNone() {
        Arguments fields = Arguments.of("crop_pct", 0.0).with("test_crop_pct", 0.0);
        DataConfig config = DataConfig.resolve(
                PretrainedCfg.DEFAULT.overlay(fields), DataOverrides.none().testSize(true));
        assertThat(config.cropPct()).isEqualTo(DataConfig.DEFAULT_CROP_PCT);
    }

    @Test
    void messagesSayWhatIsExpected() {
        assertThatThrownBy(() -> DataConfig.resolve(
                        PretrainedCfg.DEFAULT, DataOverrides.none().std(List.of(0.1, 0.2))))
                .hasMessage("std needs 1 or 3 values, one a channel, got 2");
        assertThatThrownBy(() -> CropMode.of("centre"))
                .hasMessage("unknown crop mode 'centre', expected one of center, squash, border");
        assertThatThrownBy(() -> DataConfig.resolve(
                        PretrainedCfg.DEFAULT, DataOverrides.none().cropPct(-1)))
                .hasMessage("crop_pct must be positive, got -1.0");
    }
}
