package io.github.timm4j.weights.hub;

import java.io.File;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks names of callers and servers before they are joined to a folder: none may leave it, on any system. */
final class RelativeName {
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*");
    private static final boolean WINDOWS = File.separatorChar == '\\';

    private RelativeName() {}

    static String check(String kind, String name) {
        return check(kind, name, WINDOWS);
    }

    static String check(String kind, String name, boolean windows) {
        String trouble = trouble(name, windows);
        if (trouble != null) {
            throw new IllegalArgumentException(
                    kind + " '" + name + "' " + trouble + "; expected a relative name such as main or folder/file.bin");
        }
        return name;
    }

    private static @Nullable String trouble(String name, boolean windows) {
        if (name.isEmpty()) {
            return "is empty";
        }
        if (name.startsWith("/") || name.startsWith("\\")) {
            return "is absolute";
        }
        if (CONTROL.matcher(name).find()) {
            return "contains a control character";
        }
        if (Arrays.asList(name.replace('\\', '/').split("/", -1)).contains("..")) {
            return "contains a '..' segment";
        }
        if (windows && (name.indexOf('\\') >= 0 || name.indexOf(':') >= 0)) {
            return "contains a character that Windows reads as part of a path";
        }
        return Arrays.stream(name.split("/", -1))
                .map(RelativeName::segmentTrouble)
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse(null);
    }

    private static String segmentTrouble(String segment) {
        if (segment.isEmpty() || segment.equals(".")) {
            return "contains an empty or '.' segment";
        }
        if (segment.startsWith("\\") || DRIVE.matcher(segment).matches()) {
            return "names a drive or a network share";
        }
        return "";
    }
}
