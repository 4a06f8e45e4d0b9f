package io.github.timm4j.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.timm4j.config.Arguments;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.config.PretrainedCfg;
import io.github.timm4j.config.PretrainedCodecs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** {@code hub_export.json} holds models of timm, the {@code config.json} that timm saves for each and what it reads back. */
class HubExportTest {
    private static List<Arguments> cases() throws IOException {
        try (InputStream in = HubExportTest.class.getResourceAsStream("hub_export.json")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            List<Arguments> cases = new ArrayList<>();
            for (Object each :
                    (List<?>) Arguments.fromJson("{\"cases\": " + text + "}").get("cases")) {
                cases.add(arguments(each));
            }
            return cases;
        }
    }

    private static Arguments arguments(@Nullable Object map) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        ((Map<?, ?>) map).forEach((name, value) -> fields.put((String) name, value));
        return new Arguments(fields);
    }

    private static HubExport export(Arguments given) {
        Arguments now = arguments(given.get("current"));
        PretrainedCfg source =
                PretrainedCfg.DEFAULT.overlay(arguments(given.get("source")).withoutNulls());
        List<?> size = (List<?>) now.get("img_size");
        Object firstConv = now.get("first_conv");
        HubExport.Current current = new HubExport.Current(
                (Integer) now.get("in_chans"),
                size == null ? null : new ImageSize((Integer) size.get(0), (Integer) size.get(1)),
                (Boolean) now.get("fixed_input_size"),
                firstConv == null ? null : new PretrainedCodecs.Texts().read(firstConv),
                (Integer) now.get("num_classes"),
                (Integer) now.get("num_features"),
                (String) now.get("global_pool"),
                arguments(now.get("model_args")));
        return new HubExport(
                source,
                current,
                arguments(given.get("model_args")),
                arguments(given.get("data_config")),
                arguments(given.get("extra")));
    }

    @TestFactory
    Stream<DynamicTest> writesWhatTimmWrites() throws IOException {
        return cases().stream()
                .map(given -> DynamicTest.dynamicTest(String.valueOf(given.get("id")), () -> {
                    if (given.get("expected") == null) {
                        assertThatIllegalArgumentException()
                                .isThrownBy(() -> export(given).config());
                    } else {
                        assertThat(export(given).config().toJson()).isEqualTo(given.get("expected"));
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> readsWhatTimmReads() throws IOException {
        return cases().stream()
                .filter(given -> given.get("expected") != null)
                .map(given -> DynamicTest.dynamicTest(String.valueOf(given.get("id")), () -> {
                    byte[] json = String.valueOf(given.get("expected")).getBytes(StandardCharsets.UTF_8);
                    HubConfig config = HubConfig.parse(json, "a test");
                    Arguments expected = arguments(given.get("read_back"));
                    assertThat(config.architecture()).isEqualTo(expected.get("architecture"));
                    assertThat(config.modelArgs()).isEqualTo(arguments(expected.get("model_args")));
                    PretrainedCfg cfg = config.inFolder(java.nio.file.Path.of("x"));
                    assertThat(cfg.toArguments(true).without("file"))
                            .isEqualTo(arguments(expected.get("pretrained_cfg")));
                    assertThat(HubConfig.parse(json, "a test").toJson()).isEqualTo(given.get("expected"));
                }));
    }
}
