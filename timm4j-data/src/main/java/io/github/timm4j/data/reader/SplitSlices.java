package io.github.timm4j.data.reader;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Splits as TensorFlow Datasets and Hugging Face write them: {@code train}, {@code train[:10%]}, {@code
 * train[5:-5]+test}.
 */
final class SplitSlices {
    private static final Pattern PART = Pattern.compile("([\\w.-]+)(?:\\[(?:(-?\\d+)(%)?)?:(?:(-?\\d+)(%)?)?\\])?");

    private SplitSlices() {}

    /**
     * Some samples of a split.
     *
     * @param split name
     * @param from first, from 0
     * @param to behind the last
     */
    record Slice(String split, long from, long to) {
        long size() {
            return to - from;
        }
    }

    /**
     * Resolves a text against the sizes of the splits; {@code all} is every split.
     *
     * @throws DatasetException where a split is unknown
     * @throws IllegalArgumentException where the text is malformed
     */
    static List<Slice> parse(String text, Map<String, Long> sizes) {
        List<Slice> slices = new ArrayList<>();
        for (String part : text.split("\\+", -1)) {
            Matcher matcher = PART.matcher(part.strip());
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        "a split looks like train, train[:10%] or train[5:]+test, got " + text);
            }
            String name = matcher.group(1);
            Stream<String> names =
                    name.equals("all") && !sizes.containsKey("all") ? sizes.keySet().stream() : Stream.of(name);
            names.map(split -> slice(split, matcher, sizes)).forEach(slices::add);
        }
        return slices;
    }

    /** The names of the splits in a text, whatever their sizes. */
    static List<String> names(String text) {
        return Stream.of(text.split("\\+", -1))
                .map(part -> part.strip().replaceFirst("\\[.*", ""))
                .toList();
    }

    private static Slice slice(String split, Matcher matcher, Map<String, Long> sizes) {
        Long size = sizes.get(split);
        if (size == null) {
            throw new DatasetException("no split '" + split + "', there are " + String.join(", ", sizes.keySet()));
        }
        long from = place(matcher.group(2), matcher.group(3), size, 0);
        long to = place(matcher.group(4), matcher.group(5), size, size);
        return new Slice(split, from, Math.max(from, to));
    }

    private static long place(@Nullable String digits, @Nullable String percent, long size, long otherwise) {
        if (digits == null) {
            return otherwise;
        }
        long place = Long.parseLong(digits);
        if (percent != null) {
            if (Math.abs(place) > 100) {
                throw new IllegalArgumentException("a percentage is at most 100, got " + place);
            }
            place = (long) Math.rint(place * size / 100.0);
        }
        return Math.min(size, Math.max(0, place < 0 ? size + place : place));
    }
}
