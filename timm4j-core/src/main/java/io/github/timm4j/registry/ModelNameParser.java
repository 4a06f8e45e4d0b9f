package io.github.timm4j.registry;

import io.github.timm4j.registry.ModelName.Hub;
import io.github.timm4j.registry.ModelName.LocalDir;
import io.github.timm4j.registry.ModelName.Registered;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads the forms of {@link ModelName}. */
final class ModelNameParser {
    private static final Pattern SOURCE = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.\\-_]+");
    private static final Pattern REPOSITORY = Pattern.compile("(?:\\w(?:[\\w.-]*\\w)?/)?\\w(?:[\\w.-]{0,94}\\w)?");
    private static final Pattern REVISION = Pattern.compile("[\\w.+-][\\w./+-]*");

    private ModelNameParser() {}

    static ModelName parse(String name) {
        int colon = name.indexOf(':');
        // a prefix of one letter is a Windows drive, not a source
        if (colon < 0 || !SOURCE.matcher(name.substring(0, colon)).matches()) {
            return registered(name);
        }
        String source = name.substring(0, colon).toLowerCase(Locale.ROOT);
        String id = name.substring(colon + 1);
        boolean hub = source.equals("hf-hub") || source.equals("hf_hub");
        if (!hub && !source.equals("local-dir")) {
            throw new IllegalArgumentException("unknown source \"" + source + "\" in the model name \"" + name
                    + "\"; known sources: hf-hub, local-dir");
        }
        if (id.isEmpty()) {
            throw new IllegalArgumentException(
                    "the model name \"" + name + "\" has no " + (hub ? "repository" : "folder") + " after its source");
        }
        return hub ? hub(id, name) : localDir(id, name);
    }

    private static Registered registered(String name) {
        if (name.indexOf('/') >= 0 || name.indexOf('\\') >= 0 || name.indexOf(':') >= 0) {
            throw new IllegalArgumentException("the model name \"" + name
                    + "\" has no source but looks like a hub repository or a path; write \"hf-hub:" + name
                    + "\" or \"local-dir:" + name + "\"");
        }
        return ModelName.split(name);
    }

    private static Hub hub(String id, String name) {
        int mark = Math.max(id.indexOf('@'), id.indexOf('#'));
        String repository = mark < 0 ? id : id.substring(0, mark);
        String revision = mark < 0 ? null : id.substring(mark + 1);
        boolean wellFormed = REPOSITORY.matcher(repository).matches()
                && !repository.contains("..")
                && !repository.contains("--")
                && !repository.endsWith(".git");
        if (!wellFormed
                || (revision != null
                        && (revision.contains("..")
                                || !REVISION.matcher(revision).matches()))) {
            throw new IllegalArgumentException("expected hf-hub:owner/model or hf-hub:owner/model@revision, found \""
                    + name + "\" (letters, digits, points, hyphens and underscores; one slash; one revision)");
        }
        return new Hub(repository, revision);
    }

    private static LocalDir localDir(String id, String name) {
        try {
            return new LocalDir(Path.of(id));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(
                    "the model name \"" + name + "\" holds no valid path: " + e.getMessage(), e);
        }
    }
}
