package io.github.timm4j.optim;

import io.github.timm4j.config.Arguments;
import io.github.timm4j.config.RecordBinder;
import io.github.timm4j.optim.rule.Lookahead;
import io.github.timm4j.optim.rule.UpdateRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The settings of a rule under timm's names. */
final class RuleSettings {
    private static final String ALPHA = "lookahead_alpha";
    private static final String INTERVAL = "lookahead_k";

    private RuleSettings() {}

    /** Lays settings over a rule; those without effect here are dropped. */
    static UpdateRule bind(UpdateRule rule, Arguments settings) {
        if (rule instanceof Lookahead lookahead) {
            UpdateRule base = bind(lookahead.base(), settings.without(ALPHA, INTERVAL));
            double alpha = settings.get(ALPHA) instanceof Number n ? n.doubleValue() : lookahead.alpha();
            int k = settings.get(INTERVAL) instanceof Number n ? n.intValue() : lookahead.k();
            return new Lookahead(base, alpha, k);
        }
        Arguments own = settings.without(rule.inertSettings().keySet().toArray(String[]::new));
        return own.isEmpty() ? rule : (UpdateRule) own.bindTo(record(rule));
    }

    /** The names that {@link #bind} knows. */
    static List<String> names(UpdateRule rule) {
        if (rule instanceof Lookahead lookahead) {
            List<String> names = new ArrayList<>(names(lookahead.base()));
            names.addAll(List.of(ALPHA, INTERVAL));
            return names;
        }
        List<String> names = new ArrayList<>(RecordBinder.names(record(rule)));
        names.addAll(rule.inertSettings().keySet());
        return names;
    }

    /** What a saved parameter group says about its rule. */
    static Map<String, @Nullable Object> saved(UpdateRule rule) {
        if (rule instanceof Lookahead lookahead) {
            Map<String, @Nullable Object> saved = saved(lookahead.base());
            saved.put(ALPHA, lookahead.alpha());
            saved.put(INTERVAL, lookahead.k());
            return saved;
        }
        Map<String, @Nullable Object> saved = all(rule);
        rule.unsavedSettings().forEach(saved::remove);
        saved.putAll(rule.inertSettings());
        return saved;
    }

    /** The settings of a rule that has no other inside. */
    static Map<String, @Nullable Object> all(UpdateRule rule) {
        return new LinkedHashMap<>(RecordBinder.toMap(record(rule)));
    }

    private static Record record(UpdateRule rule) {
        if (rule instanceof Record record) {
            return record;
        }
        throw new IllegalArgumentException("a rule must be a record, found " + rule.getClass());
    }
}
