package io.github.timm4j.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.timm4j.CorruptFileException;
import io.github.timm4j.TimmException;
import io.github.timm4j.config.PretrainedCfg;
import io.github.timm4j.config.PretrainedCfg.InputSize;
import io.github.timm4j.config.WeightLocation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubConfigTest {
    private static HubConfig parse(String json) {
        return HubConfig.parse(json.getBytes(StandardCharsets.UTF_8), "a test");
    }

    @Test
    void filesOfOldReleasesHoldThePretrainedConfigurationItself() {
        PretrainedCfg cfg = parse("{\"architecture\": \"resnet18\", \"num_classes\": 2, \"num_features\": 512,"
                        + "\"labels\": [\"cat\", \"dog\"], \"crop_pct\": 0.95, \"pool_size\": null}")
                .inHub("a/b@c");
        assertThat(cfg.architecture()).isEqualTo("resnet18");
        assertThat(cfg.labels().numClasses()).isEqualTo(2);
        assertThat(cfg.labels().labelNames()).isEqualTo(Map.of(0, "cat", 1, "dog"));
        assertThat(cfg.weights().location()).isEqualTo(new WeightLocation.Hub("a/b@c", null));
    }

    @Test
    void theWholeFileWinsOverItsPretrainedConfiguration() {
        PretrainedCfg cfg = parse(
                        "{\"architecture\": \"x\", \"num_classes\": 3, \"label_names\": [\"a\"],"
                                + "\"label_descriptions\": {\"a\": \"A\"}, \"pretrained_cfg\": {\"num_classes\": 5, \"tag\": \"t\"}}")
                .inFolder(Path.of("folder"));
        assertThat(cfg.labels().numClasses()).isEqualTo(3);
        assertThat(cfg.labels().labelDescriptions()).isEqualTo(Map.of("a", "A"));
        assertThat(cfg.name()).isEqualTo("x.t");
        assertThat(cfg.weights().location()).isEqualTo(new WeightLocation.LocalDir(Path.of("folder")));
    }

    @Test
    void modelArgumentsDecideTheInput() {
        PretrainedCfg cfg = parse("{\"architecture\": \"x\", \"model_args\": {\"in_chans\": 1, \"img_size\": 96},"
                        + "\"pretrained_cfg\": {\"fixed_input_size\": true, \"test_input_size\": [3, 128, 128]}}")
                .inHub("a/b");
        assertThat(cfg.input().inputSize()).isEqualTo(new InputSize(1, 96, 96));
        assertThat(cfg.input().testInputSize()).isEqualTo(new InputSize(1, 128, 128));
        cfg = parse("{\"architecture\": \"x\", \"model_args\": {\"dynamic_img_size\": true, \"img_size\": [96, 64]},"
                        + "\"pretrained_cfg\": {\"fixed_input_size\": true}}")
                .inHub("a/b");
        assertThat(cfg.input().fixedInputSize()).isFalse();
        assertThat(cfg.input().inputSize()).isEqualTo(new InputSize(3, 224, 224));
    }

    @Test
    void fieldsOfNewerReleasesAreLeftOut() {
        assertThat(parse(
                                "{\"architecture\": \"x\", \"pretrained_cfg\": {\"novelty\": 1, \"state_dict\": {}, \"tag\": null}}")
                        .inHub("a/b")
                        .tag())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"architecture\": 3}",
                "{\"architecture\": \"x\", \"pretrained_cfg\": 3}",
                "{\"architecture\": \"x\", \"model_args\": []}",
                "{\"model_type\": \"bert\", \"architectures\": [\"BertModel\"]}"
            })
    void otherFilesAreRefused(String json) {
        assertThatExceptionOfType(CorruptFileException.class).isThrownBy(() -> parse(json));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"input_size\": [1, 2]}",
                "{\"mean\": \"x\"}",
                "{\"num_classes\": \"many\"}",
                "{\"pool_size\": [0, 1]}"
            })
    void malformedFieldsAreRefused(String cfg) {
        HubConfig config =
                parse("{\"architecture\": \"x\", \"model_args\": {\"in_chans\": 1}, \"pretrained_cfg\": " + cfg + "}");
        assertThatExceptionOfType(CorruptFileException.class)
                .isThrownBy(() -> config.inHub("a/b"))
                .withMessageStartingWith("config.json of x: ");
    }

    @Test
    void readsTheFileOfAFolder(@TempDir Path folder) throws IOException {
        assertThatExceptionOfType(TimmException.class)
                .isThrownBy(() -> HubConfig.read(folder))
                .withMessageContaining("config.json");
        Files.writeString(folder.resolve("config.json"), "{\"architecture\": \"resnet18\"}");
        assertThat(HubConfig.read(folder).architecture()).isEqualTo("resnet18");
        Files.write(folder.resolve("config.json"), new byte[(16 << 20) + 1]);
        assertThatExceptionOfType(CorruptFileException.class)
                .isThrownBy(() -> HubConfig.read(folder))
                .withMessageContaining("at most");
    }
}
