package io.github.timm4j.optim;

import io.github.timm4j.config.Arguments;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.optim.GroupOptimizer.Defaults;
import io.github.timm4j.optim.OptimizerInfo.Traits;
import io.github.timm4j.optim.rule.Lookahead;
import io.github.timm4j.optim.rule.UpdateRule;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Optimizers by name: the functions of {@code timm.optim}'s factory. */
public final class Optimizers {
    private static final OptimizerRegistry REGISTRY = OptimizerRegistry.standard();
    private static final String LOOKAHEAD = "lookahead_";

    private Optimizers() {}

    /**
     * The registry that the functions here use, open to optimizers of one's own.
     *
     * @return the optimizers of timm and what was added
     */
    public static OptimizerRegistry registry() {
        return REGISTRY;
    }

    /**
     * Lists names.
     *
     * @param filters shell patterns of which a name matches one; none for all names
     * @return sorted names
     */
    public static List<String> listOptimizers(String... filters) {
        return listOptimizers(List.of(filters), List.of());
    }

    /**
     * Lists names.
     *
     * @param filters shell patterns of which a name matches one; none for all names
     * @param excluded shell patterns of which it matches none
     * @return sorted names
     */
    public static List<String> listOptimizers(Collection<String> filters, Collection<String> excluded) {
        return REGISTRY.names(filters, excluded);
    }

    /**
     * What is known of an optimizer.
     *
     * @param name its name
     * @return its entry
     * @throws IllegalArgumentException with the nearest names if there is none
     */
    public static OptimizerInfo optimizerInfo(String name) {
        return REGISTRY.info(name);
    }

    /**
     * The class of an optimizer's algorithm.
     *
     * @param name its name
     * @return a record class
     * @throws IllegalArgumentException with the nearest names if there is none
     * @throws UnsupportedOperationException with the reason where it is not available
     */
    public static Class<? extends UpdateRule> optimizerClass(String name) {
        return REGISTRY.info(name).availableRule().getClass();
    }

    /**
     * Makes an optimizer for a model.
     *
     * @param name its name, with {@code lookahead_} before it to wrap it in Lookahead
     * @param model an initialized model; with a layer decay some of its parameters may be frozen
     * @param options what the caller varies
     * @return the optimizer, to be closed
     * @throws IllegalArgumentException if the name or a setting is unknown or out of its range
     * @throws UnsupportedOperationException with the reason where it is not available
     */
    public static GroupOptimizer createOptimizer(String name, ImageModel model, OptimizerOptions options) {
        return createOptimizer(name, ParameterSource.of(model), options);
    }

    /**
     * Makes an optimizer for parameters that are grouped as the options say.
     *
     * @param name its name
     * @param source the parameters; with a layer decay some may be frozen
     * @param options what the caller varies
     * @return the optimizer, to be closed
     * @throws IllegalArgumentException if the name or a setting is unknown or out of its range
     * @throws UnsupportedOperationException with the reason where it is not available
     */
    public static GroupOptimizer createOptimizer(String name, ParameterSource source, OptimizerOptions options) {
        UpdateRule rule = rule(name, options);
        if (options.groups() != null) {
            return optimizer(
                    rule, options.groups().apply(source), options.grouping().weightDecay(), options);
        }
        return optimizer(rule, ParameterGroups.of(source, options.grouping()), 0, options);
    }

    /**
     * Makes an optimizer for groups as they are.
     *
     * @param name its name
     * @param groups the groups
     * @param options what the caller varies; weight decay is that of groups that give none
     * @return the optimizer, to be closed
     * @throws IllegalArgumentException if the name or a setting is unknown or out of its range
     * @throws UnsupportedOperationException with the reason where it is not available
     */
    public static GroupOptimizer createOptimizer(String name, List<ParameterGroup> groups, OptimizerOptions options) {
        return optimizer(rule(name, options), groups, options.grouping().weightDecay(), options);
    }

    private static GroupOptimizer optimizer(
            UpdateRule rule, List<ParameterGroup> groups, double weightDecay, OptimizerOptions options) {
        return new GroupOptimizer(rule, groups, new Defaults(options.lr(), weightDecay), options.noise());
    }

    /** The rule of a name with what the caller varies; settings that it does not know are refused. */
    static UpdateRule rule(String name, OptimizerOptions options) {
        String known = name.toLowerCase(Locale.ROOT);
        OptimizerInfo info = REGISTRY.info(known.substring(known.lastIndexOf('_') + 1));
        Traits traits = info.traits();
        Arguments settings = options.arguments();
        if (traits.hasMomentum() && !info.defaults().has("momentum") && !settings.has("momentum")) {
            settings = settings.with("momentum", options.momentum());
        }
        settings = traits.hasEps() ? settings : settings.without("eps");
        settings = traits.numBetas() > 0 ? settings : settings.without("betas");
        UpdateRule rule =
                RuleSettings.bind(info.availableRule(), info.defaults().with(settings));
        return known.startsWith(LOOKAHEAD) ? Lookahead.of(rule) : rule;
    }
}
