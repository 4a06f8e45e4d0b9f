package io.github.timm4j.registry;

import io.github.timm4j.config.PretrainedCfg;

/**
 * What a registry name stands for.
 *
 * @param architecture the network
 * @param cfg the weight set that the tag names, or the default one; timm's defaults where there is none
 */
public record ResolvedModel(Architecture architecture, PretrainedCfg cfg) {}
