package io.github.timm4j.config;

/**
 * What a model was made from.
 *
 * @param architecture the architecture's name
 * @param cfg its pretrained configuration, timm's defaults where there is none
 * @param modelArgs the arguments that it was made with beyond the architecture's own, under timm's names
 */
public record ModelDescription(String architecture, PretrainedCfg cfg, Arguments modelArgs) {
    /** Of a model that was built without a name. */
    public static final ModelDescription NONE = new ModelDescription("", PretrainedCfg.DEFAULT, Arguments.NONE);
}
