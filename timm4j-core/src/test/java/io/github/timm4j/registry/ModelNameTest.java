package io.github.timm4j.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.timm4j.registry.ModelName.Hub;
import io.github.timm4j.registry.ModelName.LocalDir;
import io.github.timm4j.registry.ModelName.Registered;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelNameTest {
    @Test
    void plainNamesAreOfTheRegistry() {
        assertThat(ModelName.parse("resnet50")).isEqualTo(new Registered("resnet50", ""));
        assertThat(ModelName.parse("resnet50.a1_in1k")).isEqualTo(new Registered("resnet50", "a1_in1k"));
        assertThat(ModelName.parse("a.b.c"))
                .isEqualTo(new Registered("a", "b.c"))
                .hasToString("a.b.c");
        assertThat(ModelName.parse("")).isEqualTo(new Registered("", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hf-hub:timm/x.a_1", "hf_hub:timm/x.a_1", "HF-Hub:timm/x.a_1"})
    void hubNamesHaveOwnerAndModel(String name) {
        assertThat(ModelName.parse(name)).isEqualTo(new Hub("timm/x.a_1", null)).hasToString("hf-hub:timm/x.a_1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hf-hub:o/m@refs/pr/1", "hf-hub:o/m#refs/pr/1"})
    void hubNamesMayHaveARevision(String name) {
        Hub hub = (Hub) ModelName.parse(name);
        assertThat(hub).isEqualTo(new Hub("o/m", "refs/pr/1"));
        assertThat(hub.id()).isEqualTo("o/m@refs/pr/1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hf-hub:a/b/c",
                "hf-hub:../b",
                "hf-hub:a/..",
                "hf-hub:/b",
                "hf-hub:a/",
                "hf-hub:a b/c",
                "hf-hub:a/b@",
                "hf-hub:a/b@c@d",
                "hf-hub:a/b@c#d",
                "hf-hub:a/b@../c",
                "hf-hub:-a/b",
                "hf-hub:a/b.git",
                "hf-hub:a--b/c",
                "hf-hub:a/b@/x"
            })
    void malformedHubNamesAreRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelName.parse(name))
                .withMessageContaining("owner/model@revision")
                .withMessageContaining(name);
    }

    @ParameterizedTest
    @CsvSource({"local-dir:/a/b, /a/b", "local-dir:a#b@c, a#b@c", "LOCAL-DIR:C, C", "local-dir:a:b, a:b"})
    void foldersAreTakenAsTheyAre(String name, String folder) {
        assertThat(ModelName.parse(name)).isEqualTo(new LocalDir(Path.of(folder)));
    }

    @Test
    void aFolderThatCannotBeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelName.parse("local-dir:a\0b"))
                .withMessageContaining("no valid path");
        assertThat(ModelName.parse("local-dir:x")).hasToString("local-dir:x");
    }

    @ParameterizedTest
    @CsvSource({
        "ftp:x, unknown source \"ftp\"",
        "hf-hub:, has no repository",
        "local-dir:, has no folder",
        "timm/resnet50, write \"hf-hub:timm/resnet50\"",
        "a\\b, looks like a hub repository or a path",
        "C:\\models\\x, looks like a hub repository or a path",
        ":x, looks like a hub repository or a path"
    })
    void otherFormsSayWhatIsExpected(String name, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelName.parse(name))
                .withMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "vit_base.augreg_in21k, vit_base_augreg_in21k",
        "hf-hub:timm/x.y@main, timm_x_y_main",
        "local-dir:/a/b/, _a_b",
        "resnet50__, resnet50",
        "'', ''"
    })
    void safeNamesAreFitForFiles(String name, String safe) {
        assertThat(ModelName.safe(name, true)).isEqualTo(safe);
    }

    @Test
    void safeNamesMayKeepTheirSource() {
        assertThat(ModelName.safe("hf-hub:timm/x", false)).isEqualTo("hf_hub_timm_x");
    }
}
