package io.github.timm4j.data.augment;

import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.random.Draws;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Some operations after another, chosen for each picture.
 *
 * @param ops what to choose from
 * @param layers how many each picture gets
 * @param weights how likely each is to be chosen, at most once; where empty all are equally likely, and again
 * @see <a href="https://arxiv.org/abs/1909.13719">RandAugment</a>
 */
public record RandAugment(List<AugmentOp> ops, int layers, List<Double> weights) implements Augmentation {
    /**
     * Copies the lists and makes the weights add up to 1.
     *
     * @throws IllegalArgumentException where the weights do not fit, or more operations are to be chosen than there are
     */
    public RandAugment {
        ops = List.copyOf(ops);
        double sum = weights.stream().mapToDouble(Double::doubleValue).sum();
        weights = weights.stream().map(weight -> weight / sum).toList();
        boolean enough = weights.isEmpty() ? !ops.isEmpty() : weights.size() == ops.size() && layers <= ops.size();
        if (layers < 0 || !enough) {
            throw new IllegalArgumentException("cannot choose " + layers + " layers from " + ops.size()
                    + " operations with " + weights.size() + " weights");
        }
    }

    /**
     * From timm's text.
     *
     * @param config {@code rand}, then any of: {@code m} magnitude (10), {@code n} layers (2), {@code p} probability of
     *     each layer (0.5), {@code mstd} deviation of the magnitude (above 100: evenly from 0), {@code mmax} largest
     *     magnitude, {@code inc} 1 for operations that grow with the magnitude, {@code t} set of operations (weights,
     *     3a, 3aw)
     * @param hparams what the operations share
     * @return the policy
     * @throws IllegalArgumentException where the text is not understood
     */
    public static RandAugment of(String config, AugmentHparams hparams) {
        if (!ConfigSections.head(config).equals("rand")) {
            throw new IllegalArgumentException("RandAugment begins with 'rand-', got '" + config + "'");
        }
        Settings settings = new Settings(hparams);
        for (ConfigSections.Section section : ConfigSections.of(config)) {
            if (!section.key().startsWith("t")) {
                settings.set(section, config);
            }
        }
        for (String part : config.split("-", -1)) {
            if (part.startsWith("t") && settings.set == null) {
                settings.set = part.substring(1);
            }
        }
        return settings.build();
    }

    @Override
    public Pixels apply(Pixels image, Draws draws) {
        double[] left = weights.stream().mapToDouble(Double::doubleValue).toArray();
        int[] chosen = new int[layers];
        for (int i = 0; i < layers; i++) {
            chosen[i] = weights.isEmpty() ? draws.between(0, ops.size() - 1) : take(left, draws.next());
        }
        Pixels current = image;
        for (int index : chosen) {
            current = ops.get(index).apply(current, draws);
        }
        return current;
    }

    /** The entry that a draw falls on; its weight is gone afterwards. */
    private static int take(double[] weights, double draw) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        double rest = draw * sum;
        int found = -1;
        for (int i = 0; i < weights.length && rest >= 0; i++) {
            if (weights[i] > 0) {
                found = i;
                rest -= weights[i];
            }
        }
        weights[found] = 0;
        return found;
    }

    /** What a text says. */
    private static final class Settings {
        private AugmentHparams hparams;
        private double magnitude = 10;
        private double probability = 0.5;
        private int layers = 2;
        private boolean increasing;
        private @Nullable String set;

        Settings(AugmentHparams hparams) {
            this.hparams = hparams;
        }

        void set(ConfigSections.Section section, String config) {
            switch (section.key()) {
                case "mstd" ->
                    hparams = hparams.orMagnitudeStd(
                            section.number() > 100 ? Double.POSITIVE_INFINITY : section.number());
                case "mmax" -> hparams = hparams.orMagnitudeMax(section.whole());
                case "inc" -> increasing = section.flag();
                case "m" -> magnitude = section.whole();
                case "n" -> layers = section.whole();
                case "p" -> probability = section.number();
                default -> throw section.unknown(config);
            }
        }

        RandAugment build() {
            Map<AugmentOperation, Double> choices = RandAugmentSets.named(set == null ? "" : set, increasing);
            List<AugmentOp> ops = choices.keySet().stream()
                    .map(operation -> new AugmentOp(operation, probability, magnitude, hparams))
                    .toList();
            return new RandAugment(
                    ops, layers, choices.values().stream().filter(w -> w > 0).toList());
        }
    }
}
