package io.github.timm4j.data;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * The label sets of ImageNet: names are WordNet synsets, descriptions their words, details words and definition.
 *
 * @see <a href="https://wordnet.princeton.edu">WordNet 3.0</a>
 */
public final class ImageNetLabels {
    private static final String FOLDER = "/META-INF/timm4j/labels/";

    private static final Map<Integer, String> BY_CLASSES = Map.of(
            1000, "imagenet-1k",
            11221, "imagenet-21k-miil",
            11821, "imagenet-12k",
            21841, "imagenet-22k",
            21842, "imagenet-22k-ms",
            21843, "imagenet-21k-goog");

    private static final Map<String, String> FILES = Map.of(
            "imagenet1k", "imagenet-1k",
            "imagenet12k", "imagenet-12k",
            "imagenet22k", "imagenet-22k",
            "imagenet21k", "imagenet-21k-goog",
            "imagenet21kgoog", "imagenet-21k-goog",
            "imagenet21kmiil", "imagenet-21k-miil",
            "imagenet22kms", "imagenet-22k-ms");

    private ImageNetLabels() {}

    /**
     * The subset that a classifier's number of outputs stands for.
     *
     * @param numClasses how many outputs it has
     * @return such as {@code imagenet-1k}, empty where no subset has that many
     */
    public static Optional<String> subsetFor(int numClasses) {
        return Optional.ofNullable(BY_CLASSES.get(numClasses));
    }

    /**
     * The labels of a classifier.
     *
     * @param numClasses how many outputs it has
     * @return empty where no subset of ImageNet has that many
     */
    public static Optional<LabelSet> forClasses(int numClasses) {
        return subsetFor(numClasses).map(ImageNetLabels::of);
    }

    /**
     * The labels of a subset.
     *
     * @param subset imagenet-1k, -12k, -22k, -21k, -21k-goog, -21k-miil or -22k-ms; capitals, dashes, underscores and
     *     spaces do not matter
     * @return its labels
     * @throws IllegalArgumentException where no subset has that name
     */
    public static LabelSet of(String subset) {
        String file = FILES.get(subset.toLowerCase(Locale.ROOT).replaceAll("[-_\\s]", ""));
        if (file == null) {
            throw new IllegalArgumentException(
                    "unknown ImageNet subset '" + subset + "', expected one of " + List.copyOf(BY_CLASSES.values()));
        }
        Map<Integer, String> names = new LinkedHashMap<>();
        for (String synset : lines(file + ".txt.gz")) {
            names.put(names.size(), synset);
        }
        return new LabelSet(
                names,
                synset -> Words.LEMMAS.getOrDefault(synset, synset),
                synset -> Words.LEMMAS.getOrDefault(synset, synset) + ": "
                        + Definitions.BY_SYNSET.getOrDefault(synset, ""));
    }

    private static Map<String, String> table(String file) {
        Map<String, String> table = new HashMap<>();
        for (String line : lines(file)) {
            int tab = line.indexOf('\t');
            table.put(line.substring(0, tab), line.substring(tab + 1));
        }
        return table;
    }

    private static List<String> lines(String file) {
        try (InputStream raw = ImageNetLabels.class.getResourceAsStream(FOLDER + file)) {
            if (raw == null) {
                throw new FileNotFoundException(FOLDER + file + " is missing from the jar");
            }
            return new BufferedReader(new InputStreamReader(new GZIPInputStream(raw), StandardCharsets.UTF_8))
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Read when the first description is asked for. */
    private static final class Words {
        static final Map<String, String> LEMMAS = table("lemmas.tsv.gz");
    }

    /** Read when the first definition is asked for. */
    private static final class Definitions {
        static final Map<String, String> BY_SYNSET = table("definitions.tsv.gz");
    }
}
