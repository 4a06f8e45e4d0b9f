package io.github.timm4j.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Finds the known names that a mistyped one may have meant. */
public final class Nearest {
    private Nearest() {}

    private record Candidate(String name, int distance) {}

    /**
     * Ranks names by edit distance (insertions, deletions, replacements, swaps of neighbours).
     *
     * @param name what was typed
     * @param known the names that exist
     * @param limit the most names to return
     * @return the nearest first; empty where nothing is near
     */
    public static List<String> to(String name, Collection<String> known, int limit) {
        int reach = Math.max(2, (name.length() * 2 + 4) / 5);
        List<Candidate> candidates = new ArrayList<>();
        for (String each : known) {
            int distance = distance(name, each);
            if (distance <= reach) {
                candidates.add(new Candidate(each, distance));
            } else if (!name.isEmpty() && each.startsWith(name)) {
                candidates.add(new Candidate(each, reach + 1));
            }
        }
        candidates.sort(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name));
        return candidates.stream().limit(limit).map(Candidate::name).toList();
    }

    /**
     * A half sentence for a message.
     *
     * @param name what was typed
     * @param known the names that exist
     * @return {@code "; did you mean a, b?"}, or nothing where nothing is near
     */
    public static String hint(String name, Collection<String> known) {
        List<String> near = to(name, known, 5);
        return near.isEmpty() ? "" : "; did you mean " + String.join(", ", near) + "?";
    }

    /** Optimal string alignment distance, three rows at a time. */
    static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] reused = beforeLast;
            beforeLast = last;
            last = row;
            row = reused;
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(last[j], row[j - 1]) + 1, last[j - 1] + change);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
        }
        return row[b.length()];
    }
}
