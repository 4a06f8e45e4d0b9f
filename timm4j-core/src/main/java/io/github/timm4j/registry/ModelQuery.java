package io.github.timm4j.registry;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which names to list. Wildcards are {@code *}, {@code ?}, {@code [abc]} and {@code [!abc]} over whole names; case counts.
 *
 * @param filters names must match one of these wildcards; empty for all
 * @param modules names must belong to one of these modules; empty for all
 * @param pretrained whether to list only names with weights
 * @param excludeFilters names that match one of these wildcards are left out
 * @param nameMatchesCfg whether to list only names with a pretrained configuration of their own
 * @param includeTags whether to list {@code arch.tag} instead of {@code arch}; null for what {@code pretrained} says
 * @param licenses the weights' licence must match one of these wildcards; empty for all
 * @param excludeLicenses weights whose licence matches one of these wildcards are left out
 */
public record ModelQuery(
        List<String> filters,
        List<String> modules,
        boolean pretrained,
        List<String> excludeFilters,
        boolean nameMatchesCfg,
        @Nullable Boolean includeTags,
        List<String> licenses,
        List<String> excludeLicenses) {
    /** Every name, without tags. */
    public static final ModelQuery ALL = builder().build();

    /**
     * Copies the lists.
     *
     * @param filters as above
     * @param modules as above
     * @param pretrained as above
     * @param excludeFilters as above
     * @param nameMatchesCfg as above
     * @param includeTags as above
     * @param licenses as above
     * @param excludeLicenses as above
     */
    public ModelQuery {
        filters = List.copyOf(filters);
        modules = List.copyOf(modules);
        excludeFilters = List.copyOf(excludeFilters);
        licenses = List.copyOf(licenses);
        excludeLicenses = List.copyOf(excludeLicenses);
    }

    /**
     * Names that match one of the wildcards.
     *
     * @param filters wildcards; none, or one empty text, for every name
     * @return the query
     */
    public static ModelQuery of(String... filters) {
        return builder().filters(filters).build();
    }

    /**
     * Starts a query for every name.
     *
     * @return the builder
     */
    public static Builder builder() {
        return new Builder();
    }

    boolean tags() {
        return includeTags == null ? pretrained : includeTags;
    }

    boolean filtersLicenses() {
        return !licenses.isEmpty() || !excludeLicenses.isEmpty();
    }

    /** Collects the parts of a query; a single empty text counts as nothing given. */
    public static final class Builder {
        private List<String> filters = List.of();
        private List<String> modules = List.of();
        private boolean pretrained;
        private List<String> excludeFilters = List.of();
        private boolean nameMatchesCfg;
        private @Nullable Boolean includeTags;
        private List<String> licenses = List.of();
        private List<String> excludeLicenses = List.of();

        private Builder() {}

        /**
         * Lists only names that match one of the wildcards.
         *
         * @param wildcards over whole names; with tags, a wildcard without a point also matches every tag
         * @return this
         */
        public Builder filters(String... wildcards) {
            filters = texts(wildcards);
            return this;
        }

        /**
         * Lists only names of these modules.
         *
         * @param names module names, for example {@code vision_transformer}
         * @return this
         */
        public Builder modules(String... names) {
            modules = texts(names);
            return this;
        }

        /**
         * Lists only names with weights, and their tags unless told otherwise.
         *
         * @param only whether to do so
         * @return this
         */
        public Builder pretrained(boolean only) {
            pretrained = only;
            return this;
        }

        /**
         * Leaves out names that match one of the wildcards.
         *
         * @param wildcards as for {@link #filters}
         * @return this
         */
        public Builder excludeFilters(String... wildcards) {
            excludeFilters = texts(wildcards);
            return this;
        }

        /**
         * Lists only names that have a pretrained configuration of their own.
         *
         * @param only whether to do so
         * @return this
         */
        public Builder nameMatchesCfg(boolean only) {
            nameMatchesCfg = only;
            return this;
        }

        /**
         * Lists {@code arch.tag} instead of {@code arch}.
         *
         * @param include whether to do so
         * @return this
         */
        public Builder includeTags(boolean include) {
            includeTags = include;
            return this;
        }

        /**
         * Lists only names whose weights have one of these licences; a name without tag stands for its default weights.
         *
         * @param wildcards over licence names, for example {@code apache-2.0} or {@code cc-by-*}
         * @return this
         */
        public Builder licenses(String... wildcards) {
            licenses = texts(wildcards);
            return this;
        }

        /**
         * Leaves out names whose weights have one of these licences.
         *
         * @param wildcards over licence names; {@code *-nc-*} and {@code *noncommercial*} are those that exclude commerce
         *     by name
         * @return this
         */
        public Builder excludeLicenses(String... wildcards) {
            excludeLicenses = texts(wildcards);
            return this;
        }

        /**
         * Makes the query.
         *
         * @return the query
         */
        public ModelQuery build() {
            return new ModelQuery(
                    filters,
                    modules,
                    pretrained,
                    excludeFilters,
                    nameMatchesCfg,
                    includeTags,
                    licenses,
                    excludeLicenses);
        }

        private static List<String> texts(String... values) {
            return values.length == 1 && values[0].isEmpty() ? List.of() : List.of(values);
        }
    }
}
