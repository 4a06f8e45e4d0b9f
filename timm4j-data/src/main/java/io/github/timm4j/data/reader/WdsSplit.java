package io.github.timm4j.data.reader;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shards of a split.
 *
 * @param shards file names below the root
 * @param samples how many they hold, 0 where nobody says
 * @param labelField field of the JSON files that holds the label where the caller names none; empty for the class files
 */
record WdsSplit(List<String> shards, long samples, String labelField) {
    private static final Logger LOG = LoggerFactory.getLogger(WdsSplit.class);

    /**
     * Finds a split by name in the data set's description, or takes it as a pattern such as {@code
     * a-{00..11}.tar|1200}.
     */
    static WdsSplit of(Path root, String split) throws IOException {
        JsonNode info = info(root);
        if (split.contains("tar") || split.contains("..")) {
            return pattern(split);
        }
        JsonNode known = info.path("splits").path(split);
        if (!known.isObject()) {
            throw new DatasetException("no split '" + split + "' in " + root + ", there are "
                    + String.join(", ", (Iterable<String>) info.path("splits")::fieldNames));
        }
        List<String> shards = new ArrayList<>();
        known.path("filenames").forEach(name -> shards.add(name.asText()));
        if (shards.isEmpty() || !known.path("num_samples").canConvertToLong()) {
            throw new DatasetException("split '" + split + "' in " + root + " lacks filenames or num_samples");
        }
        return new WdsSplit(
                List.copyOf(shards),
                known.get("num_samples").asLong(),
                known.path("alt_label").asText(""));
    }

    private static WdsSplit pattern(String split) {
        int bar = split.indexOf('|');
        String names = bar < 0 ? split : split.substring(0, bar);
        List<String> shards = new ArrayList<>();
        for (String part : names.split("::", -1)) {
            shards.addAll(BraceExpansion.expand(part));
        }
        return new WdsSplit(List.copyOf(shards), bar < 0 ? 0 : count(split.substring(bar + 1)), "");
    }

    private static long count(String digits) {
        try {
            return Long.parseLong(digits.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("expected a number of samples after '|', found '" + digits + "'", e);
        }
    }

    private static JsonNode info(Path root) throws IOException {
        for (String name : List.of("_info.json", "info.json")) {
            Path file = FileNames.resolve(root, name);
            if (Files.exists(file)) {
                return Json.read(file);
            }
        }
        LOG.warn("{} has no _info.json: the split must be a pattern, with the number of samples after '|'", root);
        return Json.MAPPER.createObjectNode();
    }
}
