package io.github.timm4j.compile;

import ai.djl.ndarray.types.Shape;
import io.github.timm4j.compile.CompileOptions.Rewrites;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.config.PretrainedCfg;
import io.github.timm4j.config.PretrainedCfg.Preprocessing;
import io.github.timm4j.internal.ScriptArchive;
import io.github.timm4j.nn.FeatureInfo;
import io.github.timm4j.nn.ImageModel;
import java.util.ArrayList;
import java.util.List;

/** Compiles models: records the forward pass, rewrites it, and writes it as a native program. */
public final class ModelCompiler {
    private ModelCompiler() {}

    /**
     * Compiles a model, as {@link ImageModel#compile(CompileOptions)} does.
     *
     * @param model with its weights; it stays as it is and may be closed afterwards
     * @param options how
     * @return the compiled model, to be closed by the caller
     * @throws CompileException where the forward pass cannot be recorded
     */
    public static CompiledModel compile(ImageModel model, CompileOptions options) {
        long start = System.nanoTime();
        ImageSize size = options.imageSize() == null ? pretrainedSize(model) : options.imageSize();
        InputForm input = new InputForm(
                model.inChannels(), size, options.freeSize() ? step(model) : 0, options.preprocessing() != null);
        try (Graph graph = record(model, input, options.output())) {
            simplify(graph, options.rewrites());
            LayoutChoice choice = new LayoutChoice(layout -> load(graph.copy(), options.layout(layout), input));
            CompiledModel compiled =
                    options.layout().isChoice() ? choice.choose(graph, options) : load(graph, options, input);
            double milliseconds = (System.nanoTime() - start) / 1e6;
            return compiled.report(
                    new CompileReport(milliseconds, compiled.report().bytes(), choice.timings()));
        }
    }

    private static CompiledModel load(Graph graph, CompileOptions options, InputForm input) {
        options.layout().check(graph.device());
        if (options.layout() == MemoryLayout.ONNX_RUNTIME) {
            return OnnxBackend.load(graph, options, input);
        }
        Program program = program(graph, options);
        Preprocessing preprocessing = options.preprocessing();
        PictureScript pictures =
                preprocessing == null ? null : new PictureScript(preprocessing, input.size(), input.channels());
        ScriptArchive archive = Emitter.archive(program, options.dtype(), input, pictures);
        return CompiledModel.load(archive, ArchiveInfo.of(options.layout(), options.dtype(), input), graph.device());
    }

    /** Sizes in steps of this leave whole numbers at every stage. */
    static int step(ImageModel model) {
        return model.featureInfo().levels().stream()
                .mapToInt(FeatureInfo.Level::reduction)
                .max()
                .orElseThrow(() -> new CompileException("the model does not say by how much it reduces pictures"));
    }

    static ImageSize pretrainedSize(ImageModel model) {
        PretrainedCfg.InputSize size = model.pretrainedCfg().input().inputSize();
        return new ImageSize(size.height(), size.width());
    }

    /** A recording that holds for every batch size. */
    static Graph record(ImageModel model, ImageSize size, Output output) {
        return record(model, new InputForm(model.inChannels(), size, 0, false), output);
    }

    /** A recording that holds for every batch size, and for other heights and widths where they are free. */
    static Graph record(ImageModel model, InputForm input, Output output) {
        int count = input.step() == 0 ? 2 : Polymorphism.RECORDINGS;
        int shift = input.step() == 0 ? 0 : shift(model, input);
        List<Graph> graphs = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                Shape shape = new Shape(
                        Polymorphism.batch(i),
                        input.channels(),
                        input.size().height() + (long) input.step() * (shift + Polymorphism.steps(i, 1)),
                        input.size().width() + (long) input.step() * (shift + Polymorphism.steps(i, 2)));
                graphs.add(record(model, shape, output, input.step() > 0));
            }
            Polymorphism.generalise(graphs);
            return graphs.remove(0);
        } finally {
            graphs.forEach(Graph::close);
        }
    }

    /** At the size that a model was made for it leaves out what adapts to others: no recording is made there. */
    private static int shift(ImageModel model, InputForm input) {
        ImageSize own = pretrainedSize(model);
        int shift = 0;
        while (Polymorphism.meets(own.height() - input.size().height() - shift * input.step(), input.step())
                || Polymorphism.meets(own.width() - input.size().width() - shift * input.step(), input.step())) {
            shift++;
        }
        return shift;
    }

    private static Graph record(ImageModel model, Shape shape, Output output, boolean freeSize) {
        try {
            return Tracer.record(model, shape, x -> output.compute(model, x));
        } catch (IllegalArgumentException e) {
            if (!freeSize) {
                throw e;
            }
            throw new CompileException(
                    "the model's input size is fixed, it cannot be compiled for free sizes: " + e.getMessage(), e);
        }
    }

    private static void simplify(Graph graph, Rewrites rewrites) {
        Folding.dropIdle(graph);
        Folding.constants(graph);
        if (rewrites.foldBatchNorm()) {
            Folding.batchNorm(graph);
        }
    }

    private static Program program(Graph graph, CompileOptions options) {
        Program program = new Program(graph);
        if (options.layout() == MemoryLayout.FUSED) {
            OneDnn.fuse(program);
        } else if (options.layout() != MemoryLayout.CONTIGUOUS && options.layout() != MemoryLayout.BLOCKED) {
            program.keepChannelsLast();
        }
        if (options.rewrites().inPlace()) {
            InPlace.apply(graph);
        }
        if (options.layout() == MemoryLayout.BLOCKED) {
            OneDnn.block(program);
        }
        return program;
    }
}
