package io.github.timm4j.optim;

import java.util.regex.Pattern;

/** A shell pattern over whole names with the rules of Python's {@code fnmatch}: {@code *}, {@code ?}, {@code [a-c]}, {@code [!a-c]}. */
final class Glob {
    private final Pattern pattern;

    Glob(String glob) {
        StringBuilder regex = new StringBuilder();
        int at = 0;
        while (at < glob.length()) {
            char c = glob.charAt(at);
            int end = c == '[' ? glob.indexOf(']', at + (glob.startsWith("!", at + 1) ? 3 : 2)) : -1;
            if (c == '*' || c == '?') {
                regex.append(c == '*' ? ".*" : ".");
            } else if (end > 0) {
                regex.append(set(glob.substring(at + 1, end)));
                at = end;
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
            at++;
        }
        pattern = Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    boolean matches(String name) {
        return pattern.matcher(name).matches();
    }

    private static String set(String members) {
        boolean negated = members.startsWith("!");
        String escaped = members.substring(negated ? 1 : 0).replaceAll("[\\\\\\[\\]^&~|]", "\\\\$0");
        return (negated ? "[^" : "[") + escaped + "]";
    }
}
