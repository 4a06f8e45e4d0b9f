package io.github.timm4j.cli;

import io.github.timm4j.data.LabelSet;
import io.github.timm4j.data.TopK;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is written about a picture's output. */
final class Prediction {
    private final Settings settings;
    private final Optional<LabelSet> labels;
    private final LabelSet.Form form;
    private final int top;
    private final boolean probabilities;

    Prediction(Settings settings, Optional<LabelSet> labels, int numClasses) {
        this.settings = settings;
        this.labels = labels;
        this.form = form(settings.word("label_type"));
        this.top = Math.min(settings.count("topk"), numClasses);
        this.probabilities = probabilities(settings.word("output_type"));
    }

    private static LabelSet.Form form(String type) {
        return switch (type) {
            case "name" -> LabelSet.Form.NAME;
            case "description", "none" -> LabelSet.Form.DESCRIPTION;
            case "detail", "detailed" -> LabelSet.Form.DETAIL;
            default ->
                throw new UsageException(
                        "--label-type: expected none, name, description or detail, found '" + type + "'");
        };
    }

    private static boolean probabilities(String type) {
        if (!type.equals("prob") && !type.equals("logit")) {
            throw new UsageException("--output-type: expected prob or logit, found '" + type + "'");
        }
        return type.equals("prob");
    }

    /** The largest output's number. */
    static int best(float[] output) {
        return TopK.indices(output, 1).get(0);
    }

    Map<String, Object> row(String picture, float[] output) {
        float[] values = probabilities ? TopK.softmax(output) : output;
        List<Object> indices = new ArrayList<>();
        List<Object> words = new ArrayList<>();
        List<Object> scores = new ArrayList<>();
        if (top == 0) {
            for (float value : values) {
                scores.add(value);
            }
        } else {
            for (int index : TopK.indices(values, top)) {
                indices.add(index);
                labels.ifPresent(set -> words.add(set.label(index, form)));
                scores.add(values[index]);
            }
        }
        return row(picture, indices, words, scores);
    }

    private Map<String, Object> row(String picture, List<Object> indices, List<Object> words, List<Object> scores) {
        String usual = probabilities ? "prob" : "logit";
        String output = settings.text("output_col") == null ? usual : settings.word("output_col");
        Map<String, Object> row = new LinkedHashMap<>();
        row.put(settings.word("filename_col"), picture);
        if (settings.flag("include_index")) {
            put(row, settings.word("index_col"), indices);
        }
        put(row, settings.word("label_col"), words);
        if (!settings.flag("exclude_output")) {
            put(row, output, scores);
        }
        return row;
    }

    private void put(Map<String, Object> row, String column, List<Object> values) {
        put(row, column, values, settings.flag("results_separate_col"));
    }

    /** One value as it is, several in one column or in one column each. */
    static void put(Map<String, Object> row, String column, List<Object> values, boolean separate) {
        if (values.size() == 1) {
            row.put(column, values.get(0));
        } else if (separate) {
            for (int i = 0; i < values.size(); i++) {
                row.put(column + "_" + i, values.get(i));
            }
        } else if (!values.isEmpty()) {
            row.put(column, values);
        }
    }
}
