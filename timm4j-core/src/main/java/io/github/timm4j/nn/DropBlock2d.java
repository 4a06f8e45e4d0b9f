package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * Drops square regions of a feature map while training: {@code (B, C, H, W)} in and out ({@code timm.layers.DropBlock2d}, one mask
 * for all channels).
 *
 * @see <a href="https://arxiv.org/abs/1810.12890">DropBlock</a>
 */
public final class DropBlock2d extends Layer {
    private final double rate;
    private final int blockSize;
    private final double gammaScale;

    /**
     * Makes the layer.
     *
     * @param rate share of dropped positions
     * @param blockSize side of a region
     * @param gammaScale factor of the rate
     */
    public DropBlock2d(double rate, int blockSize, double gammaScale) {
        this.rate = rate;
        this.blockSize = blockSize;
        this.gammaScale = gammaScale;
    }

    @Override
    protected NDArray forward(NDArray x) {
        if (rate == 0 || !training()) {
            return x;
        }
        NDArray keep = keepMask(x);
        NDArray kept = keep.sum();
        NDArray scale = kept.add(1e-7f).pow(-1).mul((float) keep.size());
        NDArray scaled = keep.mul(scale);
        NDArray y = x.mul(scaled);
        for (NDArray used : new NDArray[] {keep, kept, scale, scaled}) {
            free(used);
        }
        return y;
    }

    private NDArray keepMask(NDArray x) {
        Shape shape = x.getShape();
        long height = shape.get(2);
        long width = shape.get(3);
        long kh = Math.min(blockSize, height);
        long kw = Math.min(blockSize, width);
        double gamma = gammaScale * rate * height * width / (kh * kw) / ((height - kh + 1) * (width - kw + 1));
        NDArray draws =
                x.getManager().randomUniform(0f, 1f, new Shape(shape.get(0), 1, height, width), x.getDataType());
        NDArray centres = draws.lt((float) gamma).toType(x.getDataType(), false);
        NDArray blocks = centres.getNDArrayInternal()
                .maxPool(new Shape(kh, kw), new Shape(1, 1), new Shape(kh / 2, kw / 2), false);
        // an even window makes one row or column too many
        NDArray cut = blocks.get("..., {}:, {}:", (kh + 1) % 2, (kw + 1) % 2);
        return cut.mul(-1f).add(1f);
    }
}
