package io.github.timm4j.train;

import ai.djl.nn.Parameter;
import io.github.timm4j.config.Nearest;
import io.github.timm4j.nn.BatchNorm2d;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.nn.Layer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Freezes parts of a model before training, by the paths of their layers; source: timm.utils.model. */
public final class Freezing {
    private Freezing() {}

    /**
     * Freezes the parameters of layers and all below them.
     *
     * @param model the model
     * @param paths such as {@code layer1} or {@code blocks.3}; none for the whole model
     * @param batchStatistics whether batch norms below compute with their running statistics from now on, which then stay
     *     as they are
     * @throws IllegalArgumentException for a path that the model does not have; the message lists the nearest
     */
    public static void freeze(ImageModel model, Collection<String> paths, boolean batchStatistics) {
        apply(model, paths, batchStatistics, true);
    }

    /**
     * Unfreezes the parameters of layers and all below them.
     *
     * @param model the model
     * @param paths such as {@code layer1} or {@code blocks.3}; none for the whole model
     * @param batchStatistics whether batch norms below use the statistics of their batches again
     * @throws IllegalArgumentException for a path that the model does not have; the message lists the nearest
     */
    public static void unfreeze(ImageModel model, Collection<String> paths, boolean batchStatistics) {
        apply(model, paths, batchStatistics, false);
    }

    /**
     * Freezes everything but the classifier, batch statistics included.
     *
     * @param model a model with a classifier
     * @throws IllegalArgumentException where it has none
     */
    public static void linearProbe(ImageModel model) {
        Layer classifier = model.classifier()
                .orElseThrow(
                        () -> new IllegalArgumentException("a model without classifier has nothing to probe with"));
        freeze(model, List.of(), true);
        classifier.getParameters().values().forEach(parameter -> parameter.freeze(false));
    }

    private static void apply(ImageModel model, Collection<String> paths, boolean batchStatistics, boolean frozen) {
        Map<String, Layer> layers = model.layers();
        for (String path : paths) {
            if (!layers.containsKey(path)) {
                throw new IllegalArgumentException(
                        "no layer '" + path + "' in this model" + Nearest.hint(path, layers.keySet()));
            }
        }
        Set<String> buffers = Set.copyOf(model.bufferNames());
        layers.forEach((path, layer) -> {
            if (paths.isEmpty() || paths.stream().anyMatch(root -> isBelow(path, root))) {
                apply(path, layer, buffers, frozen);
                if (batchStatistics && layer instanceof BatchNorm2d norm) {
                    norm.freeze(frozen);
                }
            }
        });
    }

    private static void apply(String path, Layer layer, Set<String> buffers, boolean frozen) {
        for (var entry : layer.getDirectParameters()) {
            Parameter parameter = entry.getValue();
            String key = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
            if (!buffers.contains(key)) {
                parameter.freeze(frozen);
            }
        }
    }

    private static boolean isBelow(String path, String root) {
        return path.equals(root) || path.startsWith(root + ".");
    }
}
