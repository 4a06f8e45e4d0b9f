package io.github.timm4j.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A tensor of a weight file: type, shape and, when asked, its bytes.
 *
 * <p>Reading, converting and viewing are lazy: {@link #to}, {@link #permute}, {@link #narrow}, {@link #reshape} and
 * {@link #concat} copy nothing until bytes are wanted, so that a checkpoint larger than the heap can be renamed, cut and
 * copied into a model. A tensor is immutable and may be read by several threads; one that comes from a file can be read
 * until the file is closed.
 */
public final class WeightTensor {
    private static final int FLOATS_AT_ONCE = 1 << 18;

    private final TensorType stored;
    private final TensorType type;
    private final Layout layout;
    private final ByteSource source;
    private final boolean bigEndian;

    private WeightTensor(TensorType stored, TensorType type, Layout layout, ByteSource source, boolean bigEndian) {
        this.stored = stored;
        this.type = type;
        this.layout = layout;
        this.source = source;
        this.bigEndian = bigEndian;
    }

    /**
     * A view of stored elements.
     *
     * @throws IllegalArgumentException where it reaches beyond the storage
     * @throws ArithmeticException where a size passes 2^63 or is no whole number of bytes
     */
    static WeightTensor view(TensorType type, Layout layout, ByteSource source, boolean bigEndian) {
        if (type.bytesFor(layout.reach()) > source.length()) {
            throw new IllegalArgumentException(String.format(
                    "a view that reaches element %d of %s needs %d bytes, the storage has %d",
                    layout.reach(), type, type.bytesFor(layout.reach()), source.length()));
        }
        return new WeightTensor(type, type, layout, source, bigEndian);
    }

    /**
     * A tensor of the given bytes, which are not copied.
     *
     * @param type element type
     * @param bytes the elements in row-major order, little-endian, from position to limit
     * @param shape sizes
     * @return the tensor
     * @throws IllegalArgumentException where the number of bytes does not fit the shape
     */
    public static WeightTensor of(TensorType type, ByteBuffer bytes, long... shape) {
        long wanted = type.bytesFor(Layout.count(shape));
        if (bytes.remaining() != wanted) {
            throw new IllegalArgumentException(
                    type + Arrays.toString(shape) + " takes " + wanted + " bytes, not " + bytes.remaining());
        }
        return view(type, Layout.contiguous(shape), ByteSource.of(bytes), false);
    }

    /**
     * A single-precision tensor.
     *
     * @param values the elements in row-major order
     * @param shape sizes
     * @return the tensor, of type F32
     * @throws IllegalArgumentException where the number of values does not fit the shape
     */
    public static WeightTensor of(float[] values, long... shape) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(values.length, 4)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return of(TensorType.F32, bytes, shape);
    }

    /**
     * A tensor of 64-bit integers.
     *
     * @param values the elements in row-major order
     * @param shape sizes
     * @return the tensor, of type I64
     * @throws IllegalArgumentException where the number of values does not fit the shape
     */
    public static WeightTensor of(long[] values, long... shape) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(values.length, 8)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return of(TensorType.I64, bytes, shape);
    }

    /**
     * A tensor whose bytes are read from an array when they are wanted; the array stays the caller's, open and unchanged
     * until then.
     *
     * @param array an array of a type that {@link #toArray} makes
     * @return the tensor
     * @throws IllegalArgumentException for another data type
     */
    public static WeightTensor of(NDArray array) {
        TensorType type = EngineArrays.tensorType(array.getDataType());
        return view(type, Layout.contiguous(array.getShape().getShape()), EngineArrays.source(array), false);
    }

    /**
     * Joins tensors.
     *
     * @param dim the dimension along which they follow each other
     * @param parts at least one tensor, equal in type and all other sizes
     * @return the joined tensor
     * @throws IllegalArgumentException where types or sizes differ
     */
    public static WeightTensor concat(int dim, List<WeightTensor> parts) {
        WeightTensor first = parts.get(0);
        long[] shape = first.shape();
        shape[dim] = 0;
        for (WeightTensor part : parts) {
            if (part.type != first.type
                    || !Arrays.equals(
                            part.narrow(dim, 0, 0).shape(),
                            first.narrow(dim, 0, 0).shape())) {
                throw new IllegalArgumentException("cannot join along dimension " + dim + ": " + parts);
            }
            shape[dim] += part.layout.size(dim);
        }
        if (dim == 0) {
            return view(first.type, Layout.contiguous(shape), new JoinedTensors(List.copyOf(parts)), false);
        }
        int[] order = swapped(first.rank(), dim);
        WeightTensor rows =
                concat(0, parts.stream().map(part -> part.permute(order)).toList());
        return rows.reshape(rows.shape()).whole().permute(order);
    }

    /**
     * The element type.
     *
     * @return the type
     */
    public TensorType type() {
        return type;
    }

    /**
     * The sizes.
     *
     * @return a fresh array, empty for a scalar
     */
    public long[] shape() {
        return layout.shape();
    }

    /**
     * The number of dimensions.
     *
     * @return zero for a scalar
     */
    public int rank() {
        return layout.rank();
    }

    /**
     * The number of elements.
     *
     * @return the product of the sizes
     */
    public long elements() {
        return layout.count();
    }

    /**
     * The number of bytes of the elements.
     *
     * @return bytes
     */
    public long byteLength() {
        return type.bytesFor(layout.count());
    }

    /**
     * Some of the tensor's bytes: elements in row-major order without gaps, little-endian, whatever the file's order.
     *
     * @param offset first byte, at an element's start
     * @param length how many, whole elements, at most 2^30
     * @return a buffer from position 0 to its limit, not to be written to
     * @throws IndexOutOfBoundsException where the tensor has no such bytes
     * @throws IllegalStateException where the file is closed
     */
    public ByteBuffer slice(long offset, int length) {
        Objects.checkFromIndexSize(offset, length, byteLength());
        if (stored == type) {
            return storedSlice(offset, length);
        }
        int size = type.bytes();
        ByteBuffer in = storedSlice(offset / size * stored.bytes(), Math.multiplyExact(length / size, stored.bytes()));
        ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        ElementCodec.convert(stored, in, type, out);
        return out.flip();
    }

    private ByteBuffer storedSlice(long offset, int length) {
        if (length == 0) {
            return ByteBuffer.allocate(0);
        }
        if (layout.isContiguous()) {
            return tidy(source.slice(stored.bytesFor(layout.offset()) + offset, length));
        }
        ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        layout.gather(source, stored.bytes(), offset / stored.bytes(), out);
        return tidy(out.flip());
    }

    /** Turns the byte order and makes any truth value other than zero a one, on a copy where there is need. */
    private ByteBuffer tidy(ByteBuffer bytes) {
        int unit = bigEndian ? stored.swapUnit() : 1;
        if (unit == 1 && stored != TensorType.BOOL) {
            return bytes;
        }
        ByteBuffer out = ByteBuffer.allocate(bytes.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < bytes.limit(); i++) {
            byte one = bytes.get(i - i % unit + unit - 1 - i % unit);
            out.put(stored == TensorType.BOOL && one != 0 ? 1 : one);
        }
        return out.flip();
    }

    /**
     * All elements as single-precision numbers.
     *
     * @return a fresh array in row-major order
     * @throws UnsupportedOperationException for complex and sub-byte types
     * @throws ArithmeticException for more than 2^31 elements
     */
    public float[] toFloats() {
        WeightTensor floats = to(TensorType.F32);
        float[] values = new float[Math.toIntExact(elements())];
        for (int at = 0; at < values.length; at += FLOATS_AT_ONCE) {
            int count = Math.min(FLOATS_AT_ONCE, values.length - at);
            floats.slice(at * 4L, count * 4).asFloatBuffer().get(values, at, count);
        }
        return values;
    }

    /**
     * All elements as integers.
     *
     * @return a fresh array in row-major order
     * @throws UnsupportedOperationException for other than integer types
     * @throws ArithmeticException for more than 2^27 elements
     */
    public long[] toLongs() {
        long[] values = new long[Math.toIntExact(elements())];
        to(TensorType.I64)
                .slice(0, Math.multiplyExact(values.length, 8))
                .asLongBuffer()
                .get(values);
        return values;
    }

    /**
     * This tensor as an array that owns its memory. Types without an engine counterpart are widened: BF16 and the 8-bit
     * floating-point types to FLOAT32, I16 and U16 to INT32, U32 and U64 to INT64.
     *
     * @param manager where the array belongs
     * @return the array
     * @throws UnsupportedOperationException for types that nothing holds (C64, F4, F6)
     */
    public NDArray toArray(NDManager manager) {
        return EngineArrays.create(this, manager);
    }

    /**
     * Copies the elements into an array, converted to its type; no other array of the tensor's size is made.
     *
     * @param target an array of the same shape
     * @throws IllegalArgumentException where the shapes differ
     * @throws UnsupportedOperationException where the types do not convert
     */
    public void copyTo(NDArray target) {
        EngineArrays.copy(this, target);
    }

    /**
     * This tensor with other elements: any real type converts to F32, F64, F16 and BF16 (rounded to nearest, ties to
     * even) and, cut at the point, to I64 (averaged checkpoints hold counters as F32); integers to I32 too.
     *
     * @param other the type wanted
     * @return a tensor that converts what is read of it
     * @throws UnsupportedOperationException where the types do not convert
     */
    public WeightTensor to(TensorType other) {
        if (other == type) {
            return this;
        }
        if (!ElementCodec.converts(type, other)) {
            throw new UnsupportedOperationException("no conversion from " + type + " to " + other);
        }
        WeightTensor from = stored == type ? this : whole();
        return new WeightTensor(from.stored, other, from.layout, from.source, from.bigEndian);
    }

    /**
     * The same elements under another shape.
     *
     * @param shape sizes, of which one may be -1 for what is left
     * @return the tensor
     * @throws IllegalArgumentException where the numbers of elements differ
     */
    public WeightTensor reshape(long... shape) {
        long[] sizes = shape.clone();
        for (int d = 0; d < sizes.length; d++) {
            if (sizes[d] == -1) {
                sizes[d] = 1;
                sizes[d] = elements() / Math.max(1, Layout.count(sizes));
            }
        }
        if (Layout.count(sizes) != elements()) {
            throw new IllegalArgumentException(this + " has no shape " + Arrays.toString(shape));
        }
        WeightTensor base = layout.isContiguous() ? this : whole();
        Layout view = new Layout(sizes, Layout.rowMajor(sizes), base.layout.offset());
        return new WeightTensor(base.stored, base.type, view, base.source, base.bigEndian);
    }

    /**
     * The dimensions in another order.
     *
     * @param order for each new dimension the old one
     * @return the tensor
     * @throws IllegalArgumentException where this is no permutation
     */
    public WeightTensor permute(int... order) {
        return new WeightTensor(stored, type, layout.permute(order), source, bigEndian);
    }

    /**
     * A part along one dimension.
     *
     * @param dim the dimension
     * @param start first index
     * @param length how many
     * @return the tensor
     * @throws IllegalArgumentException where there is no such part
     */
    public WeightTensor narrow(int dim, long start, long length) {
        return new WeightTensor(stored, type, layout.narrow(dim, start, length), source, bigEndian);
    }

    /**
     * Equal parts along one dimension.
     *
     * @param dim the dimension
     * @param parts how many
     * @return the parts in order
     * @throws IllegalArgumentException where they would differ in size
     */
    public List<WeightTensor> split(int dim, int parts) {
        long size = layout.size(dim);
        if (parts < 1 || size % parts != 0) {
            throw new IllegalArgumentException(
                    "dimension " + dim + " of " + this + " does not split into " + parts + " equal parts");
        }
        List<WeightTensor> result = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            result.add(narrow(dim, i * (size / parts), size / parts));
        }
        return result;
    }

    @Override
    public String toString() {
        return type + Arrays.toString(shape());
    }

    /** The same tensor over bytes without gaps that are made once and kept while memory allows. */
    private WeightTensor whole() {
        ByteSource bytes = byteLength() > ByteSource.MAX_SLICE
                ? new JoinedTensors(List.of(this))
                : new SoftBytes(byteLength(), () -> slice(0, (int) byteLength()));
        return new WeightTensor(type, type, Layout.contiguous(shape()), bytes, false);
    }

    private static int[] swapped(int rank, int dim) {
        int[] order = new int[rank];
        Arrays.setAll(order, d -> d == 0 ? dim : d == dim ? 0 : d);
        return order;
    }
}
