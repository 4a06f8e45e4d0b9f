package io.github.timm4j.train.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds files by a shell pattern as Python's {@code glob} does: hidden names only where the pattern says the dot. */
final class CheckpointSearch {
    private CheckpointSearch() {}

    /** The files below a folder whose path from there matches, by name. */
    static List<Path> find(Path folder, String filter) {
        if (!Files.isDirectory(folder)) {
            throw new CheckpointException("expected a folder of checkpoints, found none at " + folder);
        }
        Pattern pattern = Pattern.compile(regex(filter));
        int depth = filter.contains("**")
                ? Integer.MAX_VALUE
                : (int) filter.chars().filter(c -> c == '/').count() + 1;
        try (Stream<Path> files = Files.walk(folder, depth)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> pattern.matcher(
                                    folder.relativize(file).toString().replace('\\', '/'))
                            .matches())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
    }

    private static String regex(String filter) {
        StringBuilder regex = new StringBuilder();
        String[] parts = filter.split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            boolean last = i == parts.length - 1;
            if (parts[i].equals("**")) {
                regex.append(last ? "(?:[^./][^/]*/)*[^./][^/]*" : "(?:[^./][^/]*/)*");
            } else {
                part(parts[i], regex);
                regex.append(last ? "" : "/");
            }
        }
        return regex.toString();
    }

    private static void part(String part, StringBuilder regex) {
        regex.append(part.startsWith(".") ? "" : "(?!\\.)");
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            int end = c == '[' ? part.indexOf(']', i + 2) : -1;
            if (end > 0) {
                String set = part.substring(i + 1, end)
                        .replace("\\", "\\\\")
                        .replace("[", "\\[")
                        .replace("&", "\\&");
                regex.append('[')
                        .append(set.startsWith("!") ? "^" + set.substring(1) : caret(set))
                        .append(']');
                i = end;
            } else {
                regex.append(c == '*' ? "[^/]*" : c == '?' ? "[^/]" : Pattern.quote(String.valueOf(c)));
            }
        }
    }

    private static String caret(String set) {
        return set.startsWith("^") ? "\\" + set : set;
    }
}
