package io.github.timm4j.cli;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.timm4j.config.Arguments;
import io.github.timm4j.config.PretrainedCfg;
import io.github.timm4j.data.DataConfig;
import io.github.timm4j.data.dataset.VisionDataset;
import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.loader.Loader;
import io.github.timm4j.data.loader.LoaderOptions;
import io.github.timm4j.data.loader.Loaders;
import io.github.timm4j.data.reader.FilenameForm;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.train.evaluate.Average;
import io.github.timm4j.train.evaluate.Evaluation;
import io.github.timm4j.train.evaluate.EvaluationOptions;
import io.github.timm4j.train.evaluate.EvaluationResult;
import io.github.timm4j.train.evaluate.RealLabels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Measures one model on the data set of the options. */
final class Validation {
    private final Settings settings;
    private final Console console;
    private final Models models;

    Validation(Settings settings, Console console) {
        this.settings = settings;
        this.console = console;
        this.models = new Models(settings);
    }

    /** The columns of timm's validation results. */
    Map<String, Object> run(String name, @Nullable Path checkpoint, int batch) {
        try (ImageModel model = models.evaluated(name, checkpoint, settings.flag("use_ema"))) {
            console.say("model %s created, %d parameters", name, model.parameterCount());
            DataConfig input = models.input(model, !settings.flag("use_train_size"));
            try (VisionDataset<Pixels> dataset = Pictures.open(settings, input);
                    Loader loader = Loaders.createLoader(dataset, loading(input, batch));
                    Forward forward = Forward.of(model, settings, input, models.type());
                    NDManager manager = NDManager.newBaseManager(models.device())) {
                EvaluationResult result = evaluate(dataset, loader, forward, manager);
                return row(name, model.parameterCount(), input, result);
            }
        }
    }

    /** The same for an ONNX file, whose pictures have the size that it names. */
    Map<String, Object> run(Path file, int batch) {
        try (OnnxFile onnx = OnnxFile.load(file, settings.path("onnx_output_opt"), settings.flag("profile"))) {
            DataConfig input = models.input(cfg(file, onnx.inputShape()), false);
            try (VisionDataset<Pixels> dataset = Pictures.open(settings, input);
                    Loader loader = Loaders.createLoader(dataset, loading(input, batch));
                    NDManager manager = NDManager.newBaseManager(Device.cpu())) {
                EvaluationResult result = evaluate(dataset, loader, onnx, manager);
                return row(file.toString(), null, input, result);
            }
        }
    }

    private PretrainedCfg cfg(Path file, long... shape) {
        if (shape[2] > 0 && shape[3] > 0) {
            return PretrainedCfg.DEFAULT.overlay(
                    Arguments.of("input_size", List.of((int) shape[1], (int) shape[2], (int) shape[3])));
        }
        if (settings.integer("img_size") == null
                && settings.integers("input_size").isEmpty()) {
            throw new UsageException("--onnx-input: " + file + " takes pictures of any size: give --img-size");
        }
        return PretrainedCfg.DEFAULT;
    }

    private LoaderOptions loading(DataConfig input, int batch) {
        Integer border = settings.integer("crop_border_pixels");
        LoaderOptions options = LoaderOptions.evaluation(input, batch)
                .workers(settings.count("workers"))
                .imageType(models.type());
        return border == null ? options : options.cropBorderPixels(border);
    }

    private EvaluationResult evaluate(
            VisionDataset<Pixels> dataset, Loader loader, UnaryOperator<NDArray> forward, NDManager manager) {
        EvaluationOptions options = new EvaluationOptions(validLabels(), realLabels(dataset), average());
        try (ProgressLine progress = console.progress("Test", loader.samples(), settings.count("log_freq"))) {
            EvaluationResult result = Evaluation.run(forward, loader, manager, options, (size, soFar) -> {
                progress.step(
                        size, line("Loss %.4f  Acc@1 %.3f  Acc@5 %.3f", soFar.loss(), soFar.top1(), soFar.top5()));
                return !console.interruption().requested();
            });
            console.say(
                    " * Acc@1 %.3f (%.3f) Acc@5 %.3f (%.3f)",
                    result.top1(), 100 - result.top1(), result.top5(), 100 - result.top5());
            return result;
        }
    }

    private Map<String, Object> row(String name, @Nullable Long parameters, DataConfig input, EvaluationResult result) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("model", name);
        row.put("top1", round(result.top1(), 4));
        row.put("top1_err", round(100 - result.top1(), 4));
        row.put("top5", round(result.top5(), 4));
        row.put("top5_err", round(100 - result.top5(), 4));
        Average average = average();
        if (average != null) {
            String prefix = average.name().toLowerCase(Locale.ROOT);
            row.put(prefix + "_precision", round(100 * result.classes().precision(average), 4));
            row.put(prefix + "_recall", round(100 * result.classes().recall(average), 4));
            row.put(prefix + "_f1_score", round(100 * result.classes().f1(average), 4));
        }
        if (parameters != null) {
            row.put("param_count", round(parameters / 1e6, 2));
        }
        row.put("img_size", input.inputSize().width());
        row.put("crop_pct", input.cropPct());
        row.put("interpolation", input.interpolation().toString());
        return row;
    }

    private List<Integer> validLabels() {
        Path file = settings.path("valid_labels");
        if (file == null) {
            return List.of();
        }
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> !line.isBlank())
                    .map(line -> Integer.valueOf(line.strip()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("--valid-labels: cannot read " + file, e);
        } catch (NumberFormatException e) {
            throw new UsageException("--valid-labels " + file + ": expected a class number a line", e);
        }
    }

    private @Nullable RealLabels realLabels(VisionDataset<Pixels> dataset) {
        Path file = settings.path("real_labels");
        try {
            return file == null ? null : RealLabels.read(file, Pictures.names(dataset, FilenameForm.BASENAME));
        } catch (IOException e) {
            throw new UncheckedIOException("--real-labels: cannot read " + file, e);
        }
    }

    private @Nullable Average average() {
        String name = settings.text("metrics_avg");
        return name == null ? null : Average.valueOf(name.toUpperCase(Locale.ROOT));
    }

    static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    static double round(double value, int digits) {
        double scale = Math.pow(10, digits);
        return Math.rint(value * scale) / scale;
    }
}
