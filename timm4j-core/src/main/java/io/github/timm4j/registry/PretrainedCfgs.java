package io.github.timm4j.registry;

import io.github.timm4j.CorruptFileException;
import io.github.timm4j.TimmException;
import io.github.timm4j.config.Arguments;
import io.github.timm4j.config.PretrainedCfg;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The weight sets of the architectures, read when a module's first is asked for from {@code
 * META-INF/timm4j/pretrained/MODULE.json} beside the index that names them.
 *
 * <p>Such a file holds {@code defaults}, field values that its rows leave out, and {@code architectures}, a list of rows
 * for each name. A row is one weight set under timm's field names; the first is the default, {@code tag} may be left out
 * once, and a {@code hf_hub_id} that ends with a slash goes on with the name and tag.
 */
final class PretrainedCfgs {
    /** Files read so far: index and module to architecture to tag to weights. */
    private final Map<String, Map<String, Map<String, WeightRow>>> files = new ConcurrentHashMap<>();

    /** The weight sets of an architecture by tag, the default first; empty where there are none. */
    Map<String, WeightRow> tags(Catalogue.Row row, String architecture) {
        if (row instanceof Catalogue.Registered registered) {
            return registered.tags();
        }
        Catalogue.Indexed indexed = (Catalogue.Indexed) row;
        String key = indexed.index().toString().concat(indexed.module());
        Map<String, Map<String, WeightRow>> file = files.get(key);
        if (file == null) {
            file = read(indexed);
            files.put(key, file);
        }
        return file.getOrDefault(architecture, Map.of());
    }

    /** Picks the weight sets of one architecture, in order. */
    static Map<String, WeightRow> ofArchitecture(String architecture, List<PretrainedCfg> cfgs) {
        Map<String, WeightRow> tags = new LinkedHashMap<>();
        for (PretrainedCfg cfg : cfgs) {
            if (architecture.equals(cfg.architecture())) {
                WeightRow row = new WeightRow(
                        architecture, Map.of(), cfg.toArguments(true).values());
                if (tags.put(row.tag(), row) != null) {
                    throw new IllegalArgumentException(
                            architecture + " has two weight sets for the tag \"" + row.tag() + "\"");
                }
            }
        }
        return Collections.unmodifiableMap(tags);
    }

    private static Map<String, Map<String, WeightRow>> read(Catalogue.Indexed indexed) {
        Map<String, Map<String, WeightRow>> architectures = new HashMap<>();
        String name = "pretrained/".concat(indexed.module()).concat(".json");
        try {
            boolean found = read(new URL(indexed.index(), name), architectures);
            if (!found) {
                // some build tools keep resources and what processors write in two folders until a jar is made
                for (URL url : new Resources(indexed.loader()).find("META-INF/timm4j/".concat(name))) {
                    read(url, architectures);
                }
            }
        } catch (IOException e) {
            throw new TimmException("cannot read " + name + " beside " + indexed.index(), e);
        }
        return architectures;
    }

    private static boolean read(URL url, Map<String, Map<String, WeightRow>> architectures) throws IOException {
        Arguments file;
        try (InputStream in = url.openStream()) {
            file = Arguments.fromJson(in.readAllBytes());
        } catch (FileNotFoundException e) {
            return false;
        } catch (IllegalArgumentException e) {
            throw new CorruptFileException(url + ": " + e.getMessage(), e);
        }
        Map<?, ?> defaults = object(file.get("defaults"), "defaults", url);
        for (Map.Entry<?, ?> entry :
                object(file.get("architectures"), "architectures", url).entrySet()) {
            String name = (String) entry.getKey();
            architectures.putIfAbsent(name, rows(name, entry.getValue(), defaults, url));
        }
        return true;
    }

    private static Map<String, WeightRow> rows(String name, @Nullable Object rows, Map<?, ?> defaults, URL url) {
        if (!(rows instanceof List<?> list)) {
            throw malformed(url, name + " must hold a list");
        }
        Map<String, WeightRow> tags = new LinkedHashMap<>();
        for (Object each : list) {
            WeightRow row = new WeightRow(name, defaults, object(each, name, url));
            if (tags.put(row.tag(), row) != null) {
                throw malformed(url, name + " has two rows for the tag \"" + row.tag() + "\"");
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
