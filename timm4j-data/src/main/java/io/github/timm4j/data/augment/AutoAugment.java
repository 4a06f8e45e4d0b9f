package io.github.timm4j.data.augment;

import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.random.Draws;
import java.util.ArrayList;
import java.util.List;

/**
 * One of several short chains of operations, chosen for each picture.
 *
 * @param policy the chains
 * @see <a href="https://arxiv.org/abs/1805.09501">AutoAugment</a>
 * @see <a href="https://arxiv.org/abs/2204.07118">DeiT III, for 3-Augment</a>
 */
public record AutoAugment(List<List<AugmentOp>> policy) implements Augmentation {
    /**
     * Copies the chains.
     *
     * @throws IllegalArgumentException where there is none
     */
    public AutoAugment {
        policy = policy.stream().map(List::copyOf).toList();
        if (policy.isEmpty()) {
            throw new IllegalArgumentException("a policy needs at least one chain");
        }
    }

    /**
     * A policy by name.
     *
     * @param config {@code original}, {@code originalr}, {@code v0}, {@code v0r} or {@code 3a}, and perhaps {@code
     *     -mstd} with a number, the deviation of all magnitudes
     * @param hparams what the operations share
     * @return the policy
     * @throws IllegalArgumentException where the text is not understood
     */
    public static AutoAugment of(String config, AugmentHparams hparams) {
        AugmentHparams shared = hparams;
        for (ConfigSections.Section section : ConfigSections.of(config)) {
            if (!section.key().equals("mstd")) {
                throw section.unknown(config);
            }
            shared = shared.orMagnitudeStd(section.number());
        }
        List<List<AugmentOp>> chains = new ArrayList<>();
        for (String row : AutoAugmentPolicies.rows(ConfigSections.head(config))) {
            chains.add(chain(row, shared));
        }
        return new AutoAugment(chains);
    }

    private static List<AugmentOp> chain(String row, AugmentHparams hparams) {
        List<AugmentOp> chain = new ArrayList<>();
        for (String each : row.split(" \\+ ", -1)) {
            String[] parts = each.split(" ", -1);
            chain.add(new AugmentOp(
                    AugmentOperation.of(parts[0]),
                    Double.parseDouble(parts[1]),
                    Double.parseDouble(parts[2]),
                    hparams));
        }
        return chain;
    }

    @Override
    public Pixels apply(Pixels image, Draws draws) {
        Pixels current = image;
        for (AugmentOp op : draws.choose(policy)) {
            current = op.apply(current, draws);
        }
        return current;
    }
}
