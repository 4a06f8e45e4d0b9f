package io.github.timm4j.weights;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Where a tensor's elements lie in its storage: sizes, strides and first element, all counted in elements. */
final class Layout {
    private final long[] shape;
    private final long[] strides;
    private final long offset;
    private final long count;

    /**
     * A view of a storage.
     *
     * @throws IllegalArgumentException for negative numbers or a rank that differs
     * @throws ArithmeticException where the number of elements or the last element's place passes 2^63
     */
    Layout(long[] shape, long[] strides, long offset) {
        if (shape.length != strides.length) {
            throw new IllegalArgumentException(shape.length + " sizes but " + strides.length + " strides");
        }
        if (offset < 0 || hasNegative(shape) || hasNegative(strides)) {
            throw new IllegalArgumentException("negative size, stride or offset: sizes " + Arrays.toString(shape)
                    + ", strides " + Arrays.toString(strides) + ", offset " + offset);
        }
        this.shape = shape.clone();
        this.strides = strides.clone();
        this.offset = offset;
        this.count = count(shape);
        reach();
    }

    /** Row-major elements without gaps. */
    static Layout contiguous(long... shape) {
        return new Layout(shape, rowMajor(shape), 0);
    }

    /** The number of elements of a shape, zero if any size is. */
    static long count(long... shape) {
        for (long size : shape) {
            if (size == 0) {
                return 0;
            }
        }
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }

    /** Row-major strides; zeros where there is no element. */
    static long[] rowMajor(long... shape) {
        long[] strides = new long[shape.length];
        if (count(shape) == 0) {
            return strides;
        }
        long step = 1;
        for (int d = shape.length - 1; d >= 0; d--) {
            strides[d] = step;
            step *= shape[d];
        }
        return strides;
    }

    long[] shape() {
        return shape.clone();
    }

    int rank() {
        return shape.length;
    }

    long size(int dim) {
        return shape[dim];
    }

    long offset() {
        return offset;
    }

    long count() {
        return count;
    }

    /** How many elements the storage must have for the last one of this view to exist. */
    long reach() {
        if (count == 0) {
            return 0;
        }
        long last = offset;
        for (int d = 0; d < shape.length; d++) {
            last = Math.addExact(last, Math.multiplyExact(shape[d] - 1, strides[d]));
        }
        return Math.addExact(last, 1);
    }

    boolean isContiguous() {
        long step = 1;
        for (int d = shape.length - 1; d >= 0 && count > 0; d--) {
            if (shape[d] != 1 && strides[d] != step) {
                return false;
            }
            step *= shape[d];
        }
        return true;
    }

    Layout permute(int... order) {
        boolean[] seen = new boolean[rank()];
        long[] sizes = new long[rank()];
        long[] steps = new long[rank()];
        for (int d = 0; d < order.length; d++) {
            if (order.length != rank() || order[d] < 0 || order[d] >= rank() || seen[order[d]]) {
                throw new IllegalArgumentException(
                        Arrays.toString(order) + " is no order of the dimensions of " + Arrays.toString(shape));
            }
            seen[order[d]] = true;
            sizes[d] = shape[order[d]];
            steps[d] = strides[order[d]];
        }
        return new Layout(sizes, steps, offset);
    }

    Layout narrow(int dim, long start, long length) {
        if (dim < 0 || dim >= rank() || start < 0 || length < 0 || length > shape[dim] - start) {
            throw new IllegalArgumentException("no elements " + start + " to " + (start + length) + " of dimension "
                    + dim + " in shape " + Arrays.toString(shape));
        }
        long[] sizes = shape.clone();
        sizes[dim] = length;
        return new Layout(sizes, strides, offset + start * strides[dim]);
    }

    /** Copies elements of this view in row-major order; {@code first} counts in that order. */
    void gather(ByteSource storage, int elementBytes, long first, ByteBuffer out) {
        long span = Math.multiplyExact(reach() - offset, (long) elementBytes);
        if (span <= ByteSource.MAX_SLICE) {
            ByteBuffer bytes = storage.slice(offset * elementBytes, (int) span);
            new Walk(bytes, elementBytes, first).copy(out);
            return;
        }
        long each = count / shape[0];
        int end = out.limit();
        for (long at = first; out.position() < end; ) {
            long left = Math.min((end - out.position()) / elementBytes, each - at % each);
            out.limit(out.position() + (int) left * elementBytes);
            select(at / each).gather(storage, elementBytes, at % each, out);
            out.limit(end);
            at += left;
        }
    }

    /** One index of the first dimension, which goes. */
    private Layout select(long index) {
        return new Layout(
                Arrays.copyOfRange(shape, 1, rank()),
                Arrays.copyOfRange(strides, 1, rank()),
                offset + index * strides[0]);
    }

    private static boolean hasNegative(long[] numbers) {
        return Arrays.stream(numbers).anyMatch(n -> n < 0);
    }

    /** One pass over the view, a run along the last dimension at a time. */
    private final class Walk {
        private final ByteBuffer bytes;
        private final int elementBytes;
        private final long[] index;
        private long at;

        Walk(ByteBuffer bytes, int elementBytes, long first) {
            this.bytes = bytes;
            this.elementBytes = elementBytes;
            this.index = new long[rank()];
            long rest = first;
            for (int d = rank() - 1; d >= 0; d--) {
                index[d] = rest % shape[d];
                rest /= shape[d];
                at += index[d] * strides[d];
            }
        }

        void copy(ByteBuffer out) {
            int last = rank() - 1;
            if (last < 0) {
                out.put(bytes.slice(0, elementBytes));
                return;
            }
            while (out.hasRemaining()) {
                int run = (int) Math.min(out.remaining() / elementBytes, shape[last] - index[last]);
                copyRun(run, strides[last], out);
                advance(last, run);
            }
        }

        private void advance(int dim, long steps) {
            index[dim] += steps;
            at += steps * strides[dim];
            if (index[dim] == shape[dim] && dim > 0) {
                at -= index[dim] * strides[dim];
                index[dim] = 0;
                advance(dim - 1, 1);
            }
        }

        private void copyRun(int run, long stride, ByteBuffer out) {
            int from = (int) (at * elementBytes);
            if (stride == 1) {
                out.put(bytes.slice(from, run * elementBytes));
                return;
            }
            int step = (int) (stride * elementBytes);
            for (int i = 0; i < run; i++, from += step) {
                switch (elementBytes) {
                    case 1 -> out.put(bytes.get(from));
                    case 2 -> out.putShort(bytes.getShort(from));
                    case 4 -> out.putInt(bytes.getInt(from));
                    default -> out.putLong(bytes.getLong(from));
                }
            }
        }
    }
}
