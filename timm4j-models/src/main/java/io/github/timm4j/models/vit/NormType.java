package io.github.timm4j.models.vit;

import io.github.timm4j.config.Name;
import io.github.timm4j.nn.Norm;

/** Kinds of norm in a vision transformer. */
public enum NormType {
    /** Layer normalisation, eps 1e-6. */
    @Name({"layernorm", "layernormfp32"})
    LAYERNORM(Norm.layerNorm(1e-6)),
    /** Layer normalisation, eps 1e-5. */
    LAYERNORM_EPS5(Norm.layerNorm(1e-5)),
    /** By the root mean square, eps 1e-6. */
    @Name({"rmsnorm", "rmsnormfp32"})
    RMSNORM(Norm.rmsNorm(1e-6)),
    /** By the root mean square, eps 1e-5. */
    RMSNORM_EPS5(Norm.rmsNorm(1e-5));

    private final Norm norm;

    NormType(Norm norm) {
        this.norm = norm;
    }

    /**
     * Makes the layers.
     *
     * @return the factory
     */
    public Norm norm() {
        return norm;
    }
}
