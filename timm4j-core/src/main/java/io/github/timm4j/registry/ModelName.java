package io.github.timm4j.registry;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What a model is asked for by: a name in the registry, a hub repository or a folder. */
public sealed interface ModelName {
    /**
     * An architecture of the registry and perhaps one of its weight sets: {@code resnet50} or {@code resnet50.a1_in1k}.
     *
     * @param architecture the architecture's name
     * @param tag the weight set's name, empty for the default
     */
    record Registered(String architecture, String tag) implements ModelName {
        @Override
        public String toString() {
            return tag.isEmpty() ? architecture : architecture + "." + tag;
        }
    }

    /**
     * A hub repository: {@code hf-hub:owner/model}, {@code hf-hub:owner/model@revision}.
     *
     * @param repository {@code owner/model}
     * @param revision branch, tag or commit; null for the main branch
     */
    record Hub(String repository, @Nullable String revision) implements ModelName {
        /**
         * The form that {@code hf_hub_id} has.
         *
         * @return {@code owner/model} or {@code owner/model@revision}
         */
        public String id() {
            return revision == null ? repository : repository + "@" + revision;
        }

        @Override
        public String toString() {
            return "hf-hub:" + id();
        }
    }

    /**
     * A folder with {@code config.json} and weights: {@code local-dir:folder}.
     *
     * @param folder the folder
     */
    record LocalDir(Path folder) implements ModelName {
        @Override
        public String toString() {
            return "local-dir:" + folder;
        }
    }

    /**
     * Parses a name.
     *
     * @param name {@code arch}, {@code arch.tag}, {@code hf-hub:owner/model[@revision]} (also {@code hf_hub:}, and {@code
     *     #revision} as older releases wrote it) or {@code local-dir:folder}
     * @return the name's parts
     * @throws IllegalArgumentException where the source is unknown, the part after it empty or malformed, or a name
     *     without source looks like a repository or a path
     */
    static ModelName parse(String name) {
        return ModelNameParser.parse(name);
    }

    /**
     * Splits a registry name at its first point.
     *
     * @param name {@code arch} or {@code arch.tag}
     * @return architecture and tag, either of which may be empty
     */
    static Registered split(String name) {
        int point = name.indexOf('.');
        return point < 0
                ? new Registered(name, "")
                : new Registered(name.substring(0, point), name.substring(point + 1));
    }

    /**
     * Makes a name fit for a file: everything but letters and digits becomes an underscore, none at the end.
     *
     * @param name any model name
     * @param removeSource whether to leave out {@code hf-hub:} or {@code local-dir:}
     * @return the safe name
     * @throws IllegalArgumentException as {@link #parse}, where the source is to be removed
     */
    static String safe(String name, boolean removeSource) {
        String kept =
                removeSource && !(parse(name) instanceof Registered) ? name.substring(name.indexOf(':') + 1) : name;
        StringBuilder safe = new StringBuilder();
        kept.codePoints().forEach(c -> safe.appendCodePoint(Character.isLetterOrDigit(c) ? c : '_'));
        int end = safe.length();
        while (end > 0 && safe.charAt(end - 1) == '_') {
            end--;
        }
        return safe.substring(0, end);
    }
}
