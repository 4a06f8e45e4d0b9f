package io.github.timm4j.data.reader;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which parquet files belong to which split, by the naming habits of the Hugging Face hub: {@code
 * data/SPLIT-00000-of-00001}, else a split's name among the folders, else in the file name, else everything is the
 * training split.
 */
final class HfSplits {
    private static final Pattern SHARD = Pattern.compile("data/(\\w+(?:\\.\\w+)*)-\\d{5}-of-\\d{5}.*\\.parquet");
    private static final Map<String, String> KEYWORDS = Map.of(
            "train", "train|training",
            "validation", "validation|valid|dev|val",
            "test", "test|testing|eval|evaluation");
    private static final List<String> ORDER = List.of("train", "validation", "test");
    /** The usual splits in their order, then others by name. */
    private static final Comparator<String> BY_HABIT = Comparator.comparingInt(
                    (String split) -> ORDER.contains(split) ? ORDER.indexOf(split) : ORDER.size())
            .thenComparing(Comparator.naturalOrder());

    private static final String SEPARATOR = "[-._ 0-9]";

    private HfSplits() {}

    /** The parquet files by split, in plain order, the usual splits first; empty where there are none. */
    static Map<String, List<String>> of(List<String> files) {
        List<String> parquet = files.stream()
                .filter(file -> file.toLowerCase(Locale.ROOT).endsWith(".parquet"))
                .sorted()
                .toList();
        if (parquet.isEmpty()) {
            return Map.of();
        }
        for (Function<String, @Nullable String> habit :
                List.<Function<String, @Nullable String>>of(HfSplits::shard, HfSplits::folder, HfSplits::fileName)) {
            Map<String, List<String>> splits = group(parquet, habit);
            if (!splits.isEmpty()) {
                return splits;
            }
        }
        return Map.of("train", parquet);
    }

    private static Map<String, List<String>> group(List<String> files, Function<String, @Nullable String> habit) {
        Map<String, List<String>> splits = new TreeMap<>(BY_HABIT);
        for (String file : files) {
            String split = habit.apply(file);
            if (split != null) {
                splits.computeIfAbsent(split, name -> new ArrayList<>()).add(file);
            }
        }
        return splits;
    }

    private static @Nullable String shard(String file) {
        Matcher matcher = SHARD.matcher(file);
        return matcher.matches() ? matcher.group(1) : null;
    }

    private static @Nullable String folder(String file) {
        return keyword(file, words -> "(?:.*[-._ 0-9/])?(?:" + words + ")(?:" + SEPARATOR + "[^/]*)?/.*");
    }

    private static @Nullable String fileName(String file) {
        return keyword(file, words -> "(?:.*/)?(?:[^/]*" + SEPARATOR + ")?(?:" + words + ")" + SEPARATOR + "[^/]*");
    }

    private static @Nullable String keyword(String file, Function<String, String> pattern) {
        for (String split : ORDER) {
            if (file.matches(pattern.apply(KEYWORDS.getOrDefault(split, split)))) {
                return split;
            }
        }
        return null;
    }
}
