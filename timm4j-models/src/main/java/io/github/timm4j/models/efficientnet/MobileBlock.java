package io.github.timm4j.models.efficientnet;

import ai.djl.ndarray.NDArray;
import io.github.timm4j.nn.DropPath;
import io.github.timm4j.nn.Layer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A branch of layers in a row, summed with its input where that fits: {@code (B, in, H, W) -> (B, out, H', W')}. */
abstract class MobileBlock extends Layer {
    private final List<Layer> branch = new ArrayList<>();
    private final DropPath dropPath;
    private final boolean skip;

    MobileBlock(BlockContext context, boolean skip) {
        this.dropPath = child("drop_path", new DropPath(context.dropPath()));
        this.skip = skip;
    }

    /** Adds a registered layer to the branch. */
    final <L extends Layer> L then(String key, L layer) {
        branch.add(child(key, layer));
        return layer;
    }

    /** Adds a layer to the branch where there is one. */
    final void thenIf(String key, @Nullable Layer layer) {
        if (layer != null) {
            then(key, layer);
        }
    }

    /** The input of the sum, where there is a sum. */
    final boolean skips() {
        return skip;
    }

    NDArray branch(NDArray x) {
        return chain(x, branch.toArray(new Layer[0]));
    }

    @Override
    protected NDArray forward(NDArray x) {
        NDArray y = branch(x);
        return skip ? sum(dropPath.apply(y), x) : y;
    }

    /** The branch's result is a fresh array that autograd does not keep. */
    NDArray sum(NDArray y, NDArray x) {
        return y.addi(x);
    }
}
