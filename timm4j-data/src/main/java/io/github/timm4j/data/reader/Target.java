package io.github.timm4j.data.reader;

import java.util.Arrays;
import java.util.List;

/** The label of a sample. */
public sealed interface Target {
    /** The label of a sample that has none: class -1. */
    Target NONE = new Index(-1);

    /**
     * One class.
     *
     * @param value its number, -1 for none
     */
    record Index(int value) implements Target {}

    /**
     * Any number of classes.
     *
     * @param values their numbers in the data set's order; repeats may occur
     */
    record Indices(List<Integer> values) implements Target {
        /** Copies the list. */
        public Indices {
            values = List.copyOf(values);
        }
    }

    /** A value per class, usually 0 or 1. */
    final class Dense implements Target {
        private final float[] values;

        /**
         * Copies the values.
         *
         * @param values one per class
         */
        public Dense(float... values) {
            this.values = values.clone();
        }

        /**
         * The values.
         *
         * @return a copy, one per class
         */
        public float[] values() {
            return values.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Dense dense && Arrays.equals(values, dense.values);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(values);
        }

        @Override
        public String toString() {
            return "Dense" + Arrays.toString(values);
        }
    }
}
