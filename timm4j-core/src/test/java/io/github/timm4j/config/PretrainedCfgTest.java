package io.github.timm4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.timm4j.config.PretrainedCfg.InputSize;
import io.github.timm4j.config.PretrainedCfg.Link;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PretrainedCfgTest {
    private static PretrainedCfg cfg(String json) {
        return PretrainedCfg.DEFAULT.overlay(Arguments.fromJson(json));
    }

    @Test
    void hasTimmsFieldsUnderTimmsNames() {
        assertThat(PretrainedCfg.FIELDS).hasSize(33);
        assertThat(RecordBinder.names(PretrainedCfg.DEFAULT)).containsExactlyInAnyOrderElementsOf(PretrainedCfg.FIELDS);
    }

    @Test
    void defaultsAreTimms() {
        assertThat(PretrainedCfg.DEFAULT.toArguments(true).toJson().replaceAll("\\s", ""))
                .isEqualTo("{\"custom_load\":false,\"input_size\":[3,224,224],\"fixed_input_size\":false,"
                        + "\"interpolation\":\"bicubic\",\"crop_pct\":0.875,\"crop_mode\":\"center\","
                        + "\"mean\":[0.485,0.456,0.406],\"std\":[0.229,0.224,0.225],\"num_classes\":1000,"
                        + "\"pool_size\":null,\"first_conv\":null,\"classifier\":null}");
    }

    @Test
    void readsEachFormOfAField() {
        PretrainedCfg cfg =
                cfg("{\"url\": [\"https://a/b.pth\", \"c.pth\"], \"input_size\": [1, 32, 64], \"mean\": 0.5,"
                        + "\"classifier\": [\"head\", \"head_dist\"], \"first_conv\": [], \"label_names\": {\"1\": \"b\"},"
                        + "\"paper_ids\": \"arXiv:1\", \"notes\": [\"n\"], \"label_descriptions\": {\"b\": \"B\"}, \"pool_size\": [7, 6],"
                        + "\"label_offset\": 1, \"tag\": \"x\", \"architecture\": \"net\"}");
        assertThat(cfg.weights().url()).isEqualTo(new Link("https://a/b.pth", "c.pth"));
        assertThat(cfg.input().inputSize()).isEqualTo(new InputSize(1, 32, 64));
        assertThat(cfg.preprocessing().mean()).containsExactly(0.5);
        assertThat(cfg.adaptation().classifier()).containsExactly("head", "head_dist");
        assertThat(cfg.adaptation().firstConv()).isEmpty();
        assertThat(cfg.adaptation().poolSize()).isEqualTo(new ImageSize(7, 6));
        assertThat(cfg.labels().labelNames()).isEqualTo(Map.of(1, "b"));
        assertThat(cfg.provenance().paperIds()).containsExactly("arXiv:1");
        assertThat(cfg.name()).isEqualTo("net.x");
        assertThat(RecordBinder.bind(PretrainedCfg.class, RecordBinder.toMap(cfg)))
                .isEqualTo(cfg);
        assertThat(cfg.toArguments(false).names())
                .doesNotContain("url", "source", "state_dict")
                .contains("notes");
    }

    @Test
    void fieldsKeepTimmsOrderAndForm() {
        Arguments fields =
                cfg("{\"notes\": [\"n\"], \"paper_ids\": [\"p\"], \"url\": \"u\", \"label_names\": [\"a\", \"b\"]}")
                        .toArguments(true);
        assertThat(fields.names()).startsWith("url", "custom_load").endsWith("paper_ids", "notes");
        assertThat(fields.get("paper_ids")).isEqualTo("p");
        assertThat(fields.get("label_names")).isEqualTo(List.of("a", "b"));
        assertThat(cfg("{\"label_names\": {\"0\": \"a\", \"2\": \"b\"}}").value("label_names"))
                .isEqualTo(Map.of("0", "a", "2", "b"));
    }

    @Test
    void wrongFieldsSayWhatIsExpected() {
        refused("{\"inputsize\": 3}", "did you mean input_size");
        refused("{\"input_size\": [3, 224]}", "argument \"input_size\": expected a list of 3 integers");
        refused("{\"pool_size\": 7}", "argument \"pool_size\": expected a list of 2 integers");
        refused("{\"mean\": [\"a\"]}", "expected a number or a list of numbers");
        refused("{\"classifier\": 1}", "expected a text or a list of texts");
        refused("{\"label_names\": 3}", "expected a list of labels or a map");
        refused("{\"label_names\": {\"a\": \"b\"}}", "expected a class index");
        refused("{\"url\": [1]}", "expected an address");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PretrainedCfg.DEFAULT.value("size"))
                .withMessageContaining("known: url, file");
    }

    private static void refused(String json, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> cfg(json)).withMessageContaining(message);
    }

    @Test
    void anotherPlaceOfWeightsResetsTheirFormat() {
        PretrainedCfg npz = cfg("{\"url\": \"https://a/b.npz\", \"custom_load\": true}");
        assertThat(npz.weights().customLoad()).isTrue();
        assertThat(npz.overlay(Arguments.of("file", "a.pth")).weights().customLoad())
                .isFalse();
        assertThat(npz.overlay(Arguments.of("file", "a.npz").with("custom_load", true))
                        .weights()
                        .customLoad())
                .isTrue();
        assertThat(npz.overlay(Arguments.of("hf_hub_id", "")).weights().customLoad())
                .isTrue();
        assertThat(npz.overlay(Arguments.of("num_classes", 3)).weights().customLoad())
                .isTrue();
    }

    private static WeightLocation location(String json) {
        return cfg(json).weights().location();
    }

    @Test
    void picksTheFirstPlaceAsTimmDoes() {
        assertThat(location("{}")).isEqualTo(new WeightLocation.Nowhere());
        assertThat(location("{\"url\": \"\"}")).isEqualTo(new WeightLocation.Nowhere());
        assertThat(location("{\"url\": \"u\"}")).isEqualTo(new WeightLocation.Web("u", null));
        assertThat(location("{\"url\": \"u\", \"hf_hub_id\": \"a/b\", \"hf_hub_filename\": \"f\"}"))
                .isEqualTo(new WeightLocation.Hub("a/b", "f"));
        assertThat(location("{\"url\": \"u\", \"hf_hub_id\": \"a/b\", \"file\": \"f\"}"))
                .isEqualTo(new WeightLocation.LocalFile(Path.of("f")));
        assertThat(location("{\"source\": \"hf-hub\", \"file\": \"f\", \"hf_hub_id\": \"a/b\"}"))
                .isEqualTo(new WeightLocation.Hub("a/b", null));
        assertThat(location("{\"source\": \"local-dir\", \"file\": \"d\", \"hf_hub_id\": \"a/b\"}"))
                .isEqualTo(new WeightLocation.LocalDir(Path.of("d")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> location("{\"source\": \"hf-hub\"}"))
                .withMessageContaining("hf_hub_id");
    }

    @Test
    void weightsArePresentWhereAPlaceIsNamed() {
        assertThat(cfg("{\"hf_hub_id\": \"\", \"file\": \"\"}").weights().present())
                .isFalse();
        assertThat(cfg("{\"hf_hub_id\": \"a/b\"}").weights().present()).isTrue();
        assertThat(PretrainedCfg.DEFAULT.name()).isEmpty();
    }
}
