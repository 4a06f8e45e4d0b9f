package io.github.timm4j.cli;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.timm4j.compile.CompileOptions;
import io.github.timm4j.compile.CompiledModel;
import io.github.timm4j.compile.MemoryLayout;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.data.DataConfig;
import io.github.timm4j.nn.Autocast;
import io.github.timm4j.nn.ImageModel;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A model's forward pass for evaluation: its blocks, perhaps with test-time pooling, or the archive compiled from them. */
final class Forward implements UnaryOperator<NDArray>, AutoCloseable {
    private final UnaryOperator<NDArray> blocks;
    private final DataType type;
    private final Autocast.@Nullable Precision precision;
    private final @Nullable CompiledModel compiled;

    private Forward(
            UnaryOperator<NDArray> blocks,
            DataType type,
            Autocast.@Nullable Precision precision,
            @Nullable CompiledModel compiled) {
        this.blocks = blocks;
        this.type = type;
        this.precision = precision;
        this.compiled = compiled;
    }

    /** The forward pass that the options ask for; closing it leaves the model open. */
    static Forward of(ImageModel model, Settings settings, DataConfig input, DataType type) {
        String backend = settings.text("torchcompile");
        if (backend != null && !backend.equals("inductor")) {
            throw new UsageException("--torchcompile: expected no backend or inductor, found '" + backend
                    + "': one compiler is there, which writes TorchScript archives");
        }
        boolean compile = backend != null
                || settings.flag("torchscript")
                || settings.flag("channels_last")
                || Models.asked(settings) == DataType.BFLOAT16;
        Autocast.Precision precision = precision(settings, Models.asked(settings));
        if (!WindowPooling.applies(settings, model, input.inputSize())) {
            return new Forward(
                    model::forward, type, precision, compile ? compile(model, settings, input, precision) : null);
        }
        if (compile) {
            throw new UsageException(
                    "--test-pool: runs the model's blocks, which exclude --torchcompile, --torchscript,"
                            + " --channels-last and bfloat16 weights");
        }
        return new Forward(new WindowPooling(model), type, precision, null);
    }

    /** What mixed precision the options ask for, null for none. */
    static Autocast.@Nullable Precision precision(Settings settings, DataType type) {
        if (!Models.mixed(settings)) {
            return null;
        }
        if (type != DataType.FLOAT32) {
            throw new UsageException(
                    "--amp needs a float32 model, found --model-dtype " + settings.word("model_dtype"));
        }
        return switch (settings.word("precision").equals("amp_bfloat16") ? "bfloat16" : settings.word("amp_dtype")) {
            case "float16" -> Autocast.Precision.FLOAT16;
            case "bfloat16" -> Autocast.Precision.BFLOAT16;
            default ->
                throw new UsageException(
                        "--amp-dtype: expected float16 or bfloat16, found '" + settings.word("amp_dtype") + "'");
        };
    }

    private static CompiledModel compile(
            ImageModel model, Settings settings, DataConfig input, Autocast.@Nullable Precision precision) {
        CompileOptions options = CompileOptions.DEFAULTS.imageSize(
                new ImageSize(input.inputSize().height(), input.inputSize().width()));
        if (precision == Autocast.Precision.FLOAT16) {
            options = options.dtype(DataType.FLOAT16);
        } else if (precision != null || Models.asked(settings) == DataType.BFLOAT16) {
            options = options.dtype(DataType.BFLOAT16);
        }
        return model.compile(settings.flag("channels_last") ? options.layout(MemoryLayout.CHANNELS_LAST) : options);
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
        if (compiled != null) {
            return compiled.predict(images);
        }
        try (Autocast cast = Autocast.open(precision)) {
            return blocks.apply(images);
        }
    }

    @Override
    public void close() {
        if (compiled != null) {
            compiled.close();
        }
    }
}
