package io.github.timm4j.registry;

import io.github.timm4j.config.Arguments;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Answers a query from a catalogue and its pretrained configurations, as timm's {@code list_models} does. */
final class ModelListing {
    private final Catalogue catalogue;
    private final PretrainedCfgs cfgs;
    private final ModelQuery query;

    /** A name to list: an architecture, with a tag or standing for its default weights. */
    private record Listed(String name, @Nullable Arguments cfg) {}

    ModelListing(Catalogue catalogue, PretrainedCfgs cfgs, ModelQuery query) {
        this.catalogue = catalogue;
        this.cfgs = cfgs;
        this.query = query;
    }

    List<String> names() {
        Predicate<String> included = matcher(query.filters(), true);
        Predicate<String> excluded = matcher(query.excludeFilters(), false);
        List<String> names = new ArrayList<>();
        for (String architecture : catalogue.names()) {
            Catalogue.Row row = catalogue.row(architecture);
            if (row != null && (query.modules().isEmpty() || query.modules().contains(row.module()))) {
                for (Listed listed : expand(architecture, row)) {
                    if (included.test(listed.name()) && !excluded.test(listed.name()) && hasCfg(listed.cfg())) {
                        names.add(listed.name());
                    }
                }
            }
        }
        names.sort(new NaturalOrder());
        return List.copyOf(names);
    }

    private List<Listed> expand(String architecture, Catalogue.Row row) {
        boolean needsCfgs = query.tags() || query.pretrained() || query.nameMatchesCfg() || query.filtersLicenses();
        if (!needsCfgs) {
            return List.of(new Listed(architecture, null));
        }
        List<Listed> listed = new ArrayList<>();
        cfgs.tags(row, architecture).forEach((tag, cfg) -> {
            if (query.tags()) {
                listed.add(new Listed(new ModelName.Registered(architecture, tag).toString(), cfg));
            } else if (listed.isEmpty()) {
                listed.add(new Listed(architecture, cfg));
            }
        });
        return listed.isEmpty() ? List.of(new Listed(architecture, null)) : listed;
    }

    private boolean hasCfg(@Nullable Arguments cfg) {
        if (query.pretrained() && !PretrainedCfgs.hasWeights(cfg)) {
            return false;
        }
        return (!query.nameMatchesCfg() || cfg != null) && (!query.filtersLicenses() || hasLicense(cfg));
    }

    private boolean hasLicense(@Nullable Arguments cfg) {
        String license = cfg != null && cfg.get("license") instanceof String text ? text : "";
        return anyOf(query.licenses(), true).test(license)
                && !anyOf(query.excludeLicenses(), false).test(license);
    }

    /** With tags, a wildcard without a tag of its own stands for every tag too. */
    private Predicate<String> matcher(List<String> filters, boolean whenEmpty) {
        List<String> expanded = new ArrayList<>();
        for (String filter : filters) {
            ModelName.Registered split = ModelName.split(filter);
            if (query.tags() && split.tag().isEmpty()) {
                expanded.add(split.architecture() + ".*");
            }
            expanded.add(filter);
        }
        return anyOf(expanded, whenEmpty);
    }

    private static Predicate<String> anyOf(List<String> wildcards, boolean whenEmpty) {
        List<Wildcard> compiled = wildcards.stream().map(Wildcard::new).toList();
        return text -> compiled.isEmpty() ? whenEmpty : compiled.stream().anyMatch(each -> each.matches(text));
    }
}
