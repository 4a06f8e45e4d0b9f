package io.github.timm4j.models.vit;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.nn.PatchEmbed;
import io.github.timm4j.nn.PositionEmbedding;
import io.github.timm4j.nn.Resampling;
import io.github.timm4j.weights.WeightTensor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Brings patch kernels and position embeddings of a checkpoint to a model's sizes.
 *
 * @param kernel the model's patch size
 * @param grid the model's grid of patches
 * @param prefix tokens before the patches that have positions of their own
 * @param resampling how grids are resized
 */
record CheckpointSizes(ImageSize kernel, ImageSize grid, int prefix, Resampling resampling) {

    /** Kernels {@code (out, in, h, w)}, or flattened ones of the model's patch size. */
    WeightTensor kernels(WeightTensor weight) {
        WeightTensor kernels =
                weight.rank() == 4 ? weight : weight.reshape(weight.shape()[0], -1, kernel.height(), kernel.width());
        long[] shape = kernels.shape();
        return shape[2] == kernel.height() && shape[3] == kernel.width()
                ? kernels
                : computed(kernels, array -> PatchEmbed.resample(array, kernel, resampling.withoutCorners()));
    }

    /**
     * Embeddings {@code (1, prefix + N, dim)}.
     *
     * @param picture the size that the checkpoint was trained at, where it is known
     * @param patches the checkpoint's patch kernels, where they are known
     */
    WeightTensor positions(WeightTensor embedding, @Nullable ImageSize picture, @Nullable WeightTensor patches) {
        long count = embedding.shape()[1] - prefix;
        ImageSize known = grid(picture, patches, count);
        if (known == null && count == (long) grid.height() * grid.width()) {
            return embedding;
        }
        ImageSize from = known == null ? ImageSize.square((int) Math.sqrt(count)) : known;
        return from.equals(grid)
                ? embedding
                : computed(embedding, array -> PositionEmbedding.resample(array, from, grid, prefix, resampling));
    }

    private static @Nullable ImageSize grid(@Nullable ImageSize picture, @Nullable WeightTensor patches, long count) {
        if (picture == null || patches == null || patches.rank() != 4) {
            return null;
        }
        int height = picture.height() / Math.toIntExact(patches.shape()[2]);
        int width = picture.width() / Math.toIntExact(patches.shape()[3]);
        return (long) height * width == count ? new ImageSize(height, width) : null;
    }

    /** RADIO resizes its square grid to the longer side and cuts the rest off. */
    WeightTensor squarePositions(WeightTensor embedding) {
        int side = Math.max(grid.height(), grid.width());
        long dim = embedding.shape()[2];
        ImageSize from = ImageSize.square((int) Math.sqrt(embedding.shape()[1]));
        ImageSize to = ImageSize.square(side);
        WeightTensor square = from.equals(to)
                ? embedding
                : computed(embedding, array -> PositionEmbedding.resample(array, from, to, 0, resampling));
        return square.reshape(1, side, side, dim)
                .narrow(1, 0, grid.height())
                .narrow(2, 0, grid.width())
                .reshape(1, -1, dim);
    }

    private static WeightTensor computed(WeightTensor tensor, UnaryOperator<NDArray> change) {
        try (NDManager scratch = NDManager.newBaseManager(Device.cpu())) {
            NDArray changed = change.apply(tensor.toArray(scratch));
            return WeightTensor.of(changed.toFloatArray(), changed.getShape().getShape())
                    .to(tensor.type());
        }
    }
}
