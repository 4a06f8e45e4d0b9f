package io.github.timm4j.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.nn.Activation;
import io.github.timm4j.internal.Aten;
import io.github.timm4j.internal.AtenOp;

/** Terms that several losses share. */
final class Formulas {
    private Formulas() {}

    static NDArray oneMinus(NDArray x) {
        return x.neg().add(1);
    }

    static NDArray sigmoid(NDArray x) {
        return Activation.sigmoid(x);
    }

    static NDArray softplus(NDArray x) {
        return Activation.softPlus(x);
    }

    /** Minus the logarithm of the sigmoid, weighted where the target is positive. */
    static NDArray binaryCrossEntropy(NDArray x, NDArray y, ClassWeights positiveWeight) {
        NDArray positive = softplus(x.neg());
        if (!positiveWeight.isNone()) {
            positive = positive.mul(positiveWeight.on(x).sub(1).mul(y).add(1));
        }
        return oneMinus(y).mul(x).add(positive);
    }

    /** {@code log(sum(exp(x)))} over an axis, which goes. */
    static NDArray logSumExp(NDArray x, int axis) {
        return Aten.call(AtenOp.unary("logsumexp", new long[] {axis}, false), x);
    }

    /** Values with those outside a mask replaced by a constant. */
    static NDArray keep(NDArray mask, NDArray x, double otherwise) {
        return NDArrays.where(mask, x, x.getManager().create((float) otherwise));
    }
}
