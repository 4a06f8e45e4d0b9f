package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import io.github.timm4j.nn.Projection.Role;
import org.jspecify.annotations.Nullable;

/**
 * An MLP whose hidden layer is gated by a second linear map: {@code (…, in) -> (…, out)}. Children {@code fc1_g}, {@code fc1_x},
 * {@code fc2} and perhaps {@code norm} ({@code timm.layers.SwiGLU}).
 *
 * @see <a href="https://arxiv.org/abs/2002.05202">GLU Variants Improve Transformer</a>
 */
public final class SwiGlu extends Layer {
    private final Layer fc1G;
    private final Layer fc1X;
    private final Layer act;
    private final Layer drop1;
    private final @Nullable Layer norm;
    private final Layer fc2;
    private final Layer drop2;

    /**
     * Makes the layer.
     *
     * @param options what makes it; the activation is the gate's
     * @param projection makes the maps
     */
    public SwiGlu(Mlp.Options options, Projection projection) {
        int hidden = options.hidden();
        this.fc1G = child("fc1_g", projection.layer(Role.MLP_GATE, options.in(), hidden, options.bias()));
        this.fc1X = child("fc1_x", projection.layer(Role.MLP_IN, options.in(), hidden, options.bias()));
        this.act = child("act", options.activation().layer());
        this.drop1 = child("drop1", new Dropout(options.drop()));
        Norm maker = options.norm();
        this.norm = maker == null ? null : child("norm", maker.layer(hidden));
        this.fc2 = child("fc2", projection.layer(Role.MLP_OUT, hidden, options.out(), options.bias()));
        this.drop2 = child("drop2", new Dropout(options.drop()));
    }

    @Override
    protected NDArray forward(NDArray x) {
        return chain(x, bound(this::gated), drop1, norm, fc2, drop2);
    }

    private NDArray gated(NDArray x) {
        NDArray gate = chain(x, fc1G, act);
        NDArray value = fc1X.apply(x);
        return recording() ? gate.mul(value) : gate.muli(value);
    }

    @Override
    protected boolean makesNew() {
        return true;
    }
}
