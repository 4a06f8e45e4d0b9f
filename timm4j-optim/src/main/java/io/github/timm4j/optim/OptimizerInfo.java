package io.github.timm4j.optim;

import io.github.timm4j.config.Arguments;
import io.github.timm4j.optim.rule.UpdateRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An optimizer's entry in the registry.
 *
 * @param name its name
 * @param rule its algorithm with the defaults of timm's class, or null where it is not available
 * @param defaults settings of this name that differ from the class
 * @param traits what the factory passes on to it
 * @param description one sentence
 * @param unavailable why it cannot be made, or null
 */
public record OptimizerInfo(
        String name,
        @Nullable UpdateRule rule,
        Arguments defaults,
        Traits traits,
        String description,
        @Nullable String unavailable) {

    /**
     * What the factory passes on to an optimizer.
     *
     * @param hasEps whether it takes {@code eps}
     * @param hasMomentum whether it takes {@code momentum}, which is then 0.9 unless given
     * @param numBetas how many {@code betas} it takes, 0 for none
     * @param secondOrder whether it differentiates gradients
     */
    public record Traits(boolean hasEps, boolean hasMomentum, int numBetas, boolean secondOrder) {}

    /**
     * An entry whose traits follow from its rule.
     *
     * @param name its name
     * @param rule its algorithm with the defaults of timm's class
     * @param description one sentence
     * @return the entry
     */
    public static OptimizerInfo of(String name, UpdateRule rule, String description) {
        List<String> names = RuleSettings.names(rule);
        int betas = names.contains("betas") || names.contains("beta1") ? betas(rule) : 0;
        Traits traits = new Traits(names.contains("eps"), names.contains("momentum"), betas, rule.secondOrder());
        return new OptimizerInfo(name, rule, Arguments.NONE, traits, description, null);
    }

    private static int betas(UpdateRule rule) {
        return RuleSettings.saved(rule).get("betas") instanceof List<?> list ? list.size() : 2;
    }

    /**
     * An entry that cannot be made.
     *
     * @param name its name
     * @param traits what it would take
     * @param description one sentence
     * @param reason why it cannot be made
     * @return the entry
     */
    public static OptimizerInfo unavailable(String name, Traits traits, String description, String reason) {
        return new OptimizerInfo(name, null, Arguments.NONE, traits, description, reason);
    }

    /**
     * The entry with one more default.
     *
     * @param setting timm's name
     * @param value its value
     * @return a changed copy
     */
    public OptimizerInfo with(String setting, @Nullable Object value) {
        return new OptimizerInfo(name, rule, defaults.with(setting, value), traits, description, unavailable);
    }

    /**
     * The entry under another name.
     *
     * @param alias the name
     * @return a changed copy
     */
    public OptimizerInfo named(String alias) {
        return new OptimizerInfo(alias, rule, defaults, traits, description, unavailable);
    }

    /**
     * The algorithm with the defaults of timm's class, without those of this name.
     *
     * @return the rule
     * @throws UnsupportedOperationException with the reason where it is not available
     */
    public UpdateRule availableRule() {
        if (rule == null) {
            throw new UnsupportedOperationException("optimizer " + name + " is not available: " + unavailable);
        }
        return rule;
    }
}
