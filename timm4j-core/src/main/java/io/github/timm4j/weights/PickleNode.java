package io.github.timm4j.weights;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the opcode loop works with beside plain scalars: containers that still grow, and names that were allowed. */
sealed interface PickleNode {
    /** A list. */
    record ListNode(List<Object> items) implements PickleNode {
        ListNode() {
            this(new ArrayList<>(0));
        }
    }

    /** A tuple. */
    record TupleNode(List<Object> items) implements PickleNode {}

    /** A dictionary of any kind. */
    record DictNode(Map<PlainValue, Object> items) implements PickleNode {
        DictNode() {
            this(new LinkedHashMap<>(0));
        }
    }

    /** A set of scalars. */
    record SetNode(Set<PlainValue> items) implements PickleNode {
        SetNode() {
            this(new LinkedHashSet<>(0));
        }
    }

    /** An {@code argparse.Namespace}. */
    record NamespaceNode(Map<String, Object> attributes) implements PickleNode {
        NamespaceNode() {
            this(new LinkedHashMap<>(0));
        }
    }

    /** The class of a typed storage, or of an untyped one. */
    record StorageClass(@Nullable TensorType type) implements PickleNode {}

    /** A storage's bytes. */
    record Storage(@Nullable TensorType type, ByteSource bytes, boolean bigEndian) implements PickleNode {}

    /** The names that may be called; none stands for a Java class or runs anything of the file's choosing. */
    enum Callable implements PickleNode {
        ORDERED_DICT,
        COUNTER,
        SET,
        BYTEARRAY,
        COMPLEX,
        ENCODE,
        NAMESPACE,
        SIZE,
        DEVICE,
        LAYOUT,
        TENSOR_CLASS,
        PARAMETER_CLASS,
        REBUILD_TENSOR,
        REBUILD_TENSOR_V2,
        REBUILD_TENSOR_V3,
        REBUILD_PARAMETER,
        REBUILD_PARAMETER_WITH_STATE,
        REBUILD_FROM_TYPE
    }

    /** Stands for whatever comes of a refused name until the pickle has been read for its other names. */
    enum Refused implements PickleNode {
        REFUSED
    }
}
