package io.github.timm4j.data.dataset;

import java.util.List;
import java.util.function.IntFunction;

/**
 * Texts for classes, also for those without a name. Source: timm.data.dataset_info.
 *
 * @param info names and descriptions
 * @param type which text
 */
public record LabelMapper(DatasetInfo info, Type type) implements IntFunction<String> {
    /** Which text stands for a class. */
    public enum Type {
        /** Its name. */
        NAME,
        /** What it is. */
        DESCRIPTION,
        /** What it is, at length. */
        DETAIL;

        /**
         * Finds a type by timm's name.
         *
         * @param name {@code name}, {@code description}, {@code detail} or {@code detailed}
         * @return the type
         * @throws IllegalArgumentException for another name
         */
        public static Type of(String name) {
            return switch (name) {
                case "name" -> NAME;
                case "description" -> DESCRIPTION;
                case "detail", "detailed" -> DETAIL;
                default -> throw new IllegalArgumentException(
                        "label type must be name, description, detail or detailed, got '" + name + "'");
            };
        }
    }

    /**
     * How well names fit the classes of a model.
     *
     * @param mapped classes with a name
     * @param missing classes without
     * @param extra names beyond the classes
     */
    public record Coverage(int mapped, int missing, int extra) {}

    /**
     * The text for a class.
     *
     * @param index of a class
     * @return {@code <unmapped:INDEX>} where it has no name
     */
    @Override
    public String apply(int index) {
        if (!info.hasLabel(index)) {
            return "<unmapped:" + index + ">";
        }
        return type == Type.NAME ? info.labelName(index) : info.describe(index, type == Type.DETAIL);
    }

    /**
     * Compares the names with a model's classes.
     *
     * @param numClasses of the model
     * @return counts
     * @throws IllegalArgumentException where the number is negative
     */
    public Coverage coverage(int numClasses) {
        if (numClasses < 0) {
            throw new IllegalArgumentException("the number of classes is not negative, got " + numClasses);
        }
        List<Integer> indices = info.labelIndices();
        int mapped = (int) indices.stream().filter(index -> index < numClasses).count();
        return new Coverage(mapped, numClasses - mapped, indices.size() - mapped);
    }
}
