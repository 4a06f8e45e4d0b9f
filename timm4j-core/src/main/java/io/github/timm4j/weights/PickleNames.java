package io.github.timm4j.weights;

import io.github.timm4j.weights.PickleNode.Callable;
import io.github.timm4j.weights.PickleNode.StorageClass;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The allow-list: Python names that a checkpoint of tensors and plain values needs. Everything else is refused. */
final class PickleNames {
    private static final Map<String, Object> ALLOWED = new HashMap<>();
    private static final Map<TensorType, String> STORAGES = Map.ofEntries(
            Map.entry(TensorType.F64, "DoubleStorage"),
            Map.entry(TensorType.F32, "FloatStorage"),
            Map.entry(TensorType.F16, "HalfStorage"),
            Map.entry(TensorType.BF16, "BFloat16Storage"),
            Map.entry(TensorType.I64, "LongStorage"),
            Map.entry(TensorType.I32, "IntStorage"),
            Map.entry(TensorType.I16, "ShortStorage"),
            Map.entry(TensorType.I8, "CharStorage"),
            Map.entry(TensorType.U8, "ByteStorage"),
            Map.entry(TensorType.BOOL, "BoolStorage"),
            Map.entry(TensorType.C64, "ComplexFloatStorage"));
    private static final Map<TensorType, String> DTYPES = Map.ofEntries(
            Map.entry(TensorType.F64, "float64"),
            Map.entry(TensorType.F32, "float32"),
            Map.entry(TensorType.F16, "float16"),
            Map.entry(TensorType.BF16, "bfloat16"),
            Map.entry(TensorType.F8_E4M3, "float8_e4m3fn"),
            Map.entry(TensorType.F8_E5M2, "float8_e5m2"),
            Map.entry(TensorType.F8_E8M0, "float8_e8m0fnu"),
            Map.entry(TensorType.F8_E4M3FNUZ, "float8_e4m3fnuz"),
            Map.entry(TensorType.F8_E5M2FNUZ, "float8_e5m2fnuz"),
            Map.entry(TensorType.I64, "int64"),
            Map.entry(TensorType.I32, "int32"),
            Map.entry(TensorType.I16, "int16"),
            Map.entry(TensorType.I8, "int8"),
            Map.entry(TensorType.U64, "uint64"),
            Map.entry(TensorType.U32, "uint32"),
            Map.entry(TensorType.U16, "uint16"),
            Map.entry(TensorType.U8, "uint8"),
            Map.entry(TensorType.BOOL, "bool"),
            Map.entry(TensorType.C64, "complex64"));

    static {
        ALLOWED.put("collections.OrderedDict", Callable.ORDERED_DICT);
        ALLOWED.put("collections.Counter", Callable.COUNTER);
        ALLOWED.put("builtins.set", Callable.SET);
        ALLOWED.put("builtins.bytearray", Callable.BYTEARRAY);
        ALLOWED.put("builtins.complex", Callable.COMPLEX);
        ALLOWED.put("_codecs.encode", Callable.ENCODE);
        ALLOWED.put("argparse.Namespace", Callable.NAMESPACE);
        ALLOWED.put("torch.Size", Callable.SIZE);
        ALLOWED.put("torch.device", Callable.DEVICE);
        ALLOWED.put("torch.serialization._get_layout", Callable.LAYOUT);
        ALLOWED.put("torch.Tensor", Callable.TENSOR_CLASS);
        ALLOWED.put("torch.nn.parameter.Parameter", Callable.PARAMETER_CLASS);
        ALLOWED.put("torch._utils._rebuild_tensor", Callable.REBUILD_TENSOR);
        ALLOWED.put("torch._utils._rebuild_tensor_v2", Callable.REBUILD_TENSOR_V2);
        ALLOWED.put("torch._utils._rebuild_tensor_v3", Callable.REBUILD_TENSOR_V3);
        ALLOWED.put("torch._utils._rebuild_parameter", Callable.REBUILD_PARAMETER);
        ALLOWED.put("torch._utils._rebuild_parameter_with_state", Callable.REBUILD_PARAMETER_WITH_STATE);
        ALLOWED.put("torch._tensor._rebuild_from_type_v2", Callable.REBUILD_FROM_TYPE);
        ALLOWED.put("torch.storage.UntypedStorage", new StorageClass(null));
        STORAGES.forEach((type, name) -> {
            for (String module : List.of("torch.", "torch.cuda.")) {
                ALLOWED.put(module + name, new StorageClass(type));
            }
        });
        DTYPES.values().forEach(name -> ALLOWED.put("torch." + name, new PlainValue.Symbol("torch." + name)));
    }

    private PickleNames() {}

    /** What an allowed name stands for, or null; modules of Python 2 count under their new names. */
    static @Nullable Object allowed(String module, String name) {
        return ALLOWED.get((module.equals("__builtin__") ? "builtins" : module) + "." + name);
    }

    /** The name of PyTorch's storage class, or null where there is only an untyped one. */
    static @Nullable String storage(TensorType type) {
        return STORAGES.get(type);
    }

    /** The name of PyTorch's dtype, or null where it has none. */
    static @Nullable String dtype(TensorType type) {
        return DTYPES.get(type);
    }

    /** The type behind a dtype such as {@code torch.float16}, or null. */
    static @Nullable TensorType type(PlainValue.Symbol dtype) {
        for (Map.Entry<TensorType, String> entry : DTYPES.entrySet()) {
            if (dtype.name().equals("torch." + entry.getValue())) {
                return entry.getKey();
            }
        }
        return null;
    }
}
