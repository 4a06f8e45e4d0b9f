package io.github.timm4j.compile;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;

/**
 * The operators in which a forward pass spends its time, without their mathematics: a recording looks at shapes alone,
 * so that zeros do for the values. Whatever does not fit goes to the engine, whose message says why.
 */
final class ShapeOnly {
    private static final int CONVOLUTION_RANK = 4;

    private ShapeOnly() {}

    /** What an operator returns, but for its values; null for those that are called as they are. */
    static @Nullable NDList result(String operator, Object[] arguments) {
        if (arguments.length < 2
                || !(arguments[0] instanceof NDArray x)
                || !(arguments[1] instanceof NDArray kernels)) {
            return null;
        }
        Shape weight = kernels.getShape();
        Shape shape =
                switch (operator) {
                    case "linear" -> linear(x.getShape(), weight);
                    case "convolution" -> convolution(x.getShape(), weight, arguments);
                    default -> null;
                };
        return shape == null ? null : new NDList(x.getManager().zeros(shape, x.getDataType()));
    }

    private static @Nullable Shape linear(Shape x, Shape weight) {
        int last = x.dimension() - 1;
        boolean fits = last >= 0 && weight.dimension() == 2 && x.get(last) == weight.get(1);
        return fits ? x.slice(0, last).add(weight.get(0)) : null;
    }

    /** Of pictures {@code (B, C, H, W)}: arguments are input, kernels, bias, stride, padding, dilation, groups. */
    private static @Nullable Shape convolution(Shape x, Shape weight, Object[] arguments) {
        boolean pictures = x.dimension() == CONVOLUTION_RANK && weight.dimension() == CONVOLUTION_RANK;
        if (!pictures
                || !(arguments[3] instanceof Shape stride)
                || !(arguments[4] instanceof Shape padding)
                || !(arguments[5] instanceof Shape dilation)
                || !(arguments[6] instanceof Integer groups)
                || x.get(1) != weight.get(1) * groups) {
            return null;
        }
        long[] size = new long[2];
        for (int i = 0; i < size.length; i++) {
            long room = x.get(2 + i) + 2 * padding.get(i) - dilation.get(i) * (weight.get(2 + i) - 1) - 1;
            if (room < 0) {
                return null;
            }
            size[i] = room / stride.get(i) + 1;
        }
        return new Shape(x.get(0), weight.get(0), size[0], size[1]);
    }
}
