package io.github.timm4j.models.efficientnet;

import ai.djl.ndarray.NDArray;
import io.github.timm4j.internal.Aten;
import io.github.timm4j.internal.AtenOp;
import io.github.timm4j.nn.Activation;
import io.github.timm4j.nn.Conv2d;
import io.github.timm4j.nn.Init;
import io.github.timm4j.nn.Layer;

/**
 * Squeeze-and-excitation under the keys of the mobile networks: {@code (B, C, H, W)} in and out. Children {@code conv_reduce},
 * {@code conv_expand}.
 *
 * @see <a href="https://arxiv.org/abs/1709.01507">Squeeze-and-Excitation Networks</a>
 */
final class MobileSqueezeExcite extends Layer {
    private static final AtenOp MEAN = AtenOp.unary("mean", new long[] {2, 3}, true);

    private final Layer reduce;
    private final Layer act;
    private final Layer expand;
    private final Layer gate;

    MobileSqueezeExcite(int channels, int hidden, Activation activation, Activation gate) {
        this.reduce = child("conv_reduce", conv(channels, hidden));
        this.act = child("act1", activation.layer());
        this.expand = child("conv_expand", conv(hidden, channels));
        this.gate = child("gate", gate.layer());
    }

    private static Conv2d conv(int in, int out) {
        Conv2d.Spec spec = Conv2d.Spec.of(in, out, 1).bias(true);
        return new Conv2d(spec, Init.normalFanOut(spec), Init.ZEROS);
    }

    @Override
    protected NDArray forward(NDArray x) {
        NDArray mean = Aten.call(MEAN, x);
        NDArray weights = chain(mean, reduce, act, expand, gate);
        free(mean);
        return x.mul(weights);
    }

    @Override
    protected boolean makesNew() {
        return true;
    }
}
