package io.github.timm4j.registry;

import io.github.timm4j.UnknownModelException;
import io.github.timm4j.config.Arguments;
import io.github.timm4j.config.Nearest;
import io.github.timm4j.config.PretrainedCfg;
import io.github.timm4j.registry.Catalogue.Deprecation;
import io.github.timm4j.registry.Catalogue.Registered;
import io.github.timm4j.registry.Catalogue.Row;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The architectures that can be created by name, and their pretrained weight sets.
 *
 * <p>Names come from the indexes that {@link ModelFamilyProcessor} wrote into each jar; a family's classes are loaded when
 * one of its models is asked for, pretrained configurations when one of its module is. Thread-safe.
 */
public final class ModelRegistry {
    private final Set<String> warned = ConcurrentHashMap.newKeySet();
    private volatile State state = new State(Catalogue.empty(), new PretrainedCfgs());

    /** A catalogue and the weight sets read for it. */
    private record State(Catalogue catalogue, PretrainedCfgs cfgs) {}

    /** The registry that {@code Timm} uses; made when first asked for. */
    private static final class Shared {
        private static final ModelRegistry REGISTRY = of(loader());

        private static ClassLoader loader() {
            ClassLoader context = Thread.currentThread().getContextClassLoader();
            return context == null ? ModelRegistry.class.getClassLoader() : context;
        }
    }

    private ModelRegistry() {}

    /**
     * The registry of this program: what the class loader of the thread that asked first sees, and what was added since.
     *
     * @return the registry
     */
    public static ModelRegistry shared() {
        return Shared.REGISTRY;
    }

    /**
     * A registry of its own.
     *
     * @param loader the class loader whose jars are listed
     * @return the registry
     * @throws io.github.timm4j.CorruptFileException where an index is malformed
     */
    public static ModelRegistry of(ClassLoader loader) {
        ModelRegistry registry = new ModelRegistry();
        registry.add(loader);
        return registry;
    }

    /**
     * Adds the architectures of another class loader, for example of a plug-in; names that are known stay as they are.
     *
     * @param loader the class loader
     * @throws io.github.timm4j.CorruptFileException where an index is malformed
     */
    public synchronized void add(ClassLoader loader) {
        State old = state;
        state = new State(old.catalogue().plus(loader), old.cfgs());
    }

    /**
     * Adds architectures that no index names; each takes the place of another of its name, with a warning.
     *
     * @param module the module that {@code listModels} filters by
     * @param architectures for example {@code MyNets.values()}
     * @throws IllegalArgumentException where a name holds other characters than letters, digits, hyphen and underscore
     */
    public void register(String module, Architecture... architectures) {
        register(module, List.of(architectures), List.of());
    }

    /**
     * Adds architectures and their weight sets.
     *
     * @param module the module that {@code listModels} filters by
     * @param architectures for example {@code List.of(MyNets.values())}
     * @param cfgs the weight sets, the default of each architecture first
     * @throws IllegalArgumentException as {@link #register(String, Architecture...)}, and where a weight set names none of
     *     the architectures, or a tag twice
     */
    public synchronized void register(
            String module, List<? extends Architecture> architectures, List<PretrainedCfg> cfgs) {
        List<Registered> rows = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Architecture architecture : architectures) {
            String name = architecture.id();
            if (!name.matches("[A-Za-z0-9_-]+")) {
                throw new IllegalArgumentException(
                        "expected a name of letters, digits and underscores, found \"" + name + "\"");
            }
            names.add(name);
            rows.add(new Registered(module, architecture, PretrainedCfgs.ofArchitecture(name, cfgs)));
        }
        for (PretrainedCfg cfg : cfgs) {
            if (!names.contains(String.valueOf(cfg.architecture()))) {
                throw new IllegalArgumentException(
                        "the weight set \"" + cfg.name() + "\" is of no architecture in " + String.join(", ", names));
            }
        }
        State old = state;
        state = new State(old.catalogue().plus(rows), old.cfgs());
    }

    /**
     * Lists names in natural order, without deprecated ones.
     *
     * @param query which
     * @return the names
     */
    public List<String> listModels(ModelQuery query) {
        State now = state;
        return new ModelListing(now.catalogue(), now.cfgs(), query).names();
    }

    /**
     * Lists names with tags that have weights, in natural order.
     *
     * @param filters wildcards; none for all
     * @return the names
     */
    public List<String> listPretrained(String... filters) {
        return listModels(ModelQuery.builder().filters(filters).pretrained(true).build());
    }

    /**
     * Lists the modules that have architectures.
     *
     * @return the names in alphabetical order
     */
    public List<String> listModules() {
        return List.copyOf(state.catalogue().modules());
    }

    /**
     * Tells whether an architecture is known, also under a deprecated name.
     *
     * @param name {@code arch} or {@code arch.tag}; the tag does not count
     * @return true where it is
     */
    public boolean isModel(String name) {
        return moduleOf(name) != null;
    }

    /**
     * Tells whether an architecture belongs to one of some modules.
     *
     * @param name {@code arch} or {@code arch.tag}; the tag does not count
     * @param modules module names
     * @return true where it does
     */
    public boolean isModelInModules(String name, String... modules) {
        String module = moduleOf(name);
        return module != null && List.of(modules).contains(module);
    }

    /**
     * Tells whether a name has weights.
     *
     * @param name {@code arch} for the default weights, or {@code arch.tag}
     * @return true where it is known, under its current name, and has
     */
    public boolean isModelPretrained(String name) {
        WeightRow weights = weights(ModelName.split(name));
        return weights != null && weights.hasWeights() && !name.endsWith(".");
    }

    /**
     * The factory of an architecture, whatever the tag.
     *
     * @param name {@code arch} or {@code arch.tag}; deprecated names give their replacement, with one warning each
     * @return the architecture
     * @throws UnknownModelException where the name is not known; the message suggests the nearest
     */
    public Architecture modelEntrypoint(String name) {
        String current = current(ModelName.split(name)).architecture();
        Row row = state.catalogue().row(current);
        if (row == null) {
            throw unknown(current);
        }
        return row.load(current);
    }

    /**
     * The factory of an architecture of one module.
     *
     * @param name {@code arch} or {@code arch.tag}
     * @param module the module that must hold it
     * @return the architecture
     * @throws UnknownModelException where the module does not hold the name
     */
    public Architecture modelEntrypoint(String name, String module) {
        if (!isModelInModules(name, module)) {
            throw new UnknownModelException("the module " + module + " has no architecture \""
                    + ModelName.split(name).architecture() + "\""
                    + Nearest.hint(module, state.catalogue().modules()));
        }
        return modelEntrypoint(name);
    }

    /**
     * Finds architecture and weight set of a name.
     *
     * @param name {@code arch} or {@code arch.tag}; a deprecated name gives its replacement, with one warning
     * @return both
     * @throws UnknownModelException where architecture or tag are not known; the message suggests the nearest names, or
     *     lists the tags
     */
    public ResolvedModel resolve(String name) {
        ModelName.Registered current = current(ModelName.split(name));
        Architecture architecture = modelEntrypoint(current.architecture());
        PretrainedCfg cfg = pretrainedCfg(current.toString())
                .orElseGet(() -> PretrainedCfg.DEFAULT.overlay(Arguments.of("architecture", current.architecture())));
        return new ResolvedModel(architecture, cfg);
    }

    /**
     * The pretrained configuration of a name.
     *
     * @param name {@code arch} for the default one, or {@code arch.tag}
     * @return the configuration, empty where the architecture has none or is not known
     * @throws UnknownModelException where the architecture has configurations but none of that tag
     */
    public Optional<PretrainedCfg> pretrainedCfg(String name) {
        ModelName.Registered split = ModelName.split(name);
        WeightRow weights = weights(split);
        if (weights != null) {
            return Optional.of(weights.cfg());
        }
        Set<String> tags = tags(split.architecture()).keySet();
        if (!split.tag().isEmpty() && (!tags.isEmpty() || state.catalogue().row(split.architecture()) != null)) {
            throw new UnknownModelException("unknown tag \"" + split.tag() + "\" of " + split.architecture()
                    + Nearest.hint(split.tag(), tags)
                    + (tags.isEmpty() ? "; it has no weights" : "; its tags: " + String.join(", ", tags)));
        }
        return Optional.empty();
    }

    /**
     * One field of the pretrained configuration of a name.
     *
     * @param name {@code arch} or {@code arch.tag}
     * @param field timm's field name, one of {@link PretrainedCfg#FIELDS}
     * @return the plain value, null where it is not set
     * @throws UnknownModelException where the name has no configuration
     * @throws IllegalArgumentException for an unknown field
     */
    public @Nullable Object pretrainedCfgValue(String name, String field) {
        return pretrainedCfg(name)
                .orElseThrow(() -> new UnknownModelException(
                        "no pretrained configuration is known for \"" + name + "\"" + Nearest.hint(name, names())))
                .value(field);
    }

    /**
     * All weight sets of an architecture.
     *
     * @param name {@code arch} or {@code arch.tag}; the tag does not count
     * @return name with tag to configuration, the default first; empty where the architecture is not known
     */
    public Map<String, PretrainedCfg> archPretrainedCfgs(String name) {
        String architecture = ModelName.split(name).architecture();
        Map<String, PretrainedCfg> cfgs = new LinkedHashMap<>();
        tags(architecture)
                .forEach((tag, weights) ->
                        cfgs.put(new ModelName.Registered(architecture, tag).toString(), weights.cfg()));
        return Collections.unmodifiableMap(cfgs);
    }

    /**
     * Former names and what took their place.
     *
     * @param module a module's name, or empty for all
     * @return former name to {@code arch} or {@code arch.tag}, null where nothing took its place
     */
    public Map<String, @Nullable String> deprecatedModels(String module) {
        Map<String, @Nullable String> names = new TreeMap<>();
        state.catalogue().deprecations().forEach((name, deprecation) -> {
            if (module.isEmpty() || module.equals(deprecation.module())) {
                names.put(name, deprecation.current());
            }
        });
        return Collections.unmodifiableMap(names);
    }

    private Set<String> names() {
        return state.catalogue().rows().keySet();
    }

    private @Nullable String moduleOf(String name) {
        String architecture = ModelName.split(name).architecture();
        Row row = state.catalogue().row(architecture);
        if (row != null) {
            return row.module();
        }
        Deprecation deprecation = state.catalogue().deprecation(architecture);
        return deprecation == null ? null : deprecation.module();
    }

    private Map<String, WeightRow> tags(String architecture) {
        State now = state;
        Row row = now.catalogue().row(architecture);
        return row == null ? Map.of() : now.cfgs().tags(row, architecture);
    }

    /** A weight set; without a tag the default. */
    private @Nullable WeightRow weights(ModelName.Registered name) {
        Map<String, WeightRow> tags = tags(name.architecture());
        if (!name.tag().isEmpty()) {
            return tags.get(name.tag());
        }
        return tags.isEmpty() ? null : tags.values().iterator().next();
    }

    /** A deprecated architecture's replacement, with its tag unless the caller gave one; others stay as they are. */
    private ModelName.Registered current(ModelName.Registered name) {
        Deprecation deprecation = state.catalogue().deprecation(name.architecture());
        if (deprecation == null) {
            return name;
        }
        if (deprecation.current() == null) {
            throw new UnknownModelException("the model " + name.architecture() + " was removed and has no replacement");
        }
        ModelName.Registered current = ModelName.split(deprecation.current());
        if (warned.add(name.architecture())) {
            LoggerFactory.getLogger(ModelRegistry.class)
                    .warn("the model name {} is deprecated and stands for {}", name.architecture(), current);
        }
        return name.tag().isEmpty() ? current : new ModelName.Registered(current.architecture(), name.tag());
    }

    private UnknownModelException unknown(String architecture) {
        return new UnknownModelException("unknown model \"" + architecture + "\""
                + (names().isEmpty()
                        ? "; no architecture is on the class path (is timm4j-models missing?)"
                        : Nearest.hint(architecture, names())));
    }
}
