package io.github.timm4j.train.checkpoint;

import io.github.timm4j.weights.PlainValue;
import io.github.timm4j.weights.WeightTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Plain values of checkpoints from and as Java's. */
final class PlainFields {
    private PlainFields() {}

    static OptionalLong integer(@Nullable PlainValue value) {
        if (value instanceof PlainValue.Int number && number.value().bitLength() < Long.SIZE) {
            return OptionalLong.of(number.value().longValue());
        }
        return OptionalLong.empty();
    }

    /** A number, also from a tensor or a NumPy scalar that was saved as one. */
    static OptionalDouble number(@Nullable PlainValue value) {
        if (value instanceof PlainValue.Real number) {
            return OptionalDouble.of(number.value());
        }
        if (value instanceof PlainValue.Int number) {
            return OptionalDouble.of(number.value().doubleValue());
        }
        if (value instanceof PlainValue.Tensor tensor && tensor.value().elements() == 1) {
            return OptionalDouble.of(tensor.value().toFloats()[0]);
        }
        return OptionalDouble.empty();
    }

    static PlainValue of(OptionalDouble number) {
        return number.isPresent() ? PlainValue.of(number.getAsDouble()) : PlainValue.None.NONE;
    }

    static String text(@Nullable PlainValue value) {
        return value instanceof PlainValue.Text text ? text.value() : "";
    }

    static List<PlainValue> items(@Nullable PlainValue value) {
        if (value instanceof PlainValue.Items list) {
            return list.items();
        }
        return value instanceof PlainValue.Tuple tuple ? tuple.items() : List.of();
    }

    static Map<String, PlainValue> entries(@Nullable PlainValue value) {
        Map<String, PlainValue> entries = new LinkedHashMap<>();
        if (value instanceof PlainValue.Dict dict) {
            dict.items().forEach((key, item) -> {
                if (key instanceof PlainValue.Text text) {
                    entries.put(text.value(), item);
                }
            });
        } else if (value instanceof PlainValue.Namespace namespace) {
            entries.putAll(namespace.attributes());
        }
        return entries;
    }

    static Map<String, WeightTensor> tensors(@Nullable PlainValue value) {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        entries(value).forEach((key, item) -> {
            if (item instanceof PlainValue.Tensor tensor) {
                tensors.put(key, tensor.value());
            }
        });
        return tensors;
    }

    static Map<String, double[]> arrays(@Nullable PlainValue value) {
        Map<String, double[]> arrays = new LinkedHashMap<>();
        entries(value)
                .forEach((key, item) -> arrays.put(
                        key,
                        items(item).stream()
                                .mapToDouble(number -> number(number).orElse(Double.NaN))
                                .toArray()));
        return arrays;
    }

    /** An option's value; what is neither boolean, number, list nor map is kept as text. */
    static PlainValue option(@Nullable Object value) {
        if (value == null) {
            return PlainValue.None.NONE;
        }
        if (value instanceof Boolean flag) {
            return PlainValue.of(flag);
        }
        if (value instanceof Double || value instanceof Float) {
            return PlainValue.of(((Number) value).doubleValue());
        }
        if (value instanceof Number number) {
            return PlainValue.of(number.longValue());
        }
        if (value instanceof List<?> list) {
            List<PlainValue> items = new ArrayList<>();
            list.forEach(item -> items.add(option(item)));
            return PlainValue.list(items);
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, PlainValue> entries = new LinkedHashMap<>();
            map.forEach((key, item) -> entries.put(String.valueOf(key), option(item)));
            return PlainValue.dict(entries);
        }
        return PlainValue.of(value.toString());
    }
}
