package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.internal.Aten;
import io.github.timm4j.internal.AtenOp;

/**
 * How a map is brought to another size: {@code (B, C, H, W) -> (B, C, H', W')} ({@code torch.nn.functional.interpolate}).
 *
 * @param mode the interpolation
 * @param antialias whether shrinking averages all pixels that one covers
 * @param alignCorners whether the corner pixels keep their place, not antialiased
 */
public record Resampling(Mode mode, boolean antialias, boolean alignCorners) {
    /** Antialiased bicubic, timm's choice for position embeddings and patch kernels. */
    public static final Resampling BICUBIC = new Resampling(Mode.BICUBIC, true, false);

    /** Plain bilinear. */
    public static final Resampling BILINEAR = new Resampling(Mode.BILINEAR, false, false);

    /** Interpolations. */
    public enum Mode {
        /** Of two pixels each way. */
        BILINEAR("bilinear2d"),
        /** Of four pixels each way. */
        BICUBIC("bicubic2d");

        private final String operator;

        Mode(String operator) {
            this.operator = operator;
        }
    }

    /**
     * The same between pixels' edges, as patch kernels always are.
     *
     * @return a changed copy
     */
    public Resampling withoutCorners() {
        return new Resampling(mode, antialias, false);
    }

    /**
     * Resizes in FLOAT32, whatever the type.
     *
     * @param x {@code (B, C, H, W)}
     * @param size the new size
     * @return a new map of the same type
     */
    public NDArray apply(NDArray x, ImageSize size) {
        String name = antialias ? "_upsample_" + mode.operator + "_aa" : "upsample_" + mode.operator;
        AtenOp op = AtenOp.of(name, 1, new long[] {size.height(), size.width()}, alignCorners);
        return Aten.call(op, x.toType(DataType.FLOAT32, false)).toType(x.getDataType(), false);
    }
}
