package io.github.timm4j.cli;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.TimmException;
import io.github.timm4j.compile.CompileOptions;
import io.github.timm4j.compile.CompiledModel;
import io.github.timm4j.compile.MemoryLayout;
import io.github.timm4j.compile.OnnxExport;
import io.github.timm4j.compile.OnnxOptions;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.data.DataConfig;
import io.github.timm4j.nn.ImageModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** {@code export}: a model as ONNX file, TorchScript archive or weight file. */
final class ExportCommand implements Command {
    private static final int OPSET = 17;
    private static final float TOLERANCE = 1e-3f; // as timm's check of exported models has it

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
                case "onnx" -> onnx(model, models.input(model, false), settings, file, console);
                case "archive" -> archive(model, models.input(model, false), settings, file);
                default ->
                    throw new UsageException(
                            "--format: expected onnx, archive, safetensors or pth, found '" + format + "'");
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

    private static void onnx(ImageModel model, DataConfig input, Settings settings, Path file, Console console) {
        Integer opset = settings.integer("opset");
        if (opset != null && opset != OPSET) {
            throw new UsageException("--opset: files are written with operator set " + OPSET
                    + ", with the next one where position embeddings are resized, found " + opset);
        }
        DataType type = computeType(settings);
        if (type != DataType.FLOAT32 && settings.flag("check_forward")) {
            throw new UsageException("--check-forward: compares files in float32, found --compute-dtype "
                    + settings.word("compute_dtype"));
        }
        ImageSize size =
                new ImageSize(input.inputSize().height(), input.inputSize().width());
        OnnxOptions options = OnnxOptions.DEFAULTS
                .imageSize(size)
                .freeSize(settings.flag("dynamic_size"))
                .dtype(type)
                .weightsAsInputs(settings.flag("keep_init"));
        OnnxExport.write(model, file, options);
        if (settings.flag("check_forward")) {
            check(model, file, size, settings.count("batch_size"), console);
        }
    }

    private static void check(ImageModel model, Path file, ImageSize size, int batch, Console console) {
        try (OnnxFile onnx = OnnxFile.load(file, null, false);
                NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            long[] shape = onnx.inputShape();
            NDArray images = manager.randomNormal(new Shape(batch, shape[1], size.height(), size.width()));
            NDArray expected = model.forward(images);
            float largest = expected.sub(onnx.apply(images)).abs().max().getFloat();
            float scale = expected.abs().max().getFloat();
            console.say("largest difference from the model: %.3g where outputs reach %.3g", largest, scale);
            if (!(largest <= TOLERANCE * Math.max(1, scale))) {
                throw new TimmException("the ONNX file does not compute what the model computes");
            }
        }
    }

    private static void archive(ImageModel model, DataConfig input, Settings settings, Path file) {
        CompileOptions options = CompileOptions.DEFAULTS
                .imageSize(new ImageSize(
                        input.inputSize().height(), input.inputSize().width()))
                .freeSize(settings.flag("dynamic_size"))
                .dtype(computeType(settings))
                .layout(layout(settings.word("layout")));
        try (CompiledModel compiled = model.compile(options)) {
            compiled.export(file);
        }
    }

    private static DataType computeType(Settings settings) {
        return DataType.valueOf(settings.word("compute_dtype").toUpperCase(Locale.ROOT));
    }

    private static MemoryLayout layout(String name) {
        return name.equals("plain")
                ? MemoryLayout.CONTIGUOUS
                : MemoryLayout.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
