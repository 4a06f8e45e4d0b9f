package io.github.timm4j.compile;

import ai.djl.ndarray.types.Shape;
import io.github.timm4j.compile.onnx.OnnxModel;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.config.ModelDescription;
import io.github.timm4j.config.PretrainedCfg;
import io.github.timm4j.nn.ImageModel;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes models as ONNX files: {@code input0} takes pictures {@code (batch, C, H, W)}, normalised, and {@code output0},
 * {@code output1}, … hand out what was asked for ({@code timm.utils.onnx_export}). The notes of the file say which architecture
 * it is and how pictures are prepared.
 */
public final class OnnxExport {
    private OnnxExport() {}

    /**
     * Writes a model's logits at its pretrained size.
     *
     * @param model with its weights; it stays as it is
     * @param file replaced where it exists, written whole or not at all; {@code .onnx} by custom
     * @throws CompileException where the forward pass cannot be recorded or has no ONNX form; the message names operator and
     *     layer
     * @throws java.io.UncheckedIOException where the file cannot be written
     */
    public static void write(ImageModel model, Path file) {
        write(model, file, OnnxOptions.DEFAULTS);
    }

    /**
     * Writes a model. Weights beyond 2 GiB lie beside it in {@code NAME.data}.
     *
     * @param model with its weights; it stays as it is
     * @param file replaced where it exists, written whole or not at all; {@code .onnx} by custom
     * @param options how
     * @throws CompileException where the forward pass cannot be recorded or has no ONNX form; the message names operator and
     *     layer
     * @throws java.io.UncheckedIOException where the file cannot be written
     */
    public static void write(ImageModel model, Path file, OnnxOptions options) {
        ImageSize size = options.imageSize() == null ? ModelCompiler.pretrainedSize(model) : options.imageSize();
        try (Graph graph = record(model, size, options)) {
            Folding.dropIdle(graph);
            Folding.constants(graph);
            if (options.foldBatchNorm()) {
                Folding.batchNorm(graph);
            }
            translate(graph, model.description(), options.batch() == null).write(file);
        }
    }

    private static Graph record(ImageModel model, ImageSize size, OnnxOptions options) {
        Integer batch = options.batch();
        if (batch == null) {
            return ModelCompiler.record(model, size, options.output());
        }
        Shape shape = new Shape(batch, model.inChannels(), size.height(), size.width());
        return Tracer.record(model, shape, x -> options.output().compute(model, x));
    }

    /** A simplified graph as an ONNX model with its notes. */
    static OnnxModel translate(Graph graph, ModelDescription description, boolean freeBatch) {
        PretrainedCfg cfg = description.cfg();
        String name = cfg.name().isEmpty() ? description.architecture() : cfg.name();
        OnnxModel onnx = OnnxTranslation.translate(graph, name.isEmpty() ? "model" : name, freeBatch);
        onnx.metadata("model", name);
        long[] picture = graph.input().shape().slice(1).getShape();
        onnx.metadata("input_size", picture[0] + "," + picture[1] + "," + picture[2]);
        onnx.metadata("mean", numbers(cfg.preprocessing().mean()));
        onnx.metadata("std", numbers(cfg.preprocessing().std()));
        onnx.metadata("interpolation", cfg.preprocessing().interpolation());
        onnx.metadata("crop_pct", Double.toString(cfg.preprocessing().cropPct()));
        onnx.metadata("crop_mode", cfg.preprocessing().cropMode());
        return onnx;
    }

    private static String numbers(List<Double> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
