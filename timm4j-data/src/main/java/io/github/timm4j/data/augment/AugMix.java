package io.github.timm4j.data.augment;

import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.random.Draws;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Several chains of operations on the same picture, mixed with each other and with the picture itself.
 *
 * @param ops what chains choose from
 * @param alpha shape of the shares' distribution
 * @param width number of chains
 * @param depth operations of a chain, 1 to 3 by chance where not positive
 * @param blended whether chains are blended in one by one, which is faster
 * @see <a href="https://arxiv.org/abs/1912.02781">AugMix</a>
 */
public record AugMix(List<AugmentOp> ops, double alpha, int width, int depth, boolean blended) implements Augmentation {
    /** Copies the list. */
    public AugMix {
        ops = List.copyOf(ops);
    }

    /**
     * From timm's text.
     *
     * @param config {@code augmix}, then any of: {@code m} magnitude (3), {@code w} chains (3), {@code d} their depth
     *     (1 to 3), {@code a} shape of the shares (1), {@code b} 1 to blend one by one, {@code mstd} deviation of the
     *     magnitude (evenly from 0)
     * @param hparams what the operations share
     * @return the augmentation
     * @throws IllegalArgumentException where the text is not understood
     */
    public static AugMix of(String config, AugmentHparams hparams) {
        if (!ConfigSections.head(config).equals("augmix")) {
            throw new IllegalArgumentException("AugMix begins with 'augmix-', got '" + config + "'");
        }
        AugmentHparams shared = hparams;
        int magnitude = 3;
        int width = 3;
        int depth = -1;
        double alpha = 1;
        boolean blended = false;
        for (ConfigSections.Section section : ConfigSections.of(config)) {
            switch (section.key()) {
                case "mstd" -> shared = shared.orMagnitudeStd(section.number());
                case "m" -> magnitude = section.whole();
                case "w" -> width = section.whole();
                case "d" -> depth = section.whole();
                case "a" -> alpha = section.number();
                case "b" -> blended = section.flag();
                default -> throw section.unknown(config);
            }
        }
        List<AugmentOp> ops = new ArrayList<>();
        for (AugmentOperation operation : RandAugmentSets.augMix()) {
            ops.add(new AugmentOp(operation, 1.0, magnitude, shared.orMagnitudeStd(Double.POSITIVE_INFINITY)));
        }
        return new AugMix(ops, alpha, width, depth, blended);
    }

    @Override
    public Pixels apply(Pixels image, Draws draws) {
        double[] shares = draws.dirichlet(alpha, width);
        float[] weights = new float[width];
        for (int i = 0; i < width; i++) {
            weights[i] = (float) shares[i];
        }
        float part = (float) draws.beta(alpha, alpha);
        return mix(image, weights, part, picture -> chain(picture, draws));
    }

    @Override
    public String name() {
        return "AugMixAugment";
    }

    private Pixels chain(Pixels image, Draws draws) {
        int length = depth > 0 ? depth : draws.between(1, 3);
        List<AugmentOp> chosen = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            chosen.add(draws.choose(ops));
        }
        Pixels current = image;
        for (AugmentOp op : chosen) {
            current = op.apply(current, draws);
        }
        return current;
    }

    /** Single precision throughout; the chain is called once for each weight. */
    Pixels mix(Pixels image, float[] weights, float part, UnaryOperator<Pixels> chain) {
        if (blended) {
            return blend(image, weights, part, chain);
        }
        float[] sums = new float[image.data().length];
        for (float weight : weights) {
            byte[] augmented = chain.apply(image).data();
            for (int i = 0; i < sums.length; i++) {
                sums[i] += weight * (augmented[i] & 0xff);
            }
        }
        byte[] mixed = new byte[sums.length];
        for (int i = 0; i < sums.length; i++) {
            mixed[i] = (byte) (int) Math.max(0, Math.min(255, sums[i]));
        }
        Pixels all = Pixels.of(image.height(), image.width(), image.channels(), mixed);
        return Enhancement.blend(image, all, part);
    }

    private static Pixels blend(Pixels image, float[] weights, float part, UnaryOperator<Pixels> chain) {
        float[] shares = new float[weights.length];
        float rest = 1;
        for (int i = weights.length - 1; i >= 0; i--) {
            shares[i] = weights[i] * part / rest;
            rest *= 1 - shares[i];
        }
        Pixels result = image;
        for (float share : shares) {
            result = Enhancement.blend(result, chain.apply(image), share);
        }
        return result;
    }
}
