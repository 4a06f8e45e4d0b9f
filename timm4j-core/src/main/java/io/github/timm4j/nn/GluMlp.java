package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.github.timm4j.nn.Projection.Role;
import org.jspecify.annotations.Nullable;

/**
 * An MLP whose hidden layer is gated by its own other half: {@code (…, in) -> (…, out)}. Children {@code fc1} (to {@code hidden}
 * features, an even number), {@code fc2} (from half of them) and perhaps {@code norm} ({@code timm.layers.GluMlp}; with the gate
 * first and SiLU {@code SwiGLUPacked}).
 *
 * @see <a href="https://arxiv.org/abs/2002.05202">GLU Variants Improve Transformer</a>
 */
public final class GluMlp extends Layer {
    private final Layer fc1;
    private final Layer act;
    private final Layer drop1;
    private final @Nullable Layer norm;
    private final Layer fc2;
    private final Layer drop2;
    private final int axis;
    private final boolean gateLast;

    /**
     * Makes the layer.
     *
     * @param options what makes it; {@code hidden} counts both halves, the activation is the gate's
     * @param gateLast whether the second half is the gate
     * @param projection makes the maps
     */
    public GluMlp(Mlp.Options options, boolean gateLast, Projection projection) {
        int hidden = options.hidden();
        if (hidden % 2 != 0) {
            throw new IllegalArgumentException("a gated MLP needs an even number of hidden features, found " + hidden);
        }
        this.fc1 = child("fc1", projection.layer(Role.MLP_IN_AND_GATE, options.in(), hidden, options.bias()));
        this.act = child("act", options.activation().layer());
        this.drop1 = child("drop1", new Dropout(options.drop()));
        Norm maker = options.norm();
        this.norm = maker == null ? null : child("norm", maker.layer(hidden / 2));
        this.fc2 = child("fc2", projection.layer(Role.MLP_OUT, hidden / 2, options.out(), options.bias()));
        this.drop2 = child("drop2", new Dropout(options.drop()));
        this.axis = fc1 instanceof Conv2d ? 1 : -1;
        this.gateLast = gateLast;
    }

    @Override
    protected NDArray forward(NDArray x) {
        return chain(x, fc1, bound(this::gated), drop1, norm, fc2, drop2);
    }

    private NDArray gated(NDArray packed) {
        int last = axis < 0 ? packed.getShape().dimension() + axis : axis;
        NDList halves = packed.split(2, last);
        NDArray gate = act.apply(halves.get(gateLast ? 1 : 0));
        NDArray value = halves.get(gateLast ? 0 : 1);
        return recording() ? gate.mul(value) : gate.muli(value);
    }

    @Override
    protected boolean makesNew() {
        return true;
    }
}
