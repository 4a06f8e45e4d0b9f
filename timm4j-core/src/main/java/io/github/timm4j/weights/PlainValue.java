package io.github.timm4j.weights;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a PyTorch checkpoint may hold: tensors and Python's plain values, as an immutable tree. Objects of any class but
 * {@code argparse.Namespace} are refused when a file is read.
 */
public sealed interface PlainValue {
    /** Python's {@code None}. */
    enum None implements PlainValue {
        /** The one value. */
        NONE
    }

    /**
     * A truth value.
     *
     * @param value the value
     */
    record Bool(boolean value) implements PlainValue {}

    /**
     * An integer of any size.
     *
     * @param value the value
     */
    record Int(BigInteger value) implements PlainValue, Comparable<Int> {
        @Override
        public int compareTo(Int other) {
            return value.compareTo(other.value);
        }
    }

    /**
     * A double-precision number.
     *
     * @param value the value
     */
    record Real(double value) implements PlainValue, Comparable<Real> {
        @Override
        public int compareTo(Real other) {
            return Double.compare(value, other.value);
        }
    }

    /**
     * A complex number.
     *
     * @param real its real part
     * @param imaginary its imaginary part
     */
    record Complex(double real, double imaginary) implements PlainValue {}

    /**
     * A string.
     *
     * @param value the text
     */
    record Text(String value) implements PlainValue, Comparable<Text> {
        @Override
        public int compareTo(Text other) {
            return value.compareTo(other.value);
        }
    }

    /** Python's {@code bytes} or {@code bytearray}. */
    final class Bytes implements PlainValue {
        private final byte[] values;

        /**
         * Copies bytes.
         *
         * @param values the bytes
         */
        public Bytes(byte[] values) {
            this.values = values.clone();
        }

        /**
         * The bytes.
         *
         * @return a copy
         */
        public byte[] values() {
            return values.clone();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Bytes bytes && Arrays.equals(values, bytes.values);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(values);
        }

        @Override
        public String toString() {
            return "Bytes[" + values.length + "]";
        }
    }

    /**
     * A {@code torch.dtype} or {@code torch.layout}.
     *
     * @param name as in Python, such as {@code torch.float16}
     */
    record Symbol(String name) implements PlainValue {}

    /**
     * A {@code torch.device}.
     *
     * @param name as in Python, such as {@code cuda:0}
     */
    record Device(String name) implements PlainValue {}

    /**
     * A tensor or parameter.
     *
     * @param value the tensor
     */
    record Tensor(WeightTensor value) implements PlainValue {}

    /**
     * A list.
     *
     * @param items its items
     */
    record Items(List<PlainValue> items) implements PlainValue {
        /**
         * Copies the list.
         *
         * @param items its items
         */
        public Items {
            items = List.copyOf(items);
        }
    }

    /**
     * A tuple, or a {@code torch.Size}.
     *
     * @param items its items
     */
    record Tuple(List<PlainValue> items) implements PlainValue {
        /**
         * Copies the list.
         *
         * @param items its items
         */
        public Tuple {
            items = List.copyOf(items);
        }
    }

    /**
     * A set.
     *
     * @param items its items in the file's order
     */
    record Unordered(List<PlainValue> items) implements PlainValue {
        /**
         * Copies the list.
         *
         * @param items its items
         */
        public Unordered {
            items = List.copyOf(items);
        }
    }

    /**
     * A dictionary, ordered or not, or a counter.
     *
     * @param items its entries in the file's order; keys are None, truth values, numbers or strings
     */
    record Dict(Map<PlainValue, PlainValue> items) implements PlainValue {
        /**
         * Copies the map.
         *
         * @param items in their order
         */
        public Dict {
            items = items.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(items));
        }

        /**
         * The value of a string key.
         *
         * @param key the key
         * @return the value, or null where there is none
         */
        public @Nullable PlainValue get(String key) {
            return items.get(new Text(key));
        }
    }

    /**
     * An {@code argparse.Namespace}: the arguments of a training run.
     *
     * @param attributes its attributes in the file's order
     */
    record Namespace(Map<String, PlainValue> attributes) implements PlainValue {
        /**
         * Copies the map.
         *
         * @param attributes in their order
         */
        public Namespace {
            attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
        }
    }

    /**
     * An integer.
     *
     * @param value the number
     * @return the value
     */
    static PlainValue of(long value) {
        return new Int(BigInteger.valueOf(value));
    }

    /**
     * A number.
     *
     * @param value the number
     * @return the value
     */
    static PlainValue of(double value) {
        return new Real(value);
    }

    /**
     * A truth value.
     *
     * @param value true or false
     * @return the value
     */
    static PlainValue of(boolean value) {
        return new Bool(value);
    }

    /**
     * A string.
     *
     * @param value the text
     * @return the value
     */
    static PlainValue of(String value) {
        return new Text(value);
    }

    /**
     * A tensor.
     *
     * @param value the tensor
     * @return the value
     */
    static PlainValue of(WeightTensor value) {
        return new Tensor(value);
    }

    /**
     * A list.
     *
     * @param items its items
     * @return the value
     */
    static Items list(Collection<? extends PlainValue> items) {
        return new Items(new ArrayList<>(items));
    }

    /**
     * A dictionary with string keys.
     *
     * @param items its entries, whose order is kept
     * @return the value
     */
    static Dict dict(Map<String, ? extends PlainValue> items) {
        Map<PlainValue, PlainValue> entries = new LinkedHashMap<>();
        items.forEach((key, value) -> entries.put(new Text(key), value));
        return new Dict(entries);
    }

    /**
     * A state dict.
     *
     * @param tensors the tensors by name, whose order is kept
     * @return the value
     */
    static Dict tensors(Map<String, WeightTensor> tensors) {
        Map<String, PlainValue> entries = new LinkedHashMap<>();
        tensors.forEach((key, value) -> entries.put(key, of(value)));
        return dict(entries);
    }
}
