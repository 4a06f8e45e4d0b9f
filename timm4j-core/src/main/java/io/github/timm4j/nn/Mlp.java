package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import io.github.timm4j.nn.Projection.Role;
import org.jspecify.annotations.Nullable;

/**
 * Two linear maps with an activation between: {@code (…, in) -> (…, out)}. Children {@code fc1}, {@code fc2} and perhaps
 * {@code norm} before the second ({@code timm.layers.Mlp}).
 */
public final class Mlp extends Layer {

    /**
     * What makes an MLP.
     *
     * @param in input features
     * @param hidden features between
     * @param out output features
     * @param activation after the first map
     * @param norm before the second map, or null
     * @param bias whether both maps add a bias
     * @param drop dropout after each map
     */
    public record Options(
            int in,
            int hidden,
            int out,
            Activation activation,
            @Nullable Norm norm,
            boolean bias,
            double drop) {
        /**
         * GELU, biases, no norm, no dropout.
         *
         * @param dim input and output features
         * @param hidden features between
         * @return the options
         */
        public static Options of(int dim, int hidden) {
            return new Options(dim, hidden, dim, Activation.GELU, null, true, 0);
        }

        /**
         * With another activation.
         *
         * @param value after the first map
         * @return a changed copy
         */
        public Options activation(Activation value) {
            return new Options(in, hidden, out, value, norm, bias, drop);
        }
    }

    private final Layer fc1;
    private final Layer act;
    private final Layer drop1;
    private final @Nullable Layer norm;
    private final Layer fc2;
    private final Layer drop2;

    /**
     * Makes the layer of linear maps.
     *
     * @param options what makes it
     */
    public Mlp(Options options) {
        this(options, Projection.LINEAR);
    }

    /**
     * Makes the layer.
     *
     * @param options what makes it
     * @param projection makes the maps
     */
    public Mlp(Options options, Projection projection) {
        this.fc1 = child("fc1", projection.layer(Role.MLP_IN, options.in(), options.hidden(), options.bias()));
        this.act = child("act", options.activation().layer());
        this.drop1 = child("drop1", new Dropout(options.drop()));
        Norm maker = options.norm();
        this.norm = maker == null ? null : child("norm", maker.layer(options.hidden()));
        this.fc2 = child("fc2", projection.layer(Role.MLP_OUT, options.hidden(), options.out(), options.bias()));
        this.drop2 = child("drop2", new Dropout(options.drop()));
    }

    @Override
    protected NDArray forward(NDArray x) {
        return chain(x, fc1, act, drop1, norm, fc2, drop2);
    }

    @Override
    protected boolean makesNew() {
        return true;
    }
}
