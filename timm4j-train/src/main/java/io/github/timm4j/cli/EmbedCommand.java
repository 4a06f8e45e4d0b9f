package io.github.timm4j.cli;

import io.github.timm4j.data.DataConfig;
import io.github.timm4j.nn.ImageModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code embed}: what a model without its classifier says about each picture. */
final class EmbedCommand implements Command {
    @Override
    public int run(Settings settings, Console console) throws IOException {
        Pictures.root(settings);
        String name = settings.word("model");
        Models models = new Models(settings);
        try (ImageModel model = models.evaluated(name, settings.path("checkpoint"), true)) {
            model.resetClassifier(0);
            console.say(
                    "model %s created, %d parameters, %d features", name, model.parameterCount(), model.numFeatures());
            DataConfig input = models.input(model, !settings.flag("use_train_size"));
            List<Map<String, Object>> rows = new ArrayList<>();
            boolean normalize = settings.flag("normalize");
            new PictureRun(settings, console).run(model, input, (picture, output, target) -> {
                Map<String, Object> row = new LinkedHashMap<>();
                row.put(settings.word("filename_col"), picture);
                List<Object> values = values(output, normalize ? length(output) : 1);
                Prediction.put(row, settings.word("output_col"), values, settings.flag("results_separate_col"));
                rows.add(row);
            });
            new PictureResults(settings, new ResultTable(rows)).write(name + "-embed", input, console);
            return Program.OK;
        }
    }

    private static double length(float[] output) {
        double sum = 0;
        for (float value : output) {
            sum += (double) value * value;
        }
        return Math.max(Math.sqrt(sum), 1e-12);
    }

    private static List<Object> values(float[] output, double divisor) {
        List<Object> values = new ArrayList<>(output.length);
        for (float value : output) {
            values.add((float) (value / divisor));
        }
        return values;
    }
}
