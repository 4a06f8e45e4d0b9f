package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import io.github.timm4j.internal.Aten;
import io.github.timm4j.internal.AtenOp;

/**
 * x where positive, else a learnt slope times x: any shape in, the same shape out. Parameter {@code weight}, one number ({@code
 * timm.layers.PReLU}).
 *
 * @see <a href="https://arxiv.org/abs/1502.01852">Delving Deep into Rectifiers</a>
 */
public final class PRelu extends Layer {
    private static final AtenOp OP = AtenOp.of("prelu", 2);

    private final Parameter weight = parameter("weight", Init.constant(0.25), 1);

    @Override
    protected NDArray forward(NDArray x) {
        return Aten.call(OP, x, value(weight));
    }

    @Override
    protected boolean makesNew() {
        return true;
    }
}
