package io.github.timm4j.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.timm4j.CorruptFileException;
import io.github.timm4j.TimmException;
import io.github.timm4j.UnknownModelException;
import io.github.timm4j.config.Arguments;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.config.PretrainedCfg;
import io.github.timm4j.nn.ImageModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A third party's jar: compiled here, packed, read through its own class loader. */
class ModelRegistryTest {
    @TempDir
    Path folder;

    private Path classes;
    private ModelRegistry registry;

    enum Local implements Architecture {
        LOCAL_NET,
        OTHER_NET;

        @Override
        public ImageModel build(ModelOptions options) {
            throw new UnsupportedOperationException();
        }
    }

    @TempDir
    static Path compiled;

    @BeforeAll
    static void compile() throws IOException {
        SourceCompiler compiler = new SourceCompiler(compiled);
        assertThat(compiler.compile(Map.of(
                        "other.Nets", SourceCompiler.catalogue("Nets", "nets", "NET_B4", "NET_B16", "NET_A"),
                        "other.Wide", SourceCompiler.catalogue("Wide", "wide_nets", "WIDE_NET"))))
                .isEmpty();
    }

    @BeforeEach
    void makeJar() throws IOException {
        classes = Files.createDirectories(folder.resolve("classes"));
        for (String name : List.of("META-INF/timm4j/architectures", "other/Nets.class", "other/Wide.class")) {
            Path copy = classes.resolve(name);
            Files.createDirectories(copy.getParent());
            Files.copy(compiled.resolve(name), copy);
        }
        Files.createDirectories(classes.resolve("META-INF/timm4j/pretrained"));
        write("pretrained/nets.json", """
                {"defaults": {"license": "mit", "hf_hub_id": "me/"},
                 "architectures": {
                  "net_b4": [
                   {"tag": "big", "test_input_size": [3, 288, 288]},
                   {"tag": "small", "license": "cc-by-nc-4.0"},
                   {"tag": "none", "hf_hub_id": null}],
                  "net_a": [{"url": "https://a/a.pth", "hf_hub_id": null, "license": null}]}}
                """);
        write("deprecated", "net_old net_b4.small nets\nnet_gone - nets\nnet_lost net_nowhere nets\n");
        registry = ModelRegistry.of(loader(new SourceCompiler(classes).jar(folder.resolve("nets.jar"))));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(classes.resolve("META-INF/timm4j").resolve(name), text);
    }

    private static ClassLoader loader(Path jar) throws IOException {
        return new URLClassLoader(new URL[] {jar.toUri().toURL()}, ModelRegistryTest.class.getClassLoader());
    }

    @Test
    void namesOfAForeignJarAreListed() {
        assertThat(registry.listModels(ModelQuery.ALL)).containsExactly("net_a", "net_b4", "net_b16", "wide_net");
        assertThat(registry.listModules()).containsExactly("nets", "wide_nets");
        assertThat(registry.listPretrained()).containsExactly("net_a", "net_b4.big", "net_b4.small");
        assertThat(registry.listPretrained("net_b*")).containsExactly("net_b4.big", "net_b4.small");
    }

    @Test
    void aForeignArchitectureIsFoundByName() {
        ResolvedModel model = registry.resolve("net_b4.small");
        assertThat(model.architecture().id()).isEqualTo("net_b4");
        assertThat(model.architecture().getClass().getName()).isEqualTo("other.Nets");
        assertThat(model.cfg().name()).isEqualTo("net_b4.small");
        assertThat(model.cfg().weights().hfHubId()).isEqualTo("me/net_b4.small");
        assertThat(registry.resolve("net_b4").cfg().tag()).isEqualTo("big");
        assertThat(registry.resolve("wide_net").cfg())
                .isEqualTo(PretrainedCfg.DEFAULT.overlay(Arguments.of("architecture", "wide_net")));
        assertThat(registry.modelEntrypoint("net_a.whatever", "nets").id()).isEqualTo("net_a");
    }

    @Test
    void unknownNamesSuggestTheNearest() {
        assertUnknown("net_b_16", "unknown model \"net_b_16\"; did you mean net_b16");
        assertUnknown("NET_A", "unknown model \"NET_A\"");
        assertUnknown("net_b4.smal", "unknown tag \"smal\" of net_b4; did you mean small?; its tags: big, small, none");
        assertUnknown("wide_net.x", "unknown tag \"x\" of wide_net; it has no weights");
        assertThatExceptionOfType(UnknownModelException.class)
                .isThrownBy(() -> registry.modelEntrypoint("net_a", "wide_net"))
                .withMessage("the module wide_net has no architecture \"net_a\"; did you mean wide_nets?");
        assertThatExceptionOfType(UnknownModelException.class)
                .isThrownBy(() -> registry.pretrainedCfgValue("net_c", "license"))
                .withMessageContaining("no pretrained configuration is known for \"net_c\"; did you mean net_a");
    }

    private void assertUnknown(String name, String message) {
        assertThatExceptionOfType(UnknownModelException.class)
                .isThrownBy(() -> registry.resolve(name))
                .withMessageStartingWith(message);
    }

    @Test
    void anEmptyClassPathIsNamedAsTheCause() throws IOException {
        try (URLClassLoader empty = new URLClassLoader(new URL[0], null)) {
            assertThatExceptionOfType(UnknownModelException.class)
                    .isThrownBy(() -> ModelRegistry.of(empty).resolve("resnet50"))
                    .withMessageContaining("timm4j-models");
        }
    }

    @Test
    void formerNamesStandForTheirReplacement() {
        assertThat(registry.isModel("net_old")).isTrue();
        assertThat(registry.isModelInModules("net_old", "nets", "x")).isTrue();
        assertThat(registry.isModelPretrained("net_old")).isFalse();
        assertThat(registry.resolve("net_old").cfg().name()).isEqualTo("net_b4.small");
        assertThat(registry.resolve("net_old.big").cfg().name()).isEqualTo("net_b4.big");
        assertThat(registry.isModel("net_lost")).isFalse();
        assertUnknown("net_gone", "the model net_gone was removed");
        assertThat(registry.deprecatedModels("")).containsOnlyKeys("net_gone", "net_old");
        assertThat(registry.deprecatedModels("nets")).containsEntry("net_gone", null);
        assertThat(registry.deprecatedModels("wide_nets")).isEmpty();
    }

    @Test
    void aFormerNameWarnsOnce() {
        PrintStream screen = System.err;
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        System.setErr(new PrintStream(shown, true, StandardCharsets.UTF_8));
        try {
            registry.resolve("net_old");
            registry.resolve("net_old.big");
            registry.modelEntrypoint("net_old");
        } finally {
            System.setErr(screen);
        }
        assertThat(shown.toString(StandardCharsets.UTF_8))
                .containsOnlyOnce("the model name net_old is deprecated and stands for net_b4.small");
    }

    @Test
    void licencesAreVisibleAndFilter() {
        assertThat(registry.pretrainedCfgValue("net_b4.small", "license")).isEqualTo("cc-by-nc-4.0");
        assertThat(registry.pretrainedCfg("net_a").orElseThrow().provenance().license())
                .isNull();
        ModelQuery.Builder tags = ModelQuery.builder().includeTags(true);
        assertThat(registry.listModels(tags.licenses("mit", "bsd*").build()))
                .containsExactly("net_b4.big", "net_b4.none");
        assertThat(registry.listModels(tags.licenses()
                        .excludeLicenses("*-nc-*")
                        .pretrained(true)
                        .build()))
                .containsExactly("net_a", "net_b4.big");
        assertThat(registry.listModels(ModelQuery.builder().licenses("mit").build()))
                .containsExactly("net_b4");
    }

    @Test
    void allWeightSetsOfAnArchitectureAreListedDefaultFirst() {
        assertThat(registry.archPretrainedCfgs("net_b4.big").keySet())
                .containsExactly("net_b4.big", "net_b4.small", "net_b4.none");
        assertThat(registry.archPretrainedCfgs("net_a").keySet()).containsExactly("net_a");
        assertThat(registry.archPretrainedCfgs("nothing")).isEmpty();
        assertThat(registry.pretrainedCfg("nothing.x")).isEmpty();
    }

    @Test
    void architecturesCanBeRegisteredWhileTheProgramRuns() {
        PretrainedCfg first = PretrainedCfg.DEFAULT.overlay(
                Arguments.of("architecture", "local_net").with("tag", "t1").with("file", "a.safetensors"));
        PretrainedCfg second = first.overlay(Arguments.of("tag", "t2").with("license", "mit"));
        registry.register("local", List.of(Local.values()), List.of(first, second));
        assertThat(registry.listModels(ModelQuery.builder().modules("local").build()))
                .containsExactly("local_net", "other_net");
        assertThat(registry.listPretrained("local*")).containsExactly("local_net.t1", "local_net.t2");
        assertThat(registry.resolve("local_net")).isEqualTo(new ResolvedModel(Local.LOCAL_NET, first));
        assertThat(registry.resolve("local_net.t2").cfg()).isEqualTo(second);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> registry.register("local", List.of(Local.OTHER_NET), List.of(first)))
                .withMessageContaining("local_net.t1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> registry.register("local", List.of(Local.LOCAL_NET), List.of(first, first)))
                .withMessageContaining("two weight sets");
    }

    private record Renamed(String id) implements Architecture {
        @Override
        public String name() {
            return id;
        }

        @Override
        public ImageModel build(ModelOptions options) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void aLaterRegistrationTakesANameOver() {
        registry.register("mine", new Renamed("net_b4"), new Renamed("net_old"));
        assertThat(registry.modelEntrypoint("net_b4")).isEqualTo(new Renamed("net_b4"));
        assertThat(registry.isModelPretrained("net_b4")).isFalse();
        assertThat(registry.modelEntrypoint("net_old")).isEqualTo(new Renamed("net_old"));
        assertThat(registry.deprecatedModels("")).doesNotContainKey("net_old");
        assertThatIllegalArgumentException().isThrownBy(() -> registry.register("mine", new Renamed("a.b")));
    }

    @Test
    void anotherLoadersNamesAreAdded() throws IOException {
        ModelRegistry own = ModelRegistry.of(new URLClassLoader(new URL[0], null));
        own.register("mine", new Renamed("net_a"));
        own.add(loader(folder.resolve("nets.jar")));
        assertThat(own.listModels(ModelQuery.ALL)).containsExactly("net_a", "net_b4", "net_b16", "wide_net");
        assertThat(own.modelEntrypoint("net_a")).isEqualTo(new Renamed("net_a"));
        assertThat(own.isModelPretrained("net_b4")).isTrue();
    }

    @Test
    void weightTablesMayLieInAnotherFolderThanTheIndex() throws IOException {
        Path resources = Files.createDirectories(folder.resolve("resources/META-INF/timm4j/pretrained"));
        Files.move(classes.resolve("META-INF/timm4j/pretrained/nets.json"), resources.resolve("nets.json"));
        URL[] folders = {
            classes.toUri().toURL(), folder.resolve("resources").toUri().toURL()
        };
        assertThat(ModelRegistry.of(new URLClassLoader(folders, null)).isModelPretrained("net_b4"))
                .isTrue();
    }

    @Test
    void malformedFilesAreNamed() throws IOException {
        for (String table : List.of(
                "[]",
                "{\"architectures\": {}}",
                "{\"defaults\": {}, \"architectures\": {\"net_a\": {}}}",
                "{\"defaults\": {}, \"architectures\": {\"net_a\": [{}, {}]}}")) {
            write("pretrained/nets.json", table);
            ModelRegistry broken = ModelRegistry.of(loader(classes));
            assertThatExceptionOfType(TimmException.class)
                    .isThrownBy(broken::listPretrained)
                    .withMessageContaining("nets.json");
        }
        write("pretrained/nets.json", "{\"defaults\": {}, \"architectures\": {\"net_a\": [{\"crop\": 1}]}}");
        ModelRegistry wrongField = ModelRegistry.of(loader(classes));
        assertThatExceptionOfType(CorruptFileException.class)
                .isThrownBy(() -> wrongField.pretrainedCfg("net_a"))
                .withMessageContaining("pretrained configuration of net_a: unknown argument \"crop\"");
        write("architectures", "net_a other.Nets\n");
        assertThatExceptionOfType(CorruptFileException.class)
                .isThrownBy(() -> ModelRegistry.of(loader(classes)))
                .withMessageContaining("three words");
    }

    @Test
    void anIndexThatLiesIsNamed() throws IOException {
        write("architectures", "net_x other.Nets nets\nnet_y other.Gone nets\n");
        ModelRegistry stale = ModelRegistry.of(loader(classes));
        assertThatExceptionOfType(TimmException.class)
                .isThrownBy(() -> stale.modelEntrypoint("net_x"))
                .withMessageContaining("no architecture NET_X");
        assertThatExceptionOfType(TimmException.class)
                .isThrownBy(() -> stale.modelEntrypoint("net_y"))
                .withMessageContaining("other.Gone");
    }

    @Test
    void listingLoadsNoFamily() {
        assertThat(registry.listModels(ModelQuery.of("net*"))).hasSize(3);
        assertThat(registry.listPretrained()).hasSize(3);
        assertThat(registry.pretrainedCfg("net_b4")).isPresent();
        assertThat(registry.isModel("net_b4")).isTrue();
        // the class loader defines the enum only now
        assertThat(registry.modelEntrypoint("net_b4").getClass().getClassLoader())
                .isInstanceOf(URLClassLoader.class);
    }
}
