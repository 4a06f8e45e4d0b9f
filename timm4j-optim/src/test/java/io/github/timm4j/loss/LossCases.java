package io.github.timm4j.loss;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.config.Arguments;

/** Builds losses from the arguments that the oracle's cases carry. */
final class LossCases {
    private LossCases() {}

    static ClassificationLoss create(JsonNode args) {
        if (args.has("factory")) {
            return LossFactory.createClassificationLoss(
                    LossOptions.of(Arguments.fromJson(args.toString()).without("factory")));
        }
        double smoothing = number(args, "smoothing", 0);
        Reduction reduction = Reduction.of(args.path("reduction").asText("mean"));
        return switch (args.get("class").textValue()) {
            case "LabelSmoothingCrossEntropy" -> new LabelSmoothingCrossEntropy(number(args, "smoothing", 0.1));
            case "SoftTargetCrossEntropy" -> new SoftTargetCrossEntropy();
            case "CrossEntropyLoss" -> new CrossEntropy();
            case "BinaryCrossEntropy" -> binaryCrossEntropy(args, reduction);
            case "JsdCrossEntropy" ->
                new JsdCrossEntropy(
                        (int) number(args, "num_splits", 3), number(args, "alpha", 12), number(args, "smoothing", 0.1));
            case "AsymmetricLossMultiLabel" -> asymmetric(args, smoothing);
            case "AsymmetricLossSingleLabel" ->
                new AsymmetricLossSingleLabel(
                        number(args, "gamma_pos", 1),
                        number(args, "gamma_neg", 4),
                        number(args, "eps", 0.1),
                        reduction);
            case "PolyCrossEntropy" -> new PolyCrossEntropy(number(args, "epsilon", 2), smoothing, reduction);
            case "PolyBinaryCrossEntropy" ->
                new PolyBinaryCrossEntropy(
                        number(args, "epsilon", 2),
                        number(args, "gamma", 0),
                        boxed(args, "alpha"),
                        smoothing,
                        reduction);
            case "TwoWayLoss" -> new TwoWayLoss(number(args, "tp", 4), number(args, "tn", 1));
            case "ZlprLoss" -> new ZlprLoss();
            case "DistributionBalancedLoss" -> distributionBalanced(args, smoothing, reduction);
            default -> throw new AssertionError("the oracle has a loss that is not known here: " + args);
        };
    }

    private static ClassificationLoss binaryCrossEntropy(JsonNode args, Reduction reduction) {
        return BinaryCrossEntropy.builder()
                .smoothing(number(args, "smoothing", 0.1))
                .targetThreshold(boxed(args, "target_threshold"))
                .weight(weights(args, "weight"))
                .posWeight(weights(args, "pos_weight"))
                .reduction(reduction)
                .sumClasses(args.path("sum_classes").asBoolean(false))
                .smoothDense(args.path("smooth_dense").asBoolean(false))
                .build();
    }

    private static ClassificationLoss asymmetric(JsonNode args, double smoothing) {
        boolean noClip = args.has("clip") && args.get("clip").isNull();
        return AsymmetricLossMultiLabel.builder()
                .gammaNeg(number(args, "gamma_neg", 4))
                .gammaPos(number(args, "gamma_pos", 1))
                .clip(noClip ? 0 : number(args, "clip", 0.05))
                .eps(number(args, "eps", 1e-8))
                .disableFocalGradient(args.path("disable_torch_grad_focal_loss").asBoolean(false))
                .smoothing(smoothing)
                .reduction(Reduction.of(args.path("reduction").asText("batchmean")))
                .weight(weights(args, "weight"))
                .posWeight(weights(args, "pos_weight"))
                .build();
    }

    private static ClassificationLoss distributionBalanced(JsonNode args, double smoothing, Reduction reduction) {
        return new DistributionBalancedLoss(
                stats(args),
                new DistributionBalancedLoss.Options(
                        new DistributionBalancedLoss.Balance(
                                number(args, "map_alpha", 0.1),
                                number(args, "map_beta", 10),
                                number(args, "map_mu", 0.2)),
                        number(args, "neg_scale", 2),
                        number(args, "init_bias", 0.05),
                        number(args, "focal_gamma", 2),
                        number(args, "focal_balance", 2),
                        smoothing,
                        reduction));
    }

    private static ClassStats stats(JsonNode args) {
        return new ClassStats(
                WeightText.numbers(args.get("class_counts")),
                args.path("num_samples").intValue());
    }

    private static ClassWeights weights(JsonNode args, String name) {
        return args.hasNonNull(name) ? ClassWeights.of(WeightText.numbers(args.get(name))) : ClassWeights.NONE;
    }

    private static Double boxed(JsonNode args, String name) {
        return args.hasNonNull(name) ? (Double) args.get(name).doubleValue() : null;
    }

    static double number(JsonNode args, String name, double otherwise) {
        return args.hasNonNull(name) ? args.get(name).doubleValue() : otherwise;
    }
}
