package io.github.timm4j.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.timm4j.StateDictException;
import io.github.timm4j.optim.rule.Kernel;
import io.github.timm4j.optim.rule.StateLayout.Kind;
import io.github.timm4j.weights.PlainValue;
import io.github.timm4j.weights.PlainValue.Bool;
import io.github.timm4j.weights.PlainValue.Dict;
import io.github.timm4j.weights.PlainValue.Int;
import io.github.timm4j.weights.PlainValue.Items;
import io.github.timm4j.weights.PlainValue.None;
import io.github.timm4j.weights.PlainValue.Real;
import io.github.timm4j.weights.PlainValue.Symbol;
import io.github.timm4j.weights.PlainValue.Tensor;
import io.github.timm4j.weights.PlainValue.Text;
import io.github.timm4j.weights.PlainValue.Tuple;
import io.github.timm4j.weights.TensorType;
import io.github.timm4j.weights.WeightTensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Settings, numbers and tensors as Python's values, and back. */
final class PlainValues {
    private static final String TYPE_PREFIX = "torch.";
    private static final Kernel TO_FLOAT = Kernel.function("x: Tensor", "Tensor", "return x.float()");

    private PlainValues() {}

    /** A setting; tuples are lists here, and settings named {@code …_dtype} are types of PyTorch. */
    static PlainValue of(String name, @Nullable Object value) {
        if (value == null) {
            return None.NONE;
        }
        if (value instanceof List<?> list) {
            List<PlainValue> items = new ArrayList<>();
            list.forEach(item -> items.add(of(name, item)));
            return new Tuple(items);
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
        return name.endsWith("_dtype") ? new Symbol(TYPE_PREFIX + value) : PlainValue.of(value.toString());
    }

    /** A setting as Java's plain value. */
    static @Nullable Object plain(PlainValue value) {
        if (value instanceof Bool flag) {
            return flag.value();
        }
        if (value instanceof Int number) {
            return number.value().longValueExact();
        }
        if (value instanceof Real number) {
            return number.value();
        }
        if (value instanceof Text text) {
            return text.value();
        }
        if (value instanceof Symbol symbol) {
            return symbol.name().replace(TYPE_PREFIX, "");
        }
        if (value instanceof Tensor tensor && tensor.value().elements() == 1) {
            return (double) tensor.value().toFloats()[0];
        }
        if (value instanceof Items || value instanceof Tuple) {
            List<@Nullable Object> items = new ArrayList<>();
            items(value, "").forEach(item -> items.add(plain(item)));
            return items;
        }
        return null;
    }

    /** A number as Python stores it. */
    static PlainValue number(Kind kind, double value) {
        return switch (kind) {
            case TENSOR -> PlainValue.of(WeightTensor.of(new float[] {(float) value}));
            case INT -> PlainValue.of((long) value);
            case FLOAT -> PlainValue.of(value);
            case FLAG -> PlainValue.of(value != 0);
        };
    }

    /** A number however it was stored. */
    static double number(PlainValue value, String name) {
        Object plain = plain(value);
        if (plain instanceof Number number) {
            return number.doubleValue();
        }
        if (plain instanceof Boolean flag) {
            return flag ? 1 : 0;
        }
        throw new StateDictException("expected a number for " + name + " in the saved state, found " + value);
    }

    /** The items of a list or tuple. */
    static List<PlainValue> items(@Nullable PlainValue value, String name) {
        if (value instanceof Items list) {
            return list.items();
        }
        if (value instanceof Tuple tuple) {
            return tuple.items();
        }
        throw new StateDictException("expected a list for " + name + " in the saved state, found " + value);
    }

    /** An entry of a dictionary that must be there. */
    static PlainValue entry(PlainValue value, String name) {
        PlainValue found = value instanceof Dict dict ? dict.get(name) : null;
        if (found == null) {
            throw new StateDictException("a saved optimizer state needs the entry " + name);
        }
        return found;
    }

    /** A kept tensor, whose values are read when they are written. */
    static PlainValue tensor(NDArray array) {
        if (array.getDataType() != DataType.UNKNOWN) {
            return PlainValue.of(WeightTensor.of(array));
        }
        // DJL has no name for bfloat16
        try (NDArray floats = TO_FLOAT.tensor(array.getManager(), array)) {
            long[] shape = array.getShape().getShape();
            return PlainValue.of(WeightTensor.of(floats.toFloatArray(), shape).to(TensorType.BF16));
        }
    }
}
