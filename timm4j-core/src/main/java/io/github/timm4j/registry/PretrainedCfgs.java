package io.github.timm4j.registry;

import io.github.timm4j.CorruptFileException;
import io.github.timm4j.config.Arguments;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The pretrained configurations of the architectures, read when first asked for from {@code
 * META-INF/timm4j/pretrained/MODULE.json}.
 *
 * <p>Such a file holds {@code defaults}, field values that its rows leave out, and {@code architectures}, a list of rows
 * for each name. A row is one weight set under timm's field names; the first is the default, {@code tag} may be left out
 * once, and a {@code hf_hub_id} that ends with a slash goes on with the name and tag.
 */
final class PretrainedCfgs {
    private static final String FOLDER = "META-INF/timm4j/pretrained/";

    private final Resources resources;
    private final Map<String, Map<String, Map<String, Arguments>>> modules = new ConcurrentHashMap<>();

    PretrainedCfgs(Resources resources) {
        this.resources = resources;
    }

    /** The weight sets of an architecture by tag, the default first; empty where there are none. */
    Map<String, Arguments> tags(Catalogue.Row row, String architecture) {
        if (row instanceof Catalogue.Registered registered) {
            return registered.tags();
        }
        return modules.computeIfAbsent(row.module(), this::read).getOrDefault(architecture, Map.of());
    }

    /** Picks the weight sets of one architecture, in order. */
    static Map<String, Arguments> ofArchitecture(String architecture, List<PretrainedCfg> cfgs) {
        Map<String, Arguments> tags = new LinkedHashMap<>();
        for (PretrainedCfg cfg : cfgs) {
            String tag = cfg.tag() == null ? "" : cfg.tag();
            if (architecture.equals(cfg.architecture()) && tags.put(tag, cfg.toArguments(true)) != null) {
                throw new IllegalArgumentException(architecture + " has two weight sets for the tag \"" + tag + "\"");
            }
        }
        return Collections.unmodifiableMap(tags);
    }

    static boolean hasWeights(@Nullable Arguments fields) {
        return fields != null
                && (isSet(fields.get("url")) || isSet(fields.get("hf_hub_id")) || isSet(fields.get("file")));
    }

    static PretrainedCfg bind(Arguments fields) {
        try {
            return fields.bindTo(PretrainedCfg.DEFAULT);
        } catch (IllegalArgumentException e) {
            throw new CorruptFileException(
                    "pretrained configuration of " + fields.get("architecture") + ": " + e.getMessage(), e);
        }
    }

    private static boolean isSet(@Nullable Object value) {
        return value != null && !value.equals("");
    }

    private Map<String, Map<String, Arguments>> read(String module) {
        Map<String, Map<String, Arguments>> architectures = new LinkedHashMap<>();
        for (URL url : resources.find(FOLDER + module + ".json")) {
            try {
                Arguments file = Arguments.fromJson(url.openStream());
                Map<?, ?> defaults = object(file.get("defaults"), "defaults", url);
                object(file.get("architectures"), "architectures", url)
                        .forEach((name, rows) ->
                                architectures.putIfAbsent((String) name, rows((String) name, rows, defaults, url)));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + url, e);
            }
        }
        return architectures;
    }

    private static Map<String, Arguments> rows(String name, @Nullable Object rows, Map<?, ?> defaults, URL url) {
        if (!(rows instanceof List<?> list)) {
            throw malformed(url, name + " must hold a list");
        }
        Map<String, Arguments> tags = new LinkedHashMap<>();
        for (Object row : list) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            fields.put("architecture", name);
            defaults.forEach((field, value) -> fields.put((String) field, value));
            object(row, name, url).forEach((field, value) -> fields.put((String) field, value));
            String tag = fields.get("tag") instanceof String text ? text : "";
            if (fields.get("hf_hub_id") instanceof String id && id.endsWith("/")) {
                fields.put("hf_hub_id", id + new ModelName.Registered(name, tag));
            }
            if (tags.put(tag, new Arguments(fields)) != null) {
                throw malformed(url, name + " has two rows for the tag \"" + tag + "\"");
            }
        }
        return Collections.unmodifiableMap(tags);
    }

    private static Map<?, ?> object(@Nullable Object value, String what, URL url) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw malformed(url, what + " must hold an object");
    }

    private static CorruptFileException malformed(URL url, String message) {
        return new CorruptFileException(url + ": " + message);
    }
}
