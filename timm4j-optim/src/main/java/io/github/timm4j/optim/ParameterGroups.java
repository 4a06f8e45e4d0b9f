package io.github.timm4j.optim;

import ai.djl.nn.Parameter;
import io.github.timm4j.config.Arguments;
import io.github.timm4j.registry.Wildcard;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sorts parameters into groups by weight decay and depth, as {@code timm.optim._param_groups} does. */
public final class ParameterGroups {
    private ParameterGroups() {}

    /**
     * How parameters are grouped.
     *
     * @param weightDecay the decay of those that have one
     * @param excludeOneDimensional whether biases and norms have none
     * @param fallback patterns of names that shall use the simpler kind of a rule of two kinds
     * @param fallbackNoWeightDecay whether those that the model excepts from weight decay shall use it too
     * @param layerDecay how learning rates fall towards the input, or null
     */
    public record Grouping(
            double weightDecay,
            boolean excludeOneDimensional,
            Collection<String> fallback,
            boolean fallbackNoWeightDecay,
            @Nullable LayerDecay layerDecay) {
        /** Copies the patterns. */
        public Grouping {
            fallback = List.copyOf(fallback);
        }

        /**
         * Weight decay for all but biases and norms.
         *
         * @param weightDecay the decay
         * @return the grouping
         */
        public static Grouping of(double weightDecay) {
            return new Grouping(weightDecay, true, List.of(), false, null);
        }
    }

    /**
     * Learning rates that fall towards the input.
     *
     * @param rate factor from a layer to the one before it
     * @param minScale smallest factor
     * @param noOptScale factor below which parameters are frozen, or null
     */
    public record LayerDecay(
            double rate, double minScale, @Nullable Double noOptScale) {}

    /**
     * Groups the parameters that require gradients.
     *
     * @param source the parameters
     * @param grouping how; with a layer decay those of layers below its limit are frozen
     * @return groups without parameters left out
     */
    public static List<ParameterGroup> of(ParameterSource source, Grouping grouping) {
        LayerDecay layerDecay = grouping.layerDecay();
        return layerDecay == null ? byWeightDecay(source, grouping) : byLayer(source, grouping, layerDecay);
    }

    private static List<ParameterGroup> byWeightDecay(ParameterSource source, Grouping grouping) {
        List<Map<String, Parameter>> groups =
                List.of(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
        Patterns patterns = new Patterns(source, grouping);
        trainable(source).forEach((name, parameter) -> {
            boolean bias = grouping.excludeOneDimensional() && name.endsWith(".bias");
            boolean decay = grouping.weightDecay() != 0 && !bias && patterns.decays(name, parameter);
            int index = (patterns.isFallback(name) ? 2 : 0) + (decay ? 1 : 0);
            groups.get(index).put(name, parameter);
        });
        List<ParameterGroup> result = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            if (!groups.get(i).isEmpty()) {
                Arguments settings = Arguments.of("weight_decay", i % 2 == 0 ? 0.0 : grouping.weightDecay());
                result.add(new ParameterGroup(groups.get(i), i < 2 ? settings : settings.with("use_fallback", true)));
            }
        }
        return result;
    }

    /** What makes two parameters belong to one group. */
    private record Key(int layer, boolean decays, boolean fallback) {}

    private static List<ParameterGroup> byLayer(ParameterSource source, Grouping grouping, LayerDecay layerDecay) {
        int last = source.layers().values().stream()
                .mapToInt(Integer::intValue)
                .max()
                .orElse(0);
        Map<Key, Map<String, Parameter>> groups = new LinkedHashMap<>();
        Patterns patterns = new Patterns(source, grouping);
        trainable(source).forEach((name, parameter) -> {
            int layer = source.layers().getOrDefault(name, last);
            Double limit = layerDecay.noOptScale();
            if (limit != null && scale(layerDecay, last - layer) < limit) {
                parameter.freeze(true);
                return;
            }
            Key key = new Key(layer, patterns.decays(name, parameter), patterns.isFallback(name));
            groups.computeIfAbsent(key, k -> new LinkedHashMap<>()).put(name, parameter);
        });
        List<ParameterGroup> result = new ArrayList<>();
        groups.forEach((key, parameters) -> {
            Arguments settings = Arguments.of("lr_scale", scale(layerDecay, last - key.layer()))
                    .with("weight_decay", key.decays() ? grouping.weightDecay() : 0.0);
            result.add(new ParameterGroup(parameters, key.fallback() ? settings.with("use_fallback", true) : settings));
        });
        return result;
    }

    private static double scale(LayerDecay layerDecay, int distance) {
        return Math.max(layerDecay.minScale(), Math.pow(layerDecay.rate(), distance));
    }

    private static Map<String, Parameter> trainable(ParameterSource source) {
        Map<String, Parameter> trainable = new LinkedHashMap<>(source.parameters());
        trainable.values().removeIf(parameter -> !parameter.requiresGradient());
        return trainable;
    }

    /** The patterns of one grouping. */
    private static final class Patterns {
        private final List<Wildcard> undecayed;
        private final List<Wildcard> fallback;
        private final boolean excludeOneDimensional;

        Patterns(ParameterSource source, Grouping grouping) {
            Set<String> names = new HashSet<>(grouping.fallback());
            if (grouping.fallbackNoWeightDecay()) {
                names.addAll(source.noWeightDecay());
            }
            fallback = names.stream().map(Wildcard::new).toList();
            undecayed = source.noWeightDecay().stream().map(Wildcard::new).toList();
            excludeOneDimensional = grouping.excludeOneDimensional();
        }

        boolean isFallback(String name) {
            return fallback.stream().anyMatch(pattern -> pattern.matches(name));
        }

        boolean decays(String name, Parameter parameter) {
            boolean excluded = excludeOneDimensional && parameter.getShape().dimension() <= 1;
            return !excluded && undecayed.stream().noneMatch(pattern -> pattern.matches(name));
        }
    }
}
