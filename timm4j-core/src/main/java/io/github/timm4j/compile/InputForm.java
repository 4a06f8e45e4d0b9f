package io.github.timm4j.compile;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.config.ImageSize;

/**
 * What a compiled model takes.
 *
 * @param channels colour channels
 * @param size height and width for which it was recorded
 * @param step 0 where it takes no other size, else sizes differ by multiples of it
 * @param raw whether it takes 8-bit pictures {@code (B, H, W, C)} of any size
 */
record InputForm(int channels, ImageSize size, int step, boolean raw) {
    /** The shape of one picture. */
    Shape picture() {
        return raw
                ? new Shape(size.height(), size.width(), channels)
                : new Shape(channels, size.height(), size.width());
    }

    /** An input of zeros. */
    NDArray sample(NDManager manager, int batch) {
        return manager.zeros(new Shape(batch).addAll(picture()), raw ? DataType.UINT8 : DataType.FLOAT32);
    }

    void check(NDArray x) {
        Shape shape = x.getShape();
        if (raw) {
            if (shape.dimension() != 4 || shape.get(3) != channels || x.getDataType() != DataType.UINT8) {
                throw new IllegalArgumentException("expected 8-bit pictures (batch, height, width, " + channels
                        + "), found " + x.getDataType() + " " + shape);
            }
        } else if (x.getDataType() != DataType.FLOAT32
                || shape.dimension() != 4
                || shape.get(1) != channels
                || !fits(shape)) {
            throw new IllegalArgumentException(
                    "expected float32 pictures (batch, " + channels + ", " + size.height() + ", "
                            + size.width() + ")" + (step == 0 ? "" : " or sizes that differ by multiples of " + step)
                            + ", for which the model was compiled, found " + x.getDataType() + " " + shape);
        }
    }

    private boolean fits(Shape shape) {
        return fits(shape.get(2), size.height()) && fits(shape.get(3), size.width());
    }

    private boolean fits(long found, long recorded) {
        return found == recorded || step > 0 && found > 0 && (found - recorded) % step == 0;
    }
}
