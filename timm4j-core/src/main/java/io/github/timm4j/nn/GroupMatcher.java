package io.github.timm4j.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sorts parameter names into layers by depth, for layer-wise learning rates ({@code group_matcher},
 * {@code timm.models.group_parameters}): patterns are tried in order at the start of a name; a match's rank is the number of its
 * group, then the numbers that the pattern captured, then a suffix. Names that match nothing come last.
 *
 * @param rules the patterns in order
 */
public record GroupMatcher(List<Rule> rules) {
    /** Suffix that joins the layer before. */
    public static final int PREVIOUS_LAYER = 99999;

    /**
     * One pattern.
     *
     * @param group number of its group
     * @param pattern matched at the start of a name; its groups capture numbers
     * @param suffix last number of the rank, or null
     */
    public record Rule(int group, Pattern pattern, @Nullable Integer suffix) {}

    /** Keeps an immutable copy. */
    public GroupMatcher {
        rules = List.copyOf(rules);
    }

    /**
     * Two groups, as most models have them.
     *
     * @param stem pattern of the stem
     * @param blocks pattern of the blocks, which captures their numbers
     * @return the matcher
     */
    public static GroupMatcher of(String stem, String blocks) {
        return new GroupMatcher(
                List.of(new Rule(0, Pattern.compile(stem), null), new Rule(1, Pattern.compile(blocks), null)));
    }

    /**
     * This matcher with one more pattern.
     *
     * @param group number of its group
     * @param pattern matched at the start of a name
     * @param suffix last number of the rank, or null
     * @return a changed copy
     */
    public GroupMatcher and(int group, String pattern, @Nullable Integer suffix) {
        List<Rule> more = new ArrayList<>(rules);
        more.add(new Rule(group, Pattern.compile(pattern), suffix));
        return new GroupMatcher(more);
    }

    /**
     * The layer number of each name.
     *
     * @param names parameter names
     * @return name to layer, 0 next to the input, in the given order
     */
    public Map<String, Integer> layers(Collection<String> names) {
        Map<double[], List<String>> byRank = new TreeMap<>(Arrays::compare);
        for (String name : names) {
            byRank.computeIfAbsent(rank(name), rank -> new ArrayList<>()).add(name);
        }
        Map<String, Integer> layerOf = new LinkedHashMap<>();
        names.forEach(name -> layerOf.put(name, 0));
        int layer = -1;
        for (Map.Entry<double[], List<String>> entry : byRank.entrySet()) {
            double[] rank = entry.getKey();
            if (layer < 0 || rank[rank.length - 1] != PREVIOUS_LAYER) {
                layer++;
            }
            for (String name : entry.getValue()) {
                layerOf.put(name, layer);
            }
        }
        return layerOf;
    }

    private double[] rank(String name) {
        for (Rule rule : rules) {
            Matcher matcher = rule.pattern().matcher(name);
            if (matcher.lookingAt()) {
                return rank(rule, matcher);
            }
        }
        return new double[] {Double.POSITIVE_INFINITY};
    }

    private static double[] rank(Rule rule, Matcher matcher) {
        List<Double> rank = new ArrayList<>();
        rank.add((double) rule.group());
        for (int i = 1; i <= matcher.groupCount(); i++) {
            rank.add(Double.valueOf(matcher.group(i)));
        }
        if (rule.suffix() != null) {
            rank.add((double) rule.suffix());
        }
        return rank.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
