package io.github.timm4j.train.evaluate;

import io.github.timm4j.config.Arguments;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Several right answers for each picture of ImageNet's validation set, some pictures without any: those do not count.
 *
 * @see <a href="https://arxiv.org/abs/2006.07159">Are we done with ImageNet?</a>
 */
public final class RealLabels {
    private final Map<String, Set<Integer>> answers = new HashMap<>();
    private final List<String> filenames;
    private final Map<Integer, Integer> hits = new HashMap<>();
    private int widest;
    private int counted;
    private int seen;

    private RealLabels(List<?> labels, List<String> filenames) {
        this.filenames = filenames;
        for (int i = 0; i < labels.size(); i++) {
            Set<Integer> right = new HashSet<>();
            if (labels.get(i) instanceof List<?> classes) {
                classes.forEach(each -> right.add(((Number) each).intValue()));
            }
            answers.put(String.format(Locale.ROOT, "ILSVRC2012_val_%08d.JPEG", i + 1), right);
        }
    }

    /**
     * Reads the published file: a list of class lists in the order of the pictures' numbers.
     *
     * @param json the file
     * @param filenames names of the pictures without folders, in the order of evaluation
     * @return nothing counted yet
     * @throws IOException where the file cannot be read
     * @throws IllegalArgumentException where it is not such a list
     */
    public static RealLabels read(Path json, List<String> filenames) throws IOException {
        String text = Files.readString(json, StandardCharsets.UTF_8);
        if (Arguments.fromJson("{\"labels\": " + text + "}").get("labels") instanceof List<?> labels) {
            return new RealLabels(labels, List.copyOf(filenames));
        }
        throw new IllegalArgumentException(json + ": expected a list of class lists, one a picture");
    }

    /**
     * Counts the next picture.
     *
     * @param best classes, the likeliest first
     * @throws IllegalArgumentException for a picture that the file has no answers for
     */
    public void add(List<Integer> best) {
        String name = filenames.get(seen++);
        Set<Integer> right = answers.get(name);
        if (right == null) {
            throw new IllegalArgumentException(
                    "real labels: expected pictures of ImageNet's validation set (ILSVRC2012_val_….JPEG), found "
                            + name);
        }
        if (right.isEmpty()) {
            return;
        }
        counted++;
        widest = Math.max(widest, best.size());
        for (int k = 1; k <= best.size(); k++) {
            if (best.subList(0, k).stream().anyMatch(right::contains)) {
                hits.merge(k, 1, Integer::sum);
            }
        }
    }

    /**
     * Share of pictures with a right answer among the likeliest.
     *
     * @param k how many count, all where there are fewer
     * @return in percent, 0 where nothing was counted
     */
    public double accuracy(int k) {
        return counted == 0 ? 0 : 100.0 * hits.getOrDefault(Math.min(k, widest), 0) / counted;
    }
}
