package io.github.timm4j.weights.hub;

import java.util.regex.Pattern;

/**
 * A repository on the hub at one revision.
 *
 * @param type the kind of repository
 * @param id {@code name} or {@code organisation/name}
 * @param revision a branch, a tag or a full commit hash
 */
public record HubRepo(RepoType type, String id, String revision) {
    /** The branch that is meant where none is named. */
    public static final String DEFAULT_REVISION = "main";

    private static final Pattern ID =
            Pattern.compile("(?:\\w(?:[\\w.-]*\\w)?/)?\\w(?:[\\w.-]{0,94}\\w)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    /**
     * Checks the names; both become parts of paths.
     *
     * @throws IllegalArgumentException if a name is malformed or could leave the cache folder
     */
    public HubRepo {
        if (!ID.matcher(id).matches() || id.contains("--") || id.contains("..") || id.endsWith(".git")) {
            throw new IllegalArgumentException("'" + id + "' is no repository name; expected name or organisation/name"
                    + " of letters, digits, '-', '_' and '.', without '--', '..' or a final .git");
        }
        RelativeName.check("revision", revision);
    }

    /**
     * A model repository at its default branch.
     *
     * @param id {@code name} or {@code organisation/name}
     * @return the repository
     * @throws IllegalArgumentException if the name is malformed
     */
    public static HubRepo model(String id) {
        return new HubRepo(RepoType.MODEL, id, DEFAULT_REVISION);
    }

    /**
     * A dataset repository at its default branch.
     *
     * @param id {@code name} or {@code organisation/name}
     * @return the repository
     * @throws IllegalArgumentException if the name is malformed
     */
    public static HubRepo dataset(String id) {
        return new HubRepo(RepoType.DATASET, id, DEFAULT_REVISION);
    }

    /**
     * A model repository written as timm writes it, {@code organisation/name} or {@code organisation/name@revision}.
     *
     * @param text the name, with at most one {@code @}
     * @return the repository
     * @throws IllegalArgumentException if the text is malformed
     */
    public static HubRepo parse(String text) {
        int at = text.indexOf('@');
        return at < 0
                ? model(text)
                : model(text.substring(0, at)).at(RelativeName.check("revision", text.substring(at + 1)));
    }

    /**
     * The same repository at another revision.
     *
     * @param other a branch, a tag or a full commit hash
     * @return the repository at that revision
     * @throws IllegalArgumentException if the revision is malformed
     */
    public HubRepo at(String other) {
        return new HubRepo(type, id, other);
    }

    /**
     * A file of this repository.
     *
     * @param path name below the repository's root, with forward slashes
     * @return the file
     * @throws IllegalArgumentException if the path could leave the repository
     */
    public HubFile file(String path) {
        return new HubFile(this, path);
    }

    /**
     * Tells whether the revision is a full commit hash, whose content can never change.
     *
     * @return true for 40 lower-case hex digits
     */
    public boolean pinned() {
        return isCommit(revision);
    }

    static boolean isCommit(String text) {
        return COMMIT.matcher(text).matches();
    }

    @Override
    public String toString() {
        return type.urlPrefix() + id + (revision.equals(DEFAULT_REVISION) ? "" : "@" + revision);
    }
}
