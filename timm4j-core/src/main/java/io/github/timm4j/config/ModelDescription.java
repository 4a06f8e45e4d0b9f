package io.github.timm4j.config;

/**
 * What a model was made from.
 *
 * @param architecture the architecture's name
 * @param cfg its pretrained configuration, timm's defaults where there is none
 * @param modelArgs the arguments that it was made with beyond the architecture's own, under timm's names
 * @param pretrainedArgs the arguments that the model of the published weights was made with, where they came with their own
 */
public record ModelDescription(String architecture, PretrainedCfg cfg, Arguments modelArgs, Arguments pretrainedArgs) {
    /** Of a model that was built without a name. */
    public static final ModelDescription NONE =
            new ModelDescription("", PretrainedCfg.DEFAULT, Arguments.NONE, Arguments.NONE);
}
