package io.github.timm4j.registry;

import io.github.timm4j.TimmException;
import java.net.URL;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The names of one moment: architectures and deprecated names, without any family loaded. */
final class Catalogue {
    static final String INDEX = "META-INF/timm4j/architectures";
    static final String DEPRECATED = "META-INF/timm4j/deprecated";

    private final Map<String, Row> rows;
    private final Map<String, Deprecation> deprecations;

    /** Where a name's architecture is to be had. */
    sealed interface Row {
        String module();

        Architecture load(String name);
    }

    /** An architecture with its weight sets by tag, registered while the program runs. */
    record Registered(String module, Architecture architecture, Map<String, WeightRow> tags) implements Row {
        @Override
        public Architecture load(String name) {
            return architecture;
        }
    }

    /** A line of an index. */
    record Indexed(String module, String className, ClassLoader loader, URL index) implements Row {
        @Override
        public Architecture load(String name) {
            String constant = name.toUpperCase(Locale.ROOT);
            try {
                Object[] constants = Class.forName(className, true, loader).getEnumConstants();
                for (Object each : constants == null ? new Object[0] : constants) {
                    if (each instanceof Architecture architecture
                            && architecture.name().equals(constant)) {
                        return architecture;
                    }
                }
            } catch (ClassNotFoundException e) {
                throw new TimmException("the index names " + className + " for " + name + ", which cannot be found", e);
            }
            throw new TimmException("the index names " + className + " for " + name + ", which has no architecture "
                    + constant + "; compile it anew");
        }
    }

    /** A former name: where it belonged and the name that took its place, null where none did. */
    record Deprecation(String module, @Nullable String current) {}

    private Catalogue(Map<String, Row> rows, Map<String, Deprecation> deprecations) {
        this.rows = rows;
        this.deprecations = deprecations;
    }

    static Catalogue empty() {
        return new Catalogue(Map.of(), Map.of());
    }

    /** Adds what a loader's index names; names that are known already stay as they are. */
    Catalogue plus(ClassLoader loader) {
        Catalogue next = new Catalogue(new LinkedHashMap<>(rows), new LinkedHashMap<>(deprecations));
        Resources resources = new Resources(loader);
        for (Resources.Row row : resources.rows(INDEX)) {
            next.add(row, loader);
        }
        for (Resources.Row row : resources.rows(DEPRECATED)) {
            next.deprecate(row);
        }
        return next;
    }

    /** Adds architectures, each in place of any other of its name. */
    Catalogue plus(List<Registered> registrations) {
        Catalogue next = new Catalogue(new LinkedHashMap<>(rows), new LinkedHashMap<>(deprecations));
        for (Registered row : registrations) {
            String name = row.architecture().id();
            boolean replaces = next.rows.put(name, row) != null;
            if (next.deprecations.remove(name) != null || replaces) {
                LoggerFactory.getLogger(ModelRegistry.class)
                        .warn("{} of {} takes the place of the one that was registered before", name, row.module());
            }
        }
        return next;
    }

    Map<String, Row> rows() {
        return rows;
    }

    @Nullable
    Row row(String name) {
        return rows.get(name);
    }

    /** The deprecation of a name, unless its replacement is not registered. */
    @Nullable
    Deprecation deprecation(String name) {
        Deprecation deprecation = deprecations.get(name);
        return deprecation == null || !counts(deprecation) ? null : deprecation;
    }

    /** Former names whose replacement is registered, or that have none. */
    Map<String, Deprecation> deprecations() {
        Map<String, Deprecation> counting = new TreeMap<>(deprecations);
        counting.values().removeIf(deprecation -> !counts(deprecation));
        return counting;
    }

    Set<String> modules() {
        Set<String> modules = new TreeSet<>();
        rows.values().forEach(row -> modules.add(row.module()));
        return modules;
    }

    private boolean counts(Deprecation deprecation) {
        String current = deprecation.current();
        return current == null || rows.containsKey(ModelName.split(current).architecture());
    }

    private void add(Resources.Row row, ClassLoader loader) {
        Row old = rows.putIfAbsent(row.name(), new Indexed(row.module(), row.target(), loader, row.file()));
        if (old != null
                && !(old instanceof Indexed indexed && indexed.className().equals(row.target()))) {
            LoggerFactory.getLogger(ModelRegistry.class)
                    .warn("{} names {} for {}, which is taken: {}", row.file(), row.target(), row.name(), old);
        }
    }

    private void deprecate(Resources.Row row) {
        if (!rows.containsKey(row.name())) {
            String current = row.target().equals("-") ? null : row.target();
            deprecations.putIfAbsent(row.name(), new Deprecation(row.module(), current));
        }
    }
}
