package io.github.timm4j.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.CorruptFileException;
import io.github.timm4j.Timm;
import io.github.timm4j.compile.CompileException;
import io.github.timm4j.compile.CompileOptions;
import io.github.timm4j.compile.CompiledModel;
import io.github.timm4j.compile.MemoryLayout;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.nn.ImageModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Exported archives load again, and only those that this version understands. */
class CompiledArchiveTest {
    private static final String INFO = "m/extra/timm4j.json";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"CHANNELS_LAST, FLOAT32, false", "FUSED, FLOAT32, true", "CONTIGUOUS, BFLOAT16, false"})
    void anExportedArchiveLoadsAsWhatItWas(MemoryLayout layout, DataType type, boolean free) {
        CompileOptions options = CompileOptions.DEFAULTS
                .imageSize(ImageSize.square(64))
                .layout(layout)
                .dtype(type)
                .freeSize(free);
        Path file = folder.resolve("model.pt");
        try (NDManager manager = NDManager.newBaseManager(Device.cpu());
                CompiledModel compiled = compile(options)) {
            compiled.export(file);
            try (CompiledModel loaded = CompiledModel.load(file)) {
                assertThat(loaded.layout()).isEqualTo(layout);
                assertThat(loaded.dtype()).isEqualTo(type);
                assertThat(loaded.pictureShape()).isEqualTo(new Shape(3, 64, 64));
                assertThat(loaded.report().bytes()).isEqualTo(compiled.report().bytes());
                NDArray x = manager.randomNormal(new Shape(2, 3, free ? 96 : 64, 64));
                assertThat(loaded.predict(x).toFloatArray())
                        .containsExactly(compiled.predict(x).toFloatArray());
            }
        }
        assertThat(file).exists();
    }

    @Test
    void anArchiveOfAnotherVersionIsRefused() {
        Path file = export();
        rewrite(file, text -> text.replace("\"format\": 1", "\"format\": 2"));
        assertThatThrownBy(() -> CompiledModel.load(file))
                .isInstanceOf(CompileException.class)
                .hasMessageContaining("format 2")
                .hasMessageContaining("reads format 1");
    }

    @Test
    void anArchiveForTheCpuIsLoadedThereOnly() {
        Path file = folder.resolve("fused.pt");
        try (CompiledModel compiled =
                compile(CompileOptions.DEFAULTS.imageSize(ImageSize.square(64)).layout(MemoryLayout.FUSED))) {
            compiled.export(file);
        }
        assertThatThrownBy(() -> CompiledModel.load(file, Device.gpu()))
                .isInstanceOf(CompileException.class)
                .hasMessageContaining("layout FUSED is for the CPU only")
                .hasMessageContaining("gpu");
    }

    @Test
    void aDamagedDescriptionIsNamed() {
        Path file = export();
        rewrite(file, text -> text.replace("\"CHANNELS_LAST\"", "\"SIDEWAYS\""));
        assertThatThrownBy(() -> CompiledModel.load(file))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("timm4j.json")
                .hasMessageContaining("SIDEWAYS");
        rewrite(file, text -> "{");
        assertThatThrownBy(() -> CompiledModel.load(file)).isInstanceOf(CorruptFileException.class);
    }

    @Test
    void whatIsNoArchiveIsRefused() throws IOException {
        Path text = Files.writeString(folder.resolve("a.pt"), "no archive");
        assertThatThrownBy(() -> CompiledModel.load(text))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("a.pt");
        assertThatThrownBy(() -> CompiledModel.load(folder.resolve("none.pt")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("none.pt");
        Path file = export();
        rewrite(file, content -> null);
        assertThatThrownBy(() -> CompiledModel.load(file))
                .isInstanceOf(CompileException.class)
                .hasMessageContaining("no archive of a compiled model");
    }

    @Test
    void compilingReportsWhatItTook() {
        try (CompiledModel compiled = compile(CompileOptions.DEFAULTS.imageSize(ImageSize.square(64)))) {
            assertThat(compiled.report().milliseconds()).isPositive();
            assertThat(compiled.report().bytes()).isGreaterThan(100_000);
            assertThat(compiled.report().timings()).containsKey(compiled.layout());
            double best = compiled.report().timings().values().stream()
                    .mapToDouble(Double::doubleValue)
                    .min()
                    .orElseThrow();
            assertThat(compiled.report().timings().get(compiled.layout())).isEqualTo(best);
            assertThat(compiled.report().toString())
                    .contains("MiB")
                    .contains(compiled.layout().name());
        }
    }

    private Path export() {
        Path file = folder.resolve("model.pt");
        try (CompiledModel compiled =
                compile(CompileOptions.DEFAULTS.imageSize(ImageSize.square(64)).layout(MemoryLayout.CHANNELS_LAST))) {
            compiled.export(file);
        }
        return file;
    }

    private static CompiledModel compile(CompileOptions options) {
        try (ImageModel model = Timm.createModel(
                "test_resnet", ModelOptions.builder().device(Device.cpu()).build())) {
            return model.compile(options);
        }
    }

    /** What a text becomes, null for gone. */
    private interface Change {
        @org.jspecify.annotations.Nullable
        String of(String text);
    }

    private static void rewrite(Path file, Change change) {
        try (FileSystem zip = FileSystems.newFileSystem(file)) {
            Path info = zip.getPath(INFO);
            String text = change.of(Files.readString(info));
            Files.delete(info);
            if (text != null) {
                Files.write(info, text.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
