package io.github.timm4j.weights.hub;

/** The kinds of repository on the hub, as they appear in addresses and in the cache folder. */
public enum RepoType {
    /** Model weights and their configuration. */
    MODEL("models", ""),
    /** Data files. */
    DATASET("datasets", "datasets/"),
    /** Applications. */
    SPACE("spaces", "spaces/");

    private final String plural;
    private final String urlPrefix;

    RepoType(String plural, String urlPrefix) {
        this.plural = plural;
        this.urlPrefix = urlPrefix;
    }

    /**
     * The name in the hub's REST interface and in cache folders.
     *
     * @return for example {@code models}
     */
    public String plural() {
        return plural;
    }

    /**
     * What stands before the repository's name in a file's address.
     *
     * @return empty for models, else for example {@code datasets/}
     */
    public String urlPrefix() {
        return urlPrefix;
    }
}
