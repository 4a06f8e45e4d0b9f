package io.github.timm4j.cli;

import io.github.timm4j.config.Arguments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** YAML files of defaults, as timm's {@code --config} takes and its {@code args.yaml} gives them. */
final class ConfigFile {
    private ConfigFile() {}

    /** Reads a file; keys without value are left out. */
    static Arguments read(Path file, OptionTable table) throws IOException {
        Object content;
        try {
            String text = Files.readString(file);
            content = new Load(LoadSettings.builder().setLabel(file.toString()).build()).loadFromString(text);
        } catch (NoSuchFileException e) {
            throw new UsageException("--config: " + file + " does not exist", e);
        } catch (YamlEngineException e) {
            throw new UsageException("--config: " + file + " is no YAML: " + oneLine(e), e);
        }
        if (content == null) {
            return Arguments.NONE;
        }
        if (!(content instanceof Map<?, ?> map)) {
            throw new UsageException("--config: " + file + " must hold named values, found " + content);
        }
        Arguments values = Arguments.NONE;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            values = add(values, file, table, entry);
        }
        return values;
    }

    private static Arguments add(Arguments values, Path file, OptionTable table, Map.Entry<?, ?> entry) {
        if (entry.getValue() == null) {
            return values;
        }
        try {
            OptionRow row = table.row(String.valueOf(entry.getKey()));
            Object value = entry.getValue();
            return values.with(row.key(), row.value(value instanceof List<?> list ? list : List.of(value)));
        } catch (UsageException e) {
            throw new UsageException("--config " + file + ": " + e.getMessage(), e);
        }
    }

    private static String oneLine(YamlEngineException e) {
        return String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
    }

    /** Writes settings so that {@link #read} gives them again. */
    static String write(Arguments settings) {
        DumpSettings style =
                DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();
        return new Dump(style).dumpToString(settings.values());
    }
}
