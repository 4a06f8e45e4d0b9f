package io.github.timm4j.optim;

import io.github.timm4j.config.Arguments;
import io.github.timm4j.optim.rule.UpdateRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a parameter group is set to.
 *
 * @param rule its rule with its own settings
 * @param rates its numbers
 * @param fallback whether it asks for the simpler kind of a rule of two kinds, or null where it does not say
 */
record GroupSettings(UpdateRule rule, Rates rates, @Nullable Boolean fallback) {
    private static final String LR = "lr";
    private static final String WEIGHT_DECAY = "weight_decay";
    private static final String LR_SCALE = "lr_scale";
    private static final String INITIAL_LR = "initial_lr";
    private static final String PEAK_LR = "max_lr_snapshot";
    private static final String CORRECTED = "corrected_weight_decay";
    private static final String FALLBACK = "use_fallback";
    private static final String NO_FALLBACK = "use_muon";
    private static final String[] COMMON = {LR, WEIGHT_DECAY, LR_SCALE, INITIAL_LR, PEAK_LR, FALLBACK, NO_FALLBACK};

    /**
     * The numbers of a group.
     *
     * @param lr current learning rate, NaN where the rule finds its own step size
     * @param weightDecay current weight decay
     * @param peakLr learning rate that the optimizer was made with
     * @param lrScale factor that schedules apply, or null for none
     * @param initialLr learning rate where a schedule starts, or null before there is one
     */
    record Rates(
            double lr,
            double weightDecay,
            double peakLr,
            @Nullable Double lrScale,
            @Nullable Double initialLr) {
        Rates withLr(double value) {
            return new Rates(nonNegative("learning rate", value), weightDecay, peakLr, lrScale, initialLr);
        }

        Rates withWeightDecay(double value) {
            return new Rates(lr, nonNegative("weight decay", value), peakLr, lrScale, initialLr);
        }

        Rates withInitialLr(double value) {
            return new Rates(lr, weightDecay, peakLr, lrScale, value);
        }
    }

    /** The settings of a group that gives none. */
    static GroupSettings of(UpdateRule rule, @Nullable Double lr, @Nullable Double weightDecay) {
        UpdateRule completed = rule.completed(lr != null);
        double rate = lr == null ? rule.defaultLearningRate() : lr;
        double decay = weightDecay == null ? rule.defaultWeightDecay() : weightDecay;
        return new GroupSettings(completed, new Rates(rate, decay, rate, null, null), null).checked();
    }

    /** Lays settings under timm's names over these. */
    GroupSettings with(Arguments settings) {
        Double scale = settings.get(LR_SCALE) == null ? rates.lrScale() : Double.valueOf(number(settings, LR_SCALE, 1));
        Double initial =
                settings.get(INITIAL_LR) == null ? rates.initialLr() : Double.valueOf(number(settings, INITIAL_LR, 0));
        Rates own = new Rates(
                number(settings, LR, rates.lr()),
                number(settings, WEIGHT_DECAY, rates.weightDecay()),
                number(settings, PEAK_LR, rates.peakLr()),
                scale,
                initial);
        UpdateRule bound = RuleSettings.bind(rule, settings.without(COMMON));
        return new GroupSettings(bound, own, fallback(settings)).checked();
    }

    /** The same for a saved group, which may hold more than these settings: what is not known is left out. */
    GroupSettings withSaved(Arguments saved) {
        List<String> known = new ArrayList<>(List.of(COMMON));
        known.addAll(RuleSettings.names(rule));
        String[] unknown =
                saved.names().stream().filter(name -> !known.contains(name)).toArray(String[]::new);
        return with(saved.without(unknown));
    }

    /** What a saved group says. */
    Map<String, @Nullable Object> saved() {
        Map<String, @Nullable Object> saved = new LinkedHashMap<>();
        saved.put(LR, Double.isNaN(rates.lr()) ? null : rates.lr());
        saved.put(WEIGHT_DECAY, rates.weightDecay());
        saved.putAll(RuleSettings.saved(rule));
        if (saved.containsKey(CORRECTED)) {
            saved.put(PEAK_LR, rates.peakLr());
        }
        putIfGiven(saved, LR_SCALE, rates.lrScale());
        putIfGiven(saved, INITIAL_LR, rates.initialLr());
        putIfGiven(saved, FALLBACK, fallback);
        return saved;
    }

    GroupSettings with(Rates changed) {
        return new GroupSettings(rule, changed, fallback);
    }

    private GroupSettings checked() {
        double lr = rates.lr();
        if (!(lr >= 0) && !Double.isNaN(rule.defaultLearningRate())) {
            nonNegative("learning rate", lr);
        }
        if (lr < 0) {
            nonNegative("learning rate", lr);
        }
        nonNegative("weight decay", rates.weightDecay());
        double peak = rule.correctedWeightDecay() ? rates.peakLr() : lr;
        if (rule.needsPositiveLearningRate() && !(peak > 0)) {
            throw new IllegalArgumentException(
                    rule.getClass().getSimpleName() + " needs a positive (peak) learning rate, found " + peak);
        }
        return this;
    }

    private @Nullable Boolean fallback(Arguments settings) {
        if (settings.get(FALLBACK) instanceof Boolean given) {
            return given;
        }
        return settings.get(NO_FALLBACK) instanceof Boolean given ? Boolean.valueOf(!given) : fallback;
    }

    private static void putIfGiven(Map<String, @Nullable Object> saved, String name, @Nullable Object value) {
        if (value != null) {
            saved.put(name, value);
        }
    }

    private static double number(Arguments settings, String name, double otherwise) {
        Object value = settings.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw new IllegalArgumentException("expected a number for " + name + ", found " + value);
    }

    private static double nonNegative(String name, double value) {
        if (!(value >= 0)) {
            throw new IllegalArgumentException(name + " must be at least 0, found " + value);
        }
        return value;
    }
}
