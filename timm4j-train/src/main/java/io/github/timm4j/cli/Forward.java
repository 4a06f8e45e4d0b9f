package io.github.timm4j.cli;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.timm4j.compile.CompileOptions;
import io.github.timm4j.compile.CompiledModel;
import io.github.timm4j.compile.MemoryLayout;
import io.github.timm4j.compile.ModelCompiler;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.data.DataConfig;
import io.github.timm4j.nn.ImageModel;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A model's forward pass for evaluation: its blocks, or the archive compiled from them. */
final class Forward implements UnaryOperator<NDArray>, AutoCloseable {
    private final ImageModel model;
    private final DataType type;
    private final @Nullable CompiledModel compiled;

    private Forward(ImageModel model, DataType type, @Nullable CompiledModel compiled) {
        this.model = model;
        this.type = type;
        this.compiled = compiled;
    }

    /** The forward pass that the options ask for; closing it leaves the model open. */
    static Forward of(ImageModel model, Settings settings, DataConfig input, DataType type) {
        String backend = settings.text("torchcompile");
        if (backend != null && !backend.equals("inductor")) {
            throw new UsageException("--torchcompile: expected no backend or inductor, found '" + backend
                    + "': one compiler is there, which writes TorchScript archives");
        }
        boolean compile = backend != null || settings.flag("torchscript") || settings.flag("channels_last");
        return new Forward(model, type, compile ? compile(model, settings, input) : null);
    }

    private static CompiledModel compile(ImageModel model, Settings settings, DataConfig input) {
        CompileOptions options = CompileOptions.DEFAULTS.imageSize(
                new ImageSize(input.inputSize().height(), input.inputSize().width()));
        return ModelCompiler.compile(
                model, settings.flag("channels_last") ? options.layout(MemoryLayout.CHANNELS_LAST) : options);
    }

    @Override
    public NDArray apply(NDArray images) {
        if (type == DataType.FLOAT32) {
            return run(images);
        }
        try (NDArray cast = images.toType(type, true)) {
            NDArray logits = run(cast);
            logits.attach(images.getManager());
            return logits;
        }
    }

    private NDArray run(NDArray images) {
        return compiled == null ? model.forward(images) : compiled.predict(images);
    }

    @Override
    public void close() {
        if (compiled != null) {
            compiled.close();
        }
    }
}
