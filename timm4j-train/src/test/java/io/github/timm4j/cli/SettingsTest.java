package io.github.timm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timm4j.config.Arguments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    private final OptionTable table = OptionTable.of("train");

    @Test
    void pairsAreReadAsPythonLiterals() {
        assertThat(value("eps=1e-8")).isEqualTo(Map.of("eps", 1e-8));
        assertThat(value("foreach=True")).isEqualTo(Map.of("foreach", true));
        assertThat(value("img_size=(224, 192,)")).isEqualTo(Map.of("img_size", List.of(224, 192)));
        assertThat(value("name='a b'")).isEqualTo(Map.of("name", "a b"));
        assertThat(value("pool=avg")).isEqualTo(Map.of("pool", "avg"));
        assertThat(value("rate=.5")).isEqualTo(Map.of("rate", 0.5));
        assertThat(value("path=a=b")).isEqualTo(Map.of("path", "a=b"));
        assertThat(value("none=None"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .containsEntry("none", null);
        assertThat(table.row("opt_kwargs").value(List.of("a=1", "b=x"))).isEqualTo(Map.of("a", 1, "b", "x"));
        assertThatThrownBy(() -> value("novalue"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("key=value");
    }

    @Test
    void whatPythonsFileLeavesEmptyIsNotAskedFor(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("args.yaml"),
                "fuser: \'\'\nwandb_tags: []\nwandb_resume_id: \'\'\nval_split: \'\'\nlog_wandb: false\n");
        Arguments read = ConfigFile.read(file, table);
        assertThat(table.notes(read)).isEmpty();
        assertThat(new Settings(table.defaults().with(read), read).text("val_split"))
                .isNull();
        assertThatThrownBy(() -> table.notes(Arguments.of("fuser", "nvfuser")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--fuser is not available");
    }

    @Test
    void anAverageIsNamedAfterItsFormatUnlessItIsNamed() {
        OptionTable average = OptionTable.of("average");
        Arguments safe = Arguments.of("safetensors", true);
        assertThat(AverageCommand.output(new Settings(average.defaults(), Arguments.NONE)))
                .hasFileName("averaged.pth");
        assertThat(AverageCommand.output(new Settings(average.defaults().with(safe), safe)))
                .hasFileName("averaged.safetensors");
        Arguments named = safe.with("output", "mean.pth");
        assertThat(AverageCommand.output(new Settings(average.defaults().with(named), named)))
                .hasFileName("mean.pth");
    }

    private Object value(String word) {
        return table.row("model_kwargs").value(List.of(word));
    }

    @Test
    void configurationFilesHaveTheTypesOfTheOptions(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("args.yaml"),
                "lr: 1e-3\nepochs: 5\namp: true\nmean: [0.5, 0.4, 0.3]\nbatch-size: 32\nopt_betas: null\n"
                        + "model_kwargs: {img_size: 96}\nexperiment: 7\n");
        Arguments read = ConfigFile.read(file, table);
        Settings settings = new Settings(table.defaults().with(read), read);
        assertThat(settings.number("lr")).isEqualTo(1e-3);
        assertThat(settings.count("epochs")).isEqualTo(5);
        assertThat(settings.flag("amp")).isTrue();
        assertThat(settings.numbers("mean")).containsExactly(0.5, 0.4, 0.3);
        assertThat(settings.count("batch_size")).isEqualTo(32);
        assertThat(settings.given().has("opt_betas")).isFalse();
        assertThat(settings.pairs("model_kwargs").get("img_size")).isEqualTo(96);
        assertThat(settings.text("experiment")).isEqualTo("7");
        assertThat(settings.amount("weight_decay")).isEqualTo(2e-5);
        assertThat(settings.integers("decay_milestones")).containsExactly(90, 180, 270);
    }

    @Test
    void flagsOfConfigurationFilesAreAlsoPythonsYesAndOff(@TempDir Path folder) throws IOException {
        Path file =
                Files.writeString(folder.resolve("args.yaml"), "amp: yes\nmodel_ema: On\nno_aug: off\nbce_loss: no\n");
        Arguments read = ConfigFile.read(file, table);
        Settings settings = new Settings(table.defaults().with(read), read);
        assertThat(settings.flag("amp")).isTrue();
        assertThat(settings.flag("model_ema")).isTrue();
        assertThat(settings.flag("no_aug")).isFalse();
        assertThat(settings.flag("bce_loss")).isFalse();
        Files.writeString(file, "amp: 2\n");
        assertThatThrownBy(() -> ConfigFile.read(file, table))
                .hasMessageContaining("expected true or false, found '2'");
    }

    @Test
    void flagsWithoutEffectSaySo() {
        assertThat(table.notes(Arguments.of("synchronize_step", true)))
                .singleElement()
                .asString()
                .startsWith("--synchronize-step changes nothing");
        assertThat(table.notes(Arguments.of("synchronize_step", false))).isEmpty();
        assertThat(OptionTable.of("validate").notes(Arguments.of("reparam", true)))
                .isEmpty();
    }

    @Test
    void settingsAreWrittenAsTheyAreRead(@TempDir Path folder) throws IOException {
        Arguments all = table.defaults().with("lr", 0.05).with("model_kwargs", Map.of("drop_rate", 0.1));
        Path file = Files.writeString(folder.resolve("args.yaml"), ConfigFile.write(all));
        assertThat(ConfigFile.read(file, table)).isEqualTo(all);
    }

    @Test
    void configurationFilesAreChecked(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("args.yaml");
        Files.writeString(file, "lr: fast\n");
        assertThatThrownBy(() -> ConfigFile.read(file, table)).hasMessageContaining("expected a number, found 'fast'");
        Files.writeString(file, "- a\n- b\n");
        assertThatThrownBy(() -> ConfigFile.read(file, table)).hasMessageContaining("named values");
        Files.writeString(file, "a: [1\n");
        assertThatThrownBy(() -> ConfigFile.read(file, table)).hasMessageContaining("no YAML");
        Files.writeString(file, "lr: !!java.io.File [x]\n");
        assertThatThrownBy(() -> ConfigFile.read(file, table)).isInstanceOf(UsageException.class);
        Files.writeString(file, "");
        assertThat(ConfigFile.read(file, table).isEmpty()).isTrue();
    }

    @Test
    void numbersOfWordsAreChecked() {
        assertThatThrownBy(() -> table.row("input_size").value(List.of("3", "224")))
                .hasMessageContaining("expected 3 values, found 2");
        assertThatThrownBy(() -> table.row("kd_distill_type").value(List.of("soft")))
                .hasMessageContaining("logit, feature, token");
    }
}
