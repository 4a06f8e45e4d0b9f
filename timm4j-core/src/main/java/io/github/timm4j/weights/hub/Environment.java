package io.github.timm4j.weights.hub;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Environment variables as the Python client reads them, but an empty one counts as not set. */
record Environment(Map<String, String> values) {
    private static final Set<String> TRUE = Set.of("1", "ON", "YES", "TRUE");
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:(\\w+)|\\{([^}]*)\\})");

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
    }

    boolean flag(String name) {
        return text(name)
                .map(value -> TRUE.contains(value.toUpperCase(Locale.ROOT)))
                .orElse(false);
    }

    /** Zero means the default, as in the Python client. */
    Duration seconds(String name, int otherwise) {
        String value = text(name).orElse("0");
        if (!value.strip().matches("[0-9]{1,6}")) {
            throw new IllegalArgumentException(name + " must be a whole number of seconds, found '" + value + "'");
        }
        int seconds = Integer.parseInt(value.strip());
        return Duration.ofSeconds(seconds == 0 ? otherwise : seconds);
    }

    Path huggingFaceHome() {
        return text("HF_HOME").map(this::path).orElseGet(() -> cacheHome().resolve("huggingface"));
    }

    Path hubCache() {
        return text("HF_HUB_CACHE")
                .or(() -> text("HUGGINGFACE_HUB_CACHE"))
                .map(this::path)
                .orElseGet(() -> huggingFaceHome().resolve("hub"));
    }

    Path torchCheckpoints() {
        return text("TORCH_HOME")
                .map(this::path)
                .orElseGet(() -> cacheHome().resolve("torch"))
                .resolve("hub")
                .resolve("checkpoints");
    }

    private Path cacheHome() {
        return path(text("XDG_CACHE_HOME").orElse("~/.cache"));
    }

    /** A path with a leading {@code ~} and {@code $NAME} or {@code ${NAME}} filled in; unknown names stay. */
    Path path(String text) {
        boolean atHome = text.equals("~") || text.startsWith("~/") || text.startsWith("~" + File.separator);
        String whole = atHome ? home() + text.substring(1) : text;
        return Path.of(VARIABLE.matcher(whole).replaceAll(this::value)).toAbsolutePath();
    }

    private String value(MatchResult found) {
        String name = Optional.ofNullable(found.group(1)).orElseGet(() -> found.group(2));
        return Matcher.quoteReplacement(values.getOrDefault(name, found.group()));
    }

    private String home() {
        return text(File.separatorChar == '\\' ? "USERPROFILE" : "HOME")
                .orElseGet(() -> System.getProperty("user.home"));
    }
}
