package io.github.timm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.github.timm4j.data.loader.LoaderException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProgramTest {
    @ParameterizedTest
    @EnumSource(Verb.class)
    void everyCommandExplainsItsOptions(Verb verb) {
        Outcome help = Outcome.of(verb.word(), "--help");
        assertThat(help.code()).isZero();
        for (OptionRow row : OptionTable.of(verb.word()).rows()) {
            String name = row.names().get(0);
            assertThat(help.out()).contains(row.positional() ? name.toUpperCase(java.util.Locale.ROOT) : name);
        }
    }

    @Test
    void namesAreListedByWildcardAndByPart() {
        assertThat(Outcome.of("list", "resnet18*").out()).isEqualTo("resnet18\nresnet18d\n");
        assertThat(Outcome.of("list", "efficientnet_lite0", "--pretrained", "--format", "json")
                        .out())
                .contains("\"tf_efficientnet_lite0.in1k\"");
        assertThat(Outcome.of("list", "--modules").out().lines()).contains("resnet", "vision_transformer");
        assertThat(Outcome.of("list", "nothing_like_that").code()).isEqualTo(1);
    }

    @Test
    void informationNeedsNoWeights() {
        Outcome info = Outcome.of("info", "resnet18", "--format", "json");
        assertThat(info.code()).isZero();
        assertThat(info.out()).contains("\"parameters\": 11689512", "\"feature_reduction\"", "a1_in1k");
        assertThat(Outcome.of("info", "resnet18", "--no-build").out()).contains("crop_pct");
    }

    @Test
    void mistypedLinesNameTheNearest() {
        assertThat(Outcome.of("validat")).satisfies(o -> {
            assertThat(o.code()).isEqualTo(2);
            assertThat(o.err()).contains("validate");
        });
        assertThat(Outcome.of("validate", "--bach-size", "3")).satisfies(o -> {
            assertThat(o.code()).isEqualTo(2);
            assertThat(o.err()).contains("--batch-size");
        });
        assertThat(Outcome.of("validate", "x", "--batch-size", "many")).satisfies(o -> {
            assertThat(o.code()).isEqualTo(2);
            assertThat(o.err()).contains("--batch-size: expected an integer, found 'many'");
        });
        assertThat(Outcome.of("validate", "x", "--metrics-avg", "mean").err()).contains("micro, macro, weighted");
        assertThat(Outcome.of("info", "resnet1").err()).contains("resnet");
    }

    @Test
    void whatCannotWorkHereSaysWhyInOneLine() {
        for (String[] line : new String[][] {
            {"validate", "x", "--fuser", "te"},
            {"validate", "x", "--aot-autograd"},
            {"validate", "x", "--tf-preprocessing"},
            {"validate", "x", "--naflex-loader"},
            {"validate", "x", "--num-gpu", "2"},
            {"benchmark", "--torchcompile-mode", "max-autotune"},
            {"benchmark", "--bench", "profile"},
            {"validate"}
        }) {
            Outcome outcome = Outcome.of(line);
            assertThat(outcome.code()).isEqualTo(2);
            assertThat(outcome.err().strip().lines()).hasSize(1);
            assertThat(outcome.out()).isEmpty();
        }
        assertThat(Outcome.of("validate", "x", "--num-gpu", "1").err()).doesNotContain("not available");
    }

    @Test
    void aFolderThatIsNotThereIsOneLine() {
        Outcome outcome = Outcome.of("validate", "/nowhere/at/all", "--model", "resnet18", "--checkpoint", "/no.pth");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("/no.pth").doesNotContain("\tat ");
    }

    @Test
    void withoutMemoryItSaysWhatHelps() {
        OutOfMemoryError full = new OutOfMemoryError("Java heap space");
        assertThat(listing(() -> {
                    throw full;
                }))
                .singleElement(STRING)
                .contains("Java heap space", "-Xmx");
        assertThat(listing(() -> {
                    throw new LoaderException("a worker failed", full);
                }))
                .satisfiesExactly(
                        line -> assertThat(line).endsWith("a worker failed"),
                        line -> assertThat(line).contains("Java heap space", "-Xmx"));
    }

    /** What a listing says that fails while it prints. */
    private static Stream<String> listing(Runnable failure) {
        PrintWriter out = new PrintWriter(new StringWriter()) {
            @Override
            public void println(String text) {
                failure.run();
            }
        };
        StringWriter err = new StringWriter();
        Console console = new Console(out, new PrintWriter(err), false, new Interruption());
        assertThat(Program.run(console, "list", "resnet18*")).isEqualTo(1);
        return err.toString().lines();
    }

    @Test
    void completionCoversTheCommands() {
        Outcome script = Outcome.of("generate-completion");
        assertThat(script.code()).isZero();
        assertThat(script.out()).contains("timm4j", "validate", "--real-labels", "benchmark");
    }

    @Test
    void theLineWinsOverTheConfigurationFile(@TempDir Path folder) throws IOException {
        Path config = folder.resolve("run.yaml");
        Files.writeString(config, "format: json\nfilters: ['resnet18*']\n");
        Path benchmark = folder.resolve("bench.yaml");
        Files.writeString(benchmark, "bench: nonsense\nnum_bench_iter: 3\n");
        assertThat(Outcome.of("benchmark", "-c", benchmark.toString()).err()).contains("'nonsense'");
        assertThat(Outcome.of("benchmark", "-c", benchmark.toString(), "--bench", "other")
                        .err())
                .contains("'other'");
        Files.writeString(benchmark, "num_bench_itr: 3\n");
        assertThat(Outcome.of("benchmark", "-c", benchmark.toString())).satisfies(o -> {
            assertThat(o.code()).isEqualTo(2);
            assertThat(o.err()).contains("num_bench_itr", "did you mean num_bench_iter");
        });
        assertThat(Outcome.of("benchmark", "-c", folder.resolve("no.yaml").toString())
                        .code())
                .isEqualTo(2);
    }
}
