package io.github.timm4j.cli;

import io.github.timm4j.config.Arguments;
import io.github.timm4j.config.Nearest;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The options of one command, read from {@code META-INF/timm4j/cli/COMMAND.json}. */
final class OptionTable {
    private final Map<String, OptionRow> rows = new LinkedHashMap<>();

    private OptionTable(Arguments table) {
        for (String name : table.names()) {
            if (table.get(name) instanceof Map<?, ?> row) {
                OptionRow option = OptionRow.of(name, row);
                rows.put(option.key(), option);
            }
        }
    }

    static OptionTable of(String command) {
        String file = "/META-INF/timm4j/cli/" + command + ".json";
        try (InputStream in = OptionTable.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new FileNotFoundException(file + " is missing from the jar");
            }
            return new OptionTable(Arguments.fromJson(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<OptionRow> rows() {
        return List.copyOf(rows.values());
    }

    /** The row of a key, in a configuration file also with dashes. */
    OptionRow row(String key) {
        OptionRow row = rows.get(key.replace('-', '_'));
        if (row == null) {
            throw new UsageException("unknown option '" + key + "'" + Nearest.hint(key, rows.keySet()));
        }
        return row;
    }

    /** What counts where nothing is given; options without default are left out. */
    Arguments defaults() {
        Arguments defaults = Arguments.NONE;
        for (OptionRow row : rows.values()) {
            if (row.words().type() == OptionType.FLAG) {
                defaults = defaults.with(row.key(), false);
            } else if (!row.defaults().isEmpty()) {
                defaults = defaults.with(row.key(), row.value(row.defaults()));
            }
        }
        return defaults;
    }

    /** Checks what was given against what cannot work here. */
    List<String> notes(Arguments given) {
        List<String> notes = new ArrayList<>();
        Arguments defaults = defaults();
        for (String key : given.names()) {
            OptionRow row = row(key);
            boolean changed = changes(given.get(key), defaults.get(key));
            if (row.refused() != null && changed) {
                throw new UsageException(row.names().get(0) + " is not available: " + row.refused());
            }
            if (row.noted() != null && changed) {
                notes.add(row.names().get(0) + " changes nothing: " + row.noted());
            }
        }
        return notes;
    }

    /** Python's args.yaml has empty texts and lists where nothing was given. */
    private static boolean changes(@Nullable Object value, @Nullable Object usual) {
        boolean empty = value instanceof List<?> list ? list.isEmpty() : "".equals(value);
        return usual == null ? !empty : !usual.equals(value);
    }
}
