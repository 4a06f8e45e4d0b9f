package io.github.timm4j.data.augment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What RandAugment and AugMix choose from: operations with weights; weights of 0 stand for a choice without any. */
final class RandAugmentSets {
    private static final String PLAIN =
            "AutoContrast Equalize Invert Rotate Posterize Solarize SolarizeAdd Color Contrast"
                    + " Brightness Sharpness ShearX ShearY TranslateXRel TranslateYRel";
    private static final String INCREASING =
            "AutoContrast Equalize Invert Rotate PosterizeIncreasing SolarizeIncreasing"
                    + " SolarizeAdd ColorIncreasing ContrastIncreasing BrightnessIncreasing SharpnessIncreasing"
                    + " ShearX ShearY TranslateXRel TranslateYRel";
    private static final String THREE = "SolarizeIncreasing Desaturate GaussianBlur";
    private static final String WEIGHTED_THREE = "SolarizeIncreasing:6 Desaturate:6 GaussianBlur:6 Rotate:3 ShearX:2"
            + " ShearY:2 PosterizeIncreasing:1 AutoContrast:1 ColorIncreasing:1 SharpnessIncreasing:1"
            + " ContrastIncreasing:1 BrightnessIncreasing:1 Equalize:1 Invert:1";
    private static final String WEIGHTED = "Rotate:3 ShearX:2 ShearY:2 TranslateXRel:1 TranslateYRel:1"
            + " ColorIncreasing:.25 SharpnessIncreasing:.25 AutoContrast:.25 SolarizeIncreasing:.05 SolarizeAdd:.05"
            + " ContrastIncreasing:.05 BrightnessIncreasing:.05 Equalize:.05 PosterizeIncreasing:.05 Invert:.05";
    private static final String MIX = "AutoContrast ColorIncreasing ContrastIncreasing BrightnessIncreasing"
            + " SharpnessIncreasing Equalize Rotate PosterizeIncreasing SolarizeIncreasing ShearX ShearY TranslateXRel"
            + " TranslateYRel";

    private RandAugmentSets() {}

    /** By the name in a text; unknown names give the usual set, as in timm. */
    static Map<AugmentOperation, Double> named(String name, boolean increasing) {
        return parse(
                switch (name) {
                    case "weights" -> WEIGHTED;
                    case "3aw" -> WEIGHTED_THREE;
                    case "3a" -> THREE;
                    default -> increasing ? INCREASING : PLAIN;
                });
    }

    static List<AugmentOperation> augMix() {
        return List.copyOf(parse(MIX).keySet());
    }

    private static Map<AugmentOperation, Double> parse(String table) {
        return List.of(table.split(" ", -1)).stream()
                .map(entry -> entry.split(":", -1))
                .collect(Collectors.toMap(
                        parts -> AugmentOperation.of(parts[0]),
                        parts -> parts.length == 1 ? 0 : Double.parseDouble(parts[1]),
                        (a, b) -> a,
                        LinkedHashMap::new));
    }
}
