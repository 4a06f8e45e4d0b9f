package io.github.timm4j.train.evaluate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an evaluation looks at besides the labels of its data.
 *
 * @param validLabels the outputs that count, in the order of the data's classes; empty for all
 * @param realLabels several right answers for each picture that replace those of the data in the accuracies, or null
 * @param average how precision, recall and F1 of the classes become one number, null for leaving them out
 */
public record EvaluationOptions(
        List<Integer> validLabels,
        @Nullable RealLabels realLabels,
        @Nullable Average average) {
    /** All outputs, the data's own labels, accuracies alone. */
    public static final EvaluationOptions DEFAULTS = new EvaluationOptions(List.of(), null, null);

    /** Copies the list. */
    public EvaluationOptions {
        validLabels = List.copyOf(validLabels);
    }
}
