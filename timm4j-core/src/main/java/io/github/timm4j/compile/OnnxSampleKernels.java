package io.github.timm4j.compile;

import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ONNX form of a convolution in which every sample has its own kernels. libtorch computes it with samples as
 * groups, whose number ONNX wants fixed; here pointwise kernels are products of matrices, and depthwise kernels sums
 * over their places.
 *
 * @param call a convolution of {@code (1, B C, H, W)} with kernels {@code (B O, I, K, K)}
 * @param groups of one sample
 */
record OnnxSampleKernels(OnnxCall call, long groups) {
    /** Set where the number of groups depends on the batch. */
    static @Nullable OnnxSampleKernels of(OnnxCall call, Argument groups) {
        return groups instanceof Argument.BatchSize size && size.offset() == 0 && call.rank(0) == 4
                ? new OnnxSampleKernels(call, size.factor())
                : null;
    }

    String write() {
        if (call.freeSize()) {
            throw call.refusal("has kernels of its own for every sample and pictures of any size");
        }
        Shape kernels = call.shape(1);
        long channels = call.shape(0).get(1) / Polymorphism.FIRST;
        boolean point = kernels.get(2) == 1 && kernels.get(3) == 1 && stride(0) == 1 && stride(1) == 1;
        if (groups == 1 && point && border(0) == 0 && border(1) == 0) {
            return pointwise(channels);
        }
        if (groups == channels
                && kernels.get(1) == 1
                && kernels.get(0) == call.shape(0).get(1)) {
            return depthwise(channels);
        }
        throw call.refusal("has kernels of its own for every sample, neither pointwise nor depthwise");
    }

    private String pointwise(long channels) {
        Shape map = call.shape(0);
        long outputs = call.shape(1).get(0) / Polymorphism.FIRST;
        String pixels = reshaped(call.tensor(0), -1, channels, map.get(2) * map.get(3));
        String matrices = reshaped(call.tensor(1), -1, outputs, channels);
        String product = call.add("MatMul", List.of(matrices, pixels));
        return reshaped(product, 1, -1, map.get(2), map.get(3));
    }

    private String depthwise(long channels) {
        Shape map = call.shape(0);
        Shape result = call.node().result().shape();
        String samples = reshaped(call.tensor(0), -1, channels, map.get(2), map.get(3));
        String borders = call.constant(0, 0, border(0), border(1), 0, 0, border(0), border(1));
        String padded = call.add("Pad", List.of(samples, borders));
        String kernels = reshaped(
                call.tensor(1),
                -1,
                channels,
                call.shape(1).get(2),
                call.shape(1).get(3));
        String sum = "";
        for (long i = 0; i < call.shape(1).get(2); i++) {
            for (long j = 0; j < call.shape(1).get(3); j++) {
                String pixels = pixels(padded, new long[] {i, j}, result);
                String weights = call.add(
                        "Slice",
                        List.of(kernels, call.constant(i, j), call.constant(i + 1, j + 1), call.constant(2, 3)));
                String product = call.add("Mul", List.of(pixels, weights));
                sum = sum.isEmpty() ? product : call.add("Add", List.of(sum, product));
            }
        }
        return reshaped(sum, 1, -1, result.get(2), result.get(3));
    }

    /** What one place of the kernel meets. */
    private String pixels(String padded, long[] place, Shape result) {
        long[] from = new long[2];
        long[] to = new long[2];
        for (int axis = 0; axis < 2; axis++) {
            from[axis] = place[axis] * call.spread(5, 2)[axis];
            to[axis] = from[axis] + (result.get(2 + axis) - 1) * stride(axis) + 1;
        }
        String steps = call.constant(stride(0), stride(1));
        return call.add("Slice", List.of(padded, call.constant(from), call.constant(to), call.constant(2, 3), steps));
    }

    private long stride(int axis) {
        return call.spread(3, 2)[axis];
    }

    private long border(int axis) {
        return call.spread(4, 2)[axis];
    }

    private String reshaped(String tensor, long... sizes) {
        return call.add("Reshape", List.of(tensor, call.constant(sizes)));
    }
}
