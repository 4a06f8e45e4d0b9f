package io.github.timm4j.optim;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import io.github.timm4j.nn.ImageModel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the grouping of parameters looks at: the trainable parameters of a model and what the model says about them.
 *
 * @param parameters by name, in the model's order, initialized
 * @param noWeightDecay names, or patterns of names, that weight decay leaves alone
 * @param layers depth of each parameter, 0 next to the input; parameters that are missing belong to the last layer
 */
public record ParameterSource(
        Map<String, Parameter> parameters, Collection<String> noWeightDecay, Map<String, Integer> layers) {
    private static final int AUTOMATIC_GROUP = 12;

    /** Copies the collections. */
    public ParameterSource {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        noWeightDecay = List.copyOf(noWeightDecay);
        layers = Map.copyOf(layers);
    }

    /**
     * The parameters of an image model.
     *
     * @param model an initialized model
     * @return its parameters, with layers from its group matcher or, where it has none, in groups of twelve
     */
    public static ParameterSource of(ImageModel model) {
        Map<String, Parameter> parameters = model.namedParameters();
        Map<String, Integer> layers = model.groupMatcher(false)
                .map(matcher -> matcher.layers(parameters.keySet()))
                .orElseGet(
                        () -> automaticLayers(parameters.keySet(), List.of(model.classifierName()), AUTOMATIC_GROUP));
        return new ParameterSource(parameters, model.noWeightDecay(), layers);
    }

    /**
     * The parameters of any DJL block, all in one layer.
     *
     * @param block an initialized block
     * @return those of its parameters that require gradients
     */
    public static ParameterSource of(Block block) {
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        for (Pair<String, Parameter> entry : block.getParameters()) {
            if (entry.getValue().requiresGradient()) {
                parameters.put(entry.getKey(), entry.getValue());
            }
        }
        return new ParameterSource(
                parameters, List.of(), automaticLayers(parameters.keySet(), List.of(), AUTOMATIC_GROUP));
    }

    /**
     * Layers for a model that has no group matcher: so many parameters each, the head last.
     *
     * @param names parameter names in the model's order
     * @param head what the names of the head begin with; without it all parameters are one layer
     * @param perLayer parameters of a layer
     * @return layer by name
     */
    public static Map<String, Integer> automaticLayers(
            Collection<String> names, Collection<String> head, int perLayer) {
        Map<String, Integer> layers = new LinkedHashMap<>();
        List<String> last = new ArrayList<>();
        for (String name : names) {
            if (head.isEmpty() || head.stream().anyMatch(name::startsWith)) {
                last.add(name);
            } else {
                layers.put(name, layers.size() / perLayer);
            }
        }
        int depth = (layers.size() + perLayer - 1) / perLayer;
        last.forEach(name -> layers.put(name, depth));
        return layers;
    }
}
