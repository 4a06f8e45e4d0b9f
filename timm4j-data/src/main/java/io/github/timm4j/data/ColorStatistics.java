package io.github.timm4j.data;

import java.util.List;

/**
 * Mean and standard deviation of the channels, values from 0 to 1; the sets that weights were trained with are
 * constants.
 *
 * @param mean one value a channel
 * @param std one value a channel
 */
public record ColorStatistics(List<Double> mean, List<Double> std) {
    /** ImageNet's own. */
    public static final ColorStatistics IMAGENET_DEFAULT =
            new ColorStatistics(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));

    /** From -1 to 1. */
    public static final ColorStatistics IMAGENET_INCEPTION =
            new ColorStatistics(List.of(0.5, 0.5, 0.5), List.of(0.5, 0.5, 0.5));

    /** Those of the dual path networks: bytes 124, 117, 104 and a factor of 0.0167. */
    public static final ColorStatistics IMAGENET_DPN = new ColorStatistics(
            List.of(124 / 255.0, 117 / 255.0, 104 / 255.0),
            List.of(1 / (0.0167 * 255), 1 / (0.0167 * 255), 1 / (0.0167 * 255)));

    /** CLIP's. */
    public static final ColorStatistics OPENAI_CLIP = new ColorStatistics(
            List.of(0.48145466, 0.4578275, 0.40821073), List.of(0.26862954, 0.26130258, 0.27577711));

    /** Copies the lists. */
    public ColorStatistics {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
    }
}
