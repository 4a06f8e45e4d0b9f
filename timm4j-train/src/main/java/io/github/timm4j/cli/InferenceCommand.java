package io.github.timm4j.cli;

import io.github.timm4j.data.DataConfig;
import io.github.timm4j.data.LabelSet;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.train.evaluate.ClassCounts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code inference}: the likeliest classes of each picture, or all outputs of a model. */
final class InferenceCommand implements Command {
    @Override
    public int run(Settings settings, Console console) throws IOException {
        Pictures.root(settings);
        List<String> names = ModelNames.list(settings, true);
        if (names.isEmpty()) {
            predict(settings.word("model"), settings, console);
            return Program.OK;
        }
        BulkRun<String> runs = new BulkRun<>(settings, console);
        runs.run(names, name -> {
            predict(name, settings, console);
            return Map.of();
        });
        return runs.exitCode();
    }

    private static void predict(String name, Settings settings, Console console) throws IOException {
        Models models = new Models(settings);
        try (ImageModel model = models.evaluated(name, settings.path("checkpoint"), true)) {
            console.say("model %s created, %d parameters", name, model.parameterCount());
            DataConfig input = models.input(model, !settings.flag("use_train_size"));
            Optional<LabelSet> labels = labels(model, settings, console);
            Prediction prediction = new Prediction(settings, labels, model.numClasses());
            List<Map<String, Object>> rows = new ArrayList<>();
            ClassCounts classes = new ClassCounts();
            new PictureRun(settings, console).run(model, input, (picture, output, target) -> {
                rows.add(prediction.row(picture, output));
                if (model.numClasses() > 0) {
                    classes.add(target, Prediction.best(output));
                }
            });
            new PictureResults(settings, new ResultTable(rows)).write(name, input, console);
            Path table = settings.path("class_table");
            if (table != null) {
                ResultFiles.write(
                        table, classTable(classes, LabelSet.forModel(model)).csv());
            }
        }
    }

    private static Optional<LabelSet> labels(ImageModel model, Settings settings, Console console) {
        Optional<LabelSet> labels = settings.word("label_type").equals("none") || model.numClasses() == 0
                ? Optional.empty()
                : LabelSet.forModel(model);
        labels.map(set -> set.coverage(model.numClasses()))
                .filter(coverage -> coverage.missing() > 0)
                .ifPresent(coverage -> console.say("note: %d outputs have no label", coverage.missing()));
        return labels;
    }

    private static ResultTable classTable(ClassCounts classes, Optional<LabelSet> labels) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (ClassCounts.Row each : classes.rows()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("index", each.index());
            labels.ifPresent(set -> row.put("label", set.label(each.index(), LabelSet.Form.DESCRIPTION)));
            row.put("images", each.images());
            row.put("predicted", each.predicted());
            row.put("hits", each.hits());
            row.put("precision", Validation.round(each.precision(), 4));
            row.put("recall", Validation.round(each.recall(), 4));
            rows.add(row);
        }
        return new ResultTable(rows);
    }
}
