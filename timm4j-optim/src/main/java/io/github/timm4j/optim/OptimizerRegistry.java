package io.github.timm4j.optim;

import io.github.timm4j.config.Nearest;
import io.github.timm4j.registry.Wildcard;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Optimizers by name. Names are in lower case; one registry may be used by several threads once it is filled. */
public final class OptimizerRegistry {
    private final Map<String, OptimizerInfo> byName = new TreeMap<>();

    /** Makes an empty registry. */
    public OptimizerRegistry() {}

    /**
     * Makes a registry with the optimizers of timm.
     *
     * @return a new registry
     */
    public static OptimizerRegistry standard() {
        OptimizerRegistry registry = new OptimizerRegistry();
        Stream.of(
                        OptimizerTable.SGD,
                        OptimizerTable.ADAM,
                        OptimizerTable.ADAM_RELATIVES,
                        OptimizerTable.LAYER_WISE,
                        OptimizerTable.FACTORED,
                        OptimizerTable.OTHERS,
                        OptimizerTable.FUSED,
                        OptimizerTable.BITSANDBYTES_ROWS)
                .flatMap(Collection::stream)
                .forEach(registry::register);
        OptimizerTable.ALIASES.forEach(pair -> registry.alias(pair.get(0), pair.get(1)));
        return registry;
    }

    /**
     * Adds an optimizer, or replaces the one of its name.
     *
     * @param info the entry
     */
    public void register(OptimizerInfo info) {
        byName.put(info.name().toLowerCase(Locale.ROOT), info);
    }

    /**
     * Adds another name of an optimizer.
     *
     * @param alias the new name
     * @param name a known name
     * @throws IllegalArgumentException if the name is not known
     */
    public void alias(String alias, String name) {
        byName.put(alias.toLowerCase(Locale.ROOT), info(name));
    }

    /**
     * Lists names.
     *
     * @param filters shell patterns of which a name matches one; none for all names
     * @param excluded shell patterns of which it matches none
     * @return sorted names
     */
    public List<String> names(Collection<String> filters, Collection<String> excluded) {
        List<Wildcard> wanted = filters.stream().map(Wildcard::new).toList();
        List<Wildcard> unwanted = excluded.stream().map(Wildcard::new).toList();
        return byName.keySet().stream()
                .filter(name -> wanted.isEmpty() || wanted.stream().anyMatch(pattern -> pattern.matches(name)))
                .filter(name -> unwanted.stream().noneMatch(pattern -> pattern.matches(name)))
                .toList();
    }

    /**
     * Finds an optimizer.
     *
     * @param name its name, in any case
     * @return its entry
     * @throws IllegalArgumentException with the nearest names if there is none
     */
    public OptimizerInfo info(String name) {
        String known = name.toLowerCase(Locale.ROOT);
        OptimizerInfo info = byName.get(known);
        if (info == null) {
            throw new IllegalArgumentException("no optimizer named " + known + Nearest.hint(known, byName.keySet()));
        }
        return info;
    }
}
