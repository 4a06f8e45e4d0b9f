package io.github.timm4j.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers a query from a catalogue and its weight sets, as timm's {@code list_models} does. Plain loops throughout: this
 * runs once in a cold JVM, where the first lambda alone takes longer than the work.
 */
final class ModelListing {
    private final Catalogue catalogue;
    private final PretrainedCfgs cfgs;
    private final ModelQuery query;
    private final List<Wildcard> filters;
    private final List<Wildcard> excludeFilters;
    private final List<Wildcard> licenses;
    private final List<Wildcard> excludeLicenses;
    private final List<String> names = new ArrayList<>();

    ModelListing(Catalogue catalogue, PretrainedCfgs cfgs, ModelQuery query) {
        this.catalogue = catalogue;
        this.cfgs = cfgs;
        this.query = query;
        this.filters = wildcards(query.filters(), query.tags());
        this.excludeFilters = wildcards(query.excludeFilters(), query.tags());
        this.licenses = wildcards(query.licenses(), false);
        this.excludeLicenses = wildcards(query.excludeLicenses(), false);
    }

    List<String> names() {
        boolean needsWeights = query.tags() || query.pretrained() || query.nameMatchesCfg() || query.filtersLicenses();
        for (Map.Entry<String, Catalogue.Row> entry : catalogue.rows().entrySet()) {
            String architecture = entry.getKey();
            if (query.modules().isEmpty()
                    || query.modules().contains(entry.getValue().module())) {
                if (needsWeights) {
                    addWithWeights(architecture, cfgs.tags(entry.getValue(), architecture));
                } else {
                    add(architecture, null);
                }
            }
        }
        names.sort(NaturalOrder.INSTANCE);
        return List.copyOf(names);
    }

    /** A name without tag stands for the default weights, the first. */
    private void addWithWeights(String architecture, Map<String, WeightRow> tags) {
        if (tags.isEmpty()) {
            add(architecture, null);
        }
        for (Map.Entry<String, WeightRow> tag : tags.entrySet()) {
            if (!query.tags()) {
                add(architecture, tag.getValue());
                return;
            }
            add(tag.getKey().isEmpty() ? architecture : architecture.concat(".").concat(tag.getKey()), tag.getValue());
        }
    }

    private void add(String name, @Nullable WeightRow weights) {
        boolean wanted = (filters.isEmpty() || matches(filters, name)) && !matches(excludeFilters, name);
        if (wanted
                && (!query.pretrained() || (weights != null && weights.hasWeights()))
                && (!query.nameMatchesCfg() || weights != null)
                && (!query.filtersLicenses() || hasLicense(weights == null ? "" : weights.license()))) {
            names.add(name);
        }
    }

    private boolean hasLicense(String license) {
        return (licenses.isEmpty() || matches(licenses, license)) && !matches(excludeLicenses, license);
    }

    /** With tags, a wildcard without a tag of its own stands for every tag too. */
    private static List<Wildcard> wildcards(List<String> patterns, boolean tags) {
        List<Wildcard> wildcards = new ArrayList<>();
        for (String pattern : patterns) {
            ModelName.Registered split = ModelName.split(pattern);
            if (tags && split.tag().isEmpty()) {
                wildcards.add(new Wildcard(split.architecture().concat(".*")));
            }
            wildcards.add(new Wildcard(pattern));
        }
        return wildcards;
    }

    private static boolean matches(List<Wildcard> wildcards, String text) {
        for (Wildcard wildcard : wildcards) {
            if (wildcard.matches(text)) {
                return true;
            }
        }
        return false;
    }
}
