package io.github.timm4j.weights;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a tree as a pickle of protocol 2 in the opcodes that PyTorch's restricted reader knows. */
final class Pickler {
    private static final int MAX_SHORT_INTEGER = 255;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final IdentityHashMap<WeightTensor, Integer> keys = new IdentityHashMap<>();
    private final List<WeightTensor> storages = new ArrayList<>();

    /** A pickle, and the tensors that are its storages 0, 1, …; a tensor that the tree holds twice is there once. */
    record Pickled(ByteBuffer pickle, List<WeightTensor> storages) {}

    private Pickler() {}

    /**
     * Pickles a tree.
     *
     * @throws IllegalArgumentException for what PyTorch has no form for
     */
    static Pickled pickle(PlainValue root) {
        Pickler pickler = new Pickler();
        pickler.op(0x80);
        pickler.op(2);
        pickler.write(root);
        pickler.op('.');
        return new Pickled(ByteBuffer.wrap(pickler.out.toByteArray()), Collections.unmodifiableList(pickler.storages));
    }

    private void write(PlainValue value) {
        if (value instanceof PlainValue.Tensor tensor) {
            tensor(tensor.value());
        } else if (value instanceof PlainValue.Items list) {
            op(']');
            all('(', list.items(), 'e');
        } else if (value instanceof PlainValue.Tuple tuple) {
            all('(', tuple.items(), 't');
        } else if (value instanceof PlainValue.Unordered set) {
            global("__builtin__", "set");
            write(new PlainValue.Items(set.items()));
            call(1);
        } else if (value instanceof PlainValue.Dict dict) {
            entries(dict.items());
        } else if (value instanceof PlainValue.Namespace namespace) {
            global("argparse", "Namespace");
            op(')');
            op(0x81);
            entries(PlainValue.dict(namespace.attributes()).items());
            op('b');
        } else {
            scalar(value);
        }
    }

    private void scalar(PlainValue value) {
        if (value instanceof PlainValue.None) {
            op('N');
        } else if (value instanceof PlainValue.Bool truth) {
            op(truth.value() ? 0x88 : 0x89);
        } else if (value instanceof PlainValue.Int number) {
            integer(number.value());
        } else if (value instanceof PlainValue.Real number) {
            real(number.value());
        } else if (value instanceof PlainValue.Text text) {
            text(text.value());
        } else if (value instanceof PlainValue.Bytes bytes) {
            global("_codecs", "encode");
            text(new String(bytes.values(), StandardCharsets.ISO_8859_1));
            text("latin1");
            call(2);
        } else if (value instanceof PlainValue.Complex complex) {
            global("__builtin__", "complex");
            real(complex.real());
            real(complex.imaginary());
            call(2);
        } else if (value instanceof PlainValue.Device device) {
            global("torch", "device");
            text(device.name());
            call(1);
        } else if (value instanceof PlainValue.Symbol dtype && PickleNames.type(dtype) != null) {
            global("torch", dtype.name().substring("torch.".length()));
        } else {
            throw new IllegalArgumentException("a PyTorch file cannot hold " + value);
        }
    }

    private void all(int before, Collection<PlainValue> items, int after) {
        op(before);
        items.forEach(this::write);
        op(after);
    }

    private void entries(Map<PlainValue, PlainValue> entries) {
        op('}');
        op('(');
        entries.forEach((key, value) -> {
            write(key);
            write(value);
        });
        op('u');
    }

    /** Arguments: storage, offset, sizes, strides, gradient wanted, hooks, and the dtype for an untyped storage. */
    private void tensor(WeightTensor tensor) {
        String storage = PickleNames.storage(tensor.type());
        String dtype = PickleNames.dtype(tensor.type());
        if (dtype == null) {
            throw new IllegalArgumentException("PyTorch has no type for " + tensor.type());
        }
        global("torch._utils", storage == null ? "_rebuild_tensor_v3" : "_rebuild_tensor_v2");
        op('(');
        persistentId(tensor, storage);
        op('K');
        op(0);
        sizes(tensor.shape());
        sizes(Layout.rowMajor(tensor.shape()));
        op(0x89);
        global("collections", "OrderedDict");
        op(')');
        op('R');
        if (storage == null) {
            global("torch", dtype);
        }
        op('t');
        op('R');
    }

    private void persistentId(WeightTensor tensor, @Nullable String storage) {
        Integer key = keys.get(tensor);
        if (key == null) {
            key = storages.size();
            keys.put(tensor, key);
            storages.add(tensor);
        }
        op('(');
        text("storage");
        if (storage == null) {
            global("torch.storage", "UntypedStorage");
        } else {
            global("torch", storage);
        }
        text(key.toString());
        text("cpu");
        integer(BigInteger.valueOf(storage == null ? tensor.byteLength() : tensor.elements()));
        op('t');
        op('Q');
    }

    private void sizes(long[] sizes) {
        op('(');
        for (long size : sizes) {
            integer(BigInteger.valueOf(size));
        }
        op('t');
    }

    private void integer(BigInteger value) {
        if (value.bitLength() < Integer.SIZE) {
            op('J');
            littleEndian(value.intValue());
            return;
        }
        byte[] digits = value.toByteArray();
        if (digits.length > MAX_SHORT_INTEGER) {
            throw new IllegalArgumentException("an integer of " + value.bitLength() + " bits");
        }
        op(0x8a);
        op(digits.length);
        for (int i = digits.length - 1; i >= 0; i--) {
            op(digits[i]);
        }
    }

    private void real(double value) {
        op('G');
        out.writeBytes(ByteBuffer.allocate(Double.BYTES).putDouble(value).array());
    }

    private void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        op('X');
        littleEndian(utf8.length);
        out.writeBytes(utf8);
    }

    private void global(String module, String name) {
        op('c');
        out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Calls what lies below the last one or two values. */
    private void call(int arguments) {
        op(0x84 + arguments);
        op('R');
    }

    private void op(int code) {
        out.write(code);
    }

    private void littleEndian(int value) {
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            out.write(value >>> shift);
        }
    }
}
