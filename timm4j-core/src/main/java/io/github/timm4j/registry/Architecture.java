package io.github.timm4j.registry;

import io.github.timm4j.Timm;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.nn.ImageModel;
import java.util.Locale;

/** One named network shape. Families implement it as an enum, so that the constant's name is the architecture's. */
public interface Architecture {

    /**
     * The constant's own name, for example {@code RESNET50}.
     *
     * @return the name in upper case
     */
    String name();

    /**
     * The name that users type, for example {@code resnet50}.
     *
     * @return the name in lower case
     */
    default String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Builds the network's layers without allocating any weight.
     *
     * @param options what the caller varies; sizes that a configuration decides are filled in already
     * @return a model whose parameters have shapes but no arrays
     */
    ImageModel build(ModelOptions options);

    /**
     * Makes a model, with weights as the options say.
     *
     * @param options what the caller varies
     * @return a model that the caller closes
     */
    default ImageModel create(ModelOptions options) {
        return Timm.createModel(this, options);
    }
}
