package io.github.timm4j.registry;

import static io.github.timm4j.registry.SourceCompiler.catalogue;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFamilyProcessorTest {
    @TempDir
    Path folder;

    private SourceCompiler compiler;

    @BeforeEach
    void makeCompiler() {
        compiler = new SourceCompiler(folder);
    }

    @Test
    void writesALineForEachConstant() throws IOException {
        assertThat(compiler.compile(Map.of("other.Nets", catalogue("Nets", "nets", "NET_B4", "NET_A"))))
                .isEmpty();
        assertThat(compiler.index()).containsExactly("net_a other.Nets nets", "net_b4 other.Nets nets");
    }

    @Test
    void severalCataloguesMayShareAModule() throws IOException {
        compiler.compile(Map.of(
                "other.Plain", catalogue("Plain", "nets", "PLAIN"), "other.Clip", catalogue("Clip", "nets", "CLIP")));
        assertThat(compiler.index()).containsExactly("clip other.Clip nets", "plain other.Plain nets");
    }

    @Test
    void nestedCataloguesAreNamedAsTheJvmDoes() throws IOException {
        String nested = catalogue("Nets", "nets", "A").replace("package other;\n", "");
        int at = nested.indexOf("@ModelFamily");
        String source = "package other;\n" + nested.substring(0, at) + "public final class Outer {\n"
                + nested.substring(at) + "}\n";
        assertThat(compiler.compile(Map.of("other.Outer", source))).isEmpty();
        assertThat(compiler.index()).containsExactly("a other.Outer$Nets nets");
    }

    @Test
    void aNameInTwoCataloguesIsAnError() throws IOException {
        List<String> errors = compiler.compile(Map.of(
                "other.Plain", catalogue("Plain", "nets", "SAME"), "other.Clip", catalogue("Clip", "other", "SAME")));
        assertThat(errors).hasSize(1);
        assertThat(errors.get(0)).startsWith("the architecture same is also in other.");
    }

    @Test
    void onlyEnumsOfArchitecturesAreCatalogues() throws IOException {
        String head = "package other;\n@io.github.timm4j.registry.ModelFamily(\"nets\") public ";
        assertThat(compiler.compile(Map.of("other.Nets", head + "enum Nets { A }")))
                .containsExactly("@ModelFamily belongs on an enum that implements Architecture");
        assertThat(compiler.compile(Map.of("other.Nets", head + "final class Nets { }")))
                .containsExactly("@ModelFamily belongs on an enum that implements Architecture");
    }

    @Test
    void namesMustComeBackFromUpperCase() throws IOException {
        assertThat(compiler.compile(Map.of("other.Nets", catalogue("Nets", "nets", "ResNet"))))
                .containsExactly("expected a constant of upper-case letters, digits and underscores, found ResNet");
        assertThat(compiler.compile(Map.of("other.Nets", catalogue("Nets", "my nets", "A"))))
                .containsExactly("expected a module of lower-case letters, digits and underscores, found \"my nets\"");
    }

    @Test
    void compilingOneCatalogueAnewKeepsTheLinesOfTheOthers() throws IOException {
        compiler.compile(
                Map.of("other.A", catalogue("A", "nets", "A1", "A2"), "other.B", catalogue("B", "nets", "B1")));
        assertThat(compiler.compile(Map.of("other.B", catalogue("B", "nets", "B2"))))
                .isEmpty();
        assertThat(compiler.index()).containsExactly("a1 other.A nets", "a2 other.A nets", "b2 other.B nets");
        assertThat(compiler.compile(Map.of("other.B", catalogue("B", "nets", "A1"))))
                .containsExactly("the architecture a1 is also in other.B");
    }

    @Test
    void aCatalogueThatIsGoneLeavesTheIndex() throws IOException {
        compiler.compile(Map.of("other.A", catalogue("A", "nets", "A1"), "other.B", catalogue("B", "nets", "B1")));
        Files.delete(folder.resolve("other/A.class"));
        compiler.compile(Map.of("other.B", catalogue("B", "nets", "B1")));
        assertThat(compiler.index()).containsExactly("b1 other.B nets");
    }
}
