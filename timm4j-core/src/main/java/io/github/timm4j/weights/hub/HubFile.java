package io.github.timm4j.weights.hub;

/**
 * One file in a repository on the hub.
 *
 * @param repo the repository and its revision
 * @param path name below the repository's root, with forward slashes
 */
public record HubFile(HubRepo repo, String path) {
    /**
     * Checks the path.
     *
     * @throws IllegalArgumentException if it is absolute, names a drive or contains a {@code ..} segment
     */
    public HubFile {
        RelativeName.check("file name", path);
    }

    /**
     * A file of a model repository at its default branch.
     *
     * @param repo {@code organisation/name}, or with a revision {@code organisation/name@revision}
     * @param path name below the repository's root
     * @return the file
     * @throws IllegalArgumentException if a name is malformed
     */
    public static HubFile model(String repo, String path) {
        return HubRepo.parse(repo).file(path);
    }

    @Override
    public String toString() {
        return repo + "/" + path;
    }
}
