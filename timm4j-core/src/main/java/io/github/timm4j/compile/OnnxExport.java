package io.github.timm4j.compile;

import ai.djl.ndarray.types.Shape;
import io.github.timm4j.compile.onnx.OnnxModel;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.config.ModelDescription;
import io.github.timm4j.config.PretrainedCfg.Preprocessing;
import io.github.timm4j.nn.ImageModel;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes models as ONNX files: {@code input0} takes pictures {@code (batch, C, H, W)}, normalised, and {@code output0},
 * {@code output1}, … hand out what was asked for ({@code timm.utils.onnx_export}). The notes of the file say which
 * architecture it is and how pictures are prepared. Where the size is free, sizes differ from the recorded one by
 * multiples of the note {@code input_size_step}; the file cannot check it. Files need version 17 of the operators, 18
 * where position embeddings are resized with the input.
 */
public final class OnnxExport {
    private OnnxExport() {}

    /**
     * Writes a model's logits at its pretrained size.
     *
     * @param model with its weights; it stays as it is
     * @param file replaced where it exists, written whole or not at all; {@code .onnx} by custom
     * @throws CompileException where the forward pass cannot be recorded or has no ONNX form; the message names
     *     operator and layer
     * @throws java.io.UncheckedIOException where the file cannot be written
     */
    public static void write(ImageModel model, Path file) {
        write(model, file, OnnxOptions.DEFAULTS);
    }

    /**
     * Writes a model. Where one file cannot hold it (2 GiB), its weights lie beside it in {@code NAME.data}.
     *
     * @param model with its weights; it stays as it is
     * @param file replaced where it exists, written whole or not at all; {@code .onnx} by custom
     * @param options how
     * @throws CompileException where the forward pass cannot be recorded or has no ONNX form; the message names
     *     operator and layer
     * @throws java.io.UncheckedIOException where the file cannot be written
     */
    public static void write(ImageModel model, Path file, OnnxOptions options) {
        ImageSize size = options.imageSize() == null ? ModelCompiler.pretrainedSize(model) : options.imageSize();
        int step = options.freeSize() ? ModelCompiler.step(model) : 0;
        InputForm input = new InputForm(model.inChannels(), size, step, false);
        try (Graph graph = record(model, input, options)) {
            Folding.dropIdle(graph);
            Folding.constants(graph);
            if (options.foldBatchNorm()) {
                Folding.batchNorm(graph);
            }
            String name = name(model.description());
            OnnxForm form = new OnnxForm(options.batch() == null, step, options.dtype());
            OnnxModel onnx = OnnxTranslation.translate(graph, name, form);
            if (options.weightsAsInputs()) {
                onnx.weightsAsInputs();
            }
            onnx.metadata("model", name);
            describe(onnx, input, model.pretrainedCfg().preprocessing());
            onnx.write(file);
        }
    }

    private static Graph record(ImageModel model, InputForm input, OnnxOptions options) {
        Integer batch = options.batch();
        if (batch == null) {
            return ModelCompiler.record(model, input, options.output());
        }
        Shape shape = new Shape(batch).addAll(input.picture());
        return Tracer.record(model, shape, x -> options.output().compute(model, x));
    }

    private static String name(ModelDescription description) {
        String name = description.cfg().name().isEmpty()
                ? description.architecture()
                : description.cfg().name();
        return name.isEmpty() ? "model" : name;
    }

    private static void describe(OnnxModel onnx, InputForm input, Preprocessing preprocessing) {
        ImageSize size = input.size();
        onnx.metadata("input_size", input.channels() + "," + size.height() + "," + size.width());
        if (input.step() > 0) {
            onnx.metadata("input_size_step", Integer.toString(input.step()));
        }
        onnx.metadata("mean", numbers(preprocessing.mean()));
        onnx.metadata("std", numbers(preprocessing.std()));
        onnx.metadata("interpolation", preprocessing.interpolation());
        onnx.metadata("crop_pct", Double.toString(preprocessing.cropPct()));
        onnx.metadata("crop_mode", preprocessing.cropMode());
    }

    private static String numbers(List<Double> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
