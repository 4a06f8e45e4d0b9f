package io.github.timm4j.models.vit;

import io.github.timm4j.config.Name;
import io.github.timm4j.nn.Init;
import io.github.timm4j.nn.Linear;
import io.github.timm4j.nn.PatchEmbed;
import io.github.timm4j.nn.Projection;
import io.github.timm4j.nn.Projection.Role;

/** How random weights begin. */
public enum WeightInit {
    /** timm's own: normal with standard deviation 0.02. */
    @Name({"", "timm"})
    TIMM,
    /** PyTorch's defaults of each layer. */
    RESET,
    /** The same, and never shrunk with the depth. */
    SKIP,
    /** As the original JAX code: Glorot's uniform, a classifier of zeros. */
    JAX,
    /** The same with a classifier that begins at the class prior. */
    JAX_NLHB,
    /** As MoCo v3: Glorot's uniform, with queries, keys and values apart. */
    MOCO;

    private static final double STD = 0.02;
    private static final double TINY = 1e-6;

    /**
     * Makes the linear maps.
     *
     * @param divisor divides the weights at the end of each residual branch
     * @return the factory
     */
    Projection projection(double divisor) {
        return switch (this) {
            case SKIP -> Projection.LINEAR;
            case RESET -> (role, in, out, bias) -> reset(in, out, bias, endsBranch(role) ? divisor : 1);
            case TIMM, JAX, JAX_NLHB, MOCO ->
                (role, in, out, bias) -> new Linear(in, out, weight(role, in, out, divisor), bias ? bias(role) : null);
        };
    }

    private static Linear reset(int in, int out, boolean bias, double divisor) {
        Init init = Init.fanInUniform(in);
        return new Linear(in, out, Init.divided(init, divisor), bias ? init : null);
    }

    private static boolean endsBranch(Role role) {
        return role == Role.ATTENTION_OUT || role == Role.MLP_OUT;
    }

    private Init weight(Role role, int in, int out, double divisor) {
        return switch (role) {
            case MLP_GATE -> Init.normal(TINY);
            case MLP_IN_AND_GATE -> Init.halves(weight(in, out), Init.normal(TINY));
            case QKV -> this == MOCO ? Init.xavierUniform(in, out / 3) : weight(in, out);
            case ATTENTION_OUT, MLP_OUT -> divisor == 1 ? weight(in, out) : Init.divided(weight(in, out), divisor);
            case MLP_IN, OTHER -> weight(in, out);
        };
    }

    private Init weight(int in, int out) {
        return this == TIMM ? Init.truncatedNormal(STD) : Init.xavierUniform(in, out);
    }

    private Init bias(Role role) {
        Init mlp = jax() ? Init.normal(TINY) : Init.ZEROS;
        return switch (role) {
            case MLP_GATE -> Init.ONES;
            case MLP_IN_AND_GATE -> Init.halves(mlp, Init.ONES);
            case MLP_IN, MLP_OUT -> mlp;
            case QKV, ATTENTION_OUT, OTHER -> Init.ZEROS;
        };
    }

    private boolean jax() {
        return this == JAX || this == JAX_NLHB;
    }

    /** Makes the classifier. */
    Linear head(int dim, int classes) {
        return switch (this) {
            case RESET, SKIP -> new Linear(dim, classes, true);
            case JAX -> new Linear(dim, classes, Init.ZEROS, Init.ZEROS);
            case JAX_NLHB -> new Linear(dim, classes, Init.ZEROS, Init.constant(-Math.log(classes)));
            case TIMM, MOCO -> new Linear(dim, classes, weight(dim, classes), Init.ZEROS);
        };
    }

    /** Makes the patch embedding. */
    PatchEmbed patchEmbed(PatchEmbed.Options options) {
        long fanIn = (long) options.in() * options.patch() * options.patch();
        return jax() ? new PatchEmbed(options, Init.lecunNormal(fanIn), Init.ZEROS) : new PatchEmbed(options);
    }
}
