package io.github.timm4j.cli;

import io.github.timm4j.compile.CompileOptions;
import io.github.timm4j.compile.CompiledModel;
import io.github.timm4j.compile.MemoryLayout;
import io.github.timm4j.compile.ModelCompiler;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.data.DataConfig;
import io.github.timm4j.nn.ImageModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** {@code export}: a model as TorchScript archive or weight file. */
final class ExportCommand implements Command {
    @Override
    public int run(Settings settings, Console console) throws IOException {
        Path file = settings.path("output");
        if (file == null) {
            throw new UsageException("no file to write: give its name, such as model.pt");
        }
        Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
        String format = format(settings, file);
        Models models = new Models(settings);
        try (ImageModel model = models.evaluated(settings.word("model"), settings.path("checkpoint"), true)) {
            switch (format) {
                case "safetensors" -> model.save(file);
                case "pth" -> model.saveTorch(file);
                case "archive" -> archive(model, models.input(model, false), settings, file);
                default ->
                    throw new UsageException("--format: expected archive, safetensors or pth, found '" + format + "'");
            }
        }
        console.print("wrote " + file + " (" + Files.size(file) + " bytes)");
        return Program.OK;
    }

    private static String format(Settings settings, Path file) {
        String format = settings.text("format");
        if (format != null) {
            return format;
        }
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        String ending = name.substring(name.lastIndexOf('.') + 1);
        return switch (ending) {
            case "pt", "ts", "jit" -> "archive";
            case "pth", "tar" -> "pth";
            default -> ending;
        };
    }

    private static void archive(ImageModel model, DataConfig input, Settings settings, Path file) {
        CompileOptions options = CompileOptions.DEFAULTS
                .imageSize(new ImageSize(
                        input.inputSize().height(), input.inputSize().width()))
                .layout(layout(settings.word("layout")));
        try (CompiledModel compiled = ModelCompiler.compile(model, options)) {
            compiled.export(file);
        }
    }

    private static MemoryLayout layout(String name) {
        return name.equals("plain")
                ? MemoryLayout.CONTIGUOUS
                : MemoryLayout.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
