package io.github.timm4j.data;

import io.github.timm4j.config.PretrainedCfg;
import io.github.timm4j.nn.ImageModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The names of a classifier's outputs, and what they mean; some outputs may have none.
 *
 * @see ImageNetLabels
 */
public final class LabelSet {
    private final Map<Integer, String> names;
    private final UnaryOperator<String> describe;
    private final UnaryOperator<String> detail;

    LabelSet(Map<Integer, String> names, UnaryOperator<String> describe, UnaryOperator<String> detail) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException("a label set needs at least one name");
        }
        this.names = names;
        this.describe = describe;
        this.detail = detail;
    }

    /** How a label is put into words. */
    public enum Form {
        /** The name, for ImageNet the synset's number such as {@code n02123045}. */
        NAME,
        /** A few words, such as {@code tabby, tabby cat}. */
        DESCRIPTION,
        /** The words and their definition. */
        DETAIL
    }

    /**
     * How the labels fit a classifier.
     *
     * @param mapped outputs that have a label
     * @param missing outputs that have none
     * @param extra labels beyond the last output
     */
    public record Coverage(int mapped, int missing, int extra) {}

    /**
     * Names of outputs 0, 1, 2 and so on.
     *
     * @param names at least one
     * @return the labels, each described by its name
     * @throws IllegalArgumentException where there is none
     */
    public static LabelSet of(List<String> names) {
        return of(names, null);
    }

    /**
     * Names of outputs 0, 1, 2 and so on.
     *
     * @param names at least one
     * @param descriptions what each name means, or null
     * @return the labels
     * @throws IllegalArgumentException where there is none or a name is not described
     */
    public static LabelSet of(List<String> names, @Nullable Map<String, String> descriptions) {
        Map<Integer, String> indexed = new LinkedHashMap<>();
        for (String name : names) {
            indexed.put(indexed.size(), name);
        }
        return sparse(indexed, descriptions);
    }

    /**
     * Names of some outputs.
     *
     * @param names output to name
     * @param descriptions what each name means, or null
     * @return the labels
     * @throws IllegalArgumentException where there is none, an output is negative, or a name is not described
     */
    public static LabelSet sparse(Map<Integer, String> names, @Nullable Map<String, String> descriptions) {
        names.keySet().stream().filter(index -> index < 0).findFirst().ifPresent(index -> {
            throw new IllegalArgumentException("the output of a label must not be negative, got " + index);
        });
        if (descriptions == null) {
            return new LabelSet(new LinkedHashMap<>(names), name -> name, name -> name);
        }
        Map<String, String> known = Map.copyOf(descriptions);
        List<String> missing =
                names.values().stream().filter(name -> !known.containsKey(name)).toList();
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("no description for the labels " + missing);
        }
        UnaryOperator<String> describe = name -> known.getOrDefault(name, name);
        return new LabelSet(new LinkedHashMap<>(names), describe, describe);
    }

    /**
     * Names of some outputs, as JSON objects give them: with the number in writing.
     *
     * @param names number and name
     * @param descriptions what each name means, or null
     * @return the labels
     * @throws IllegalArgumentException where there is none, a number is none, negative or there twice, or a name is not
     *     described
     */
    public static LabelSet parse(List<Map.Entry<String, String>> names, @Nullable Map<String, String> descriptions) {
        Map<Integer, String> indexed = new LinkedHashMap<>();
        for (Map.Entry<String, String> entry : names) {
            int index;
            try {
                index = Integer.parseInt(entry.getKey().strip());
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("the output of a label must be a number, got " + entry, e);
            }
            if (indexed.put(index, entry.getValue()) != null) {
                throw new IllegalArgumentException("two labels for output " + index);
            }
        }
        return sparse(indexed, descriptions);
    }

    /**
     * The labels of a model: those that came with its weights, else those of the ImageNet subset with as many classes.
     *
     * @param model a model
     * @return empty where nothing is known
     */
    public static Optional<LabelSet> forModel(ImageModel model) {
        return forClassifier(model.pretrainedCfg().labels(), model.numClasses());
    }

    /**
     * The labels of a classifier over weights.
     *
     * @param known what the weights say
     * @param numClasses outputs of the classifier, 0 where it was taken off: then those of the weights count
     * @return empty where nothing is known
     */
    public static Optional<LabelSet> forClassifier(PretrainedCfg.Labels known, int numClasses) {
        int classes = numClasses > 0 ? numClasses : known.numClasses();
        Map<Integer, String> names = known.labelNames();
        if (names != null && !names.isEmpty() && classes == known.numClasses()) {
            return Optional.of(sparse(names, known.labelDescriptions()));
        }
        return ImageNetLabels.forClasses(classes);
    }

    /**
     * How many labels there are.
     *
     * @return at least 1
     */
    public int size() {
        return names.size();
    }

    /**
     * The outputs that have a label.
     *
     * @return in the order they were given
     */
    public List<Integer> indices() {
        return List.copyOf(names.keySet());
    }

    /**
     * The name of an output.
     *
     * @param index output number
     * @return empty where it has none
     */
    public Optional<String> name(int index) {
        return Optional.ofNullable(names.get(index));
    }

    /**
     * Puts an output into words.
     *
     * @param index output number
     * @param form how
     * @return the words, or {@code <unmapped:7>} for an output without label
     */
    public String label(int index, Form form) {
        String name = names.get(index);
        if (name == null) {
            return "<unmapped:" + index + ">";
        }
        return switch (form) {
            case NAME -> name;
            case DESCRIPTION -> describe.apply(name);
            case DETAIL -> detail.apply(name);
        };
    }

    /**
     * Puts all outputs of a classifier into words.
     *
     * @param numClasses how many outputs it has
     * @param form how
     * @return one label an output
     */
    public List<String> labels(int numClasses, Form form) {
        List<String> labels = new ArrayList<>(numClasses);
        for (int index = 0; index < numClasses; index++) {
            labels.add(label(index, form));
        }
        return labels;
    }

    /**
     * Compares with a classifier.
     *
     * @param numClasses how many outputs it has
     * @return how many have labels
     * @throws IllegalArgumentException where the number is negative
     */
    public Coverage coverage(int numClasses) {
        if (numClasses < 0) {
            throw new IllegalArgumentException("the number of classes must not be negative, got " + numClasses);
        }
        int mapped = (int)
                names.keySet().stream().filter(index -> index < numClasses).count();
        return new Coverage(mapped, numClasses - mapped, names.size() - mapped);
    }
}
