package io.github.timm4j.compile;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.config.PretrainedCfg;
import io.github.timm4j.nn.ImageModel;
import java.util.function.Function;

/** Compiles models: records the forward pass, rewrites it, and writes it as a native program. */
public final class ModelCompiler {
    private ModelCompiler() {}

    /**
     * Compiles a model with the defaults.
     *
     * @param model with its weights; it stays as it is and may be closed afterwards
     * @return the compiled model, to be closed by the caller
     * @throws CompileException where the forward pass cannot be recorded
     */
    public static CompiledModel compile(ImageModel model) {
        return compile(model, CompileOptions.DEFAULTS);
    }

    /**
     * Compiles a model.
     *
     * @param model with its weights; it stays as it is and may be closed afterwards
     * @param options how
     * @return the compiled model, to be closed by the caller
     * @throws CompileException where the forward pass cannot be recorded
     */
    public static CompiledModel compile(ImageModel model, CompileOptions options) {
        ImageSize size = options.imageSize() == null ? pretrainedSize(model) : options.imageSize();
        try (Graph graph = record(model, size, options.output())) {
            simplify(graph, options);
            if (options.layout() == MemoryLayout.AUTO) {
                return new LayoutChoice(layout -> load(graph.copy(), options.layout(layout), model))
                        .choose(graph, options.batch());
            }
            return load(graph, options, model);
        }
    }

    private static CompiledModel load(Graph graph, CompileOptions options, ImageModel model) {
        Program program = program(graph, options);
        return CompiledModel.load(
                Emitter.archive(program), options.layout(), graph.input().shape(), model);
    }

    private static ImageSize pretrainedSize(ImageModel model) {
        PretrainedCfg.InputSize size = model.pretrainedCfg().input().inputSize();
        return new ImageSize(size.height(), size.width());
    }

    /** A recording that holds for every batch size. */
    static Graph record(ImageModel model, ImageSize size, Output output) {
        Function<NDArray, NDList> pass = x -> output.compute(model, x);
        Graph two = Tracer.record(model, shape(model, BatchPolymorphism.FIRST, size), pass);
        try (Graph three = Tracer.record(model, shape(model, BatchPolymorphism.SECOND, size), pass)) {
            BatchPolymorphism.generalise(two, three);
            return two;
        } catch (RuntimeException | Error e) {
            two.close();
            throw e;
        }
    }

    private static Shape shape(ImageModel model, long batch, ImageSize size) {
        return new Shape(batch, model.inChannels(), size.height(), size.width());
    }

    private static void simplify(Graph graph, CompileOptions options) {
        Folding.dropIdle(graph);
        Folding.constants(graph);
        if (options.foldBatchNorm()) {
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
        if (options.inPlace()) {
            InPlace.apply(graph);
        }
        if (options.layout() == MemoryLayout.BLOCKED) {
            OneDnn.block(program);
        }
        return program;
    }
}
