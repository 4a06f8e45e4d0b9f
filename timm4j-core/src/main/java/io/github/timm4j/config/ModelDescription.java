package io.github.timm4j.config;

import java.util.List;

/**
 * What a model was made from.
 *
 * @param architecture the architecture's name
 * @param cfg its pretrained configuration, timm's defaults where there is none
 * @param modelArgs the arguments that it was made with beyond the architecture's own, under timm's names
 * @param pretrainedArgs the arguments that the model of the published weights was made with, where they came with their own
 */
public record ModelDescription(String architecture, PretrainedCfg cfg, Arguments modelArgs, Arguments pretrainedArgs) {
    /**
     * With an argument that tells of a later change.
     *
     * @param name timm's name
     * @param value a boolean, number, text or list
     * @return a changed copy
     */
    public ModelDescription with(String name, Object value) {
        return new ModelDescription(architecture, cfg, modelArgs.with(name, value), pretrainedArgs);
    }

    /**
     * The size of the pictures that the published weights were trained on: that of their own model's arguments, else the
     * configuration's.
     *
     * @return the size
     */
    public ImageSize trainedSize() {
        Object own = pretrainedArgs.get("img_size");
        if (own instanceof Integer side) {
            return ImageSize.square(side);
        }
        if (own instanceof List<?> sides
                && sides.get(0) instanceof Integer height
                && sides.get(1) instanceof Integer width) {
            return new ImageSize(height, width);
        }
        PretrainedCfg.InputSize trained = cfg.input().inputSize();
        return new ImageSize(trained.height(), trained.width());
    }

    /** Of a model that was built without a name. */
    public static final ModelDescription NONE =
            new ModelDescription("", PretrainedCfg.DEFAULT, Arguments.NONE, Arguments.NONE);
}
