package io.github.timm4j.nn;

import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import io.github.timm4j.StateDictException;
import io.github.timm4j.weights.TensorType;
import io.github.timm4j.weights.WeightTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Fits a state dict to a model, and compares the two, before anything is changed. */
final class StateDicts {
    private static final int SHOWN = 8;

    private StateDicts() {}

    /** Finds what does not fit; throws for a wrong shape, and for wrong keys where strict. */
    static ParameterOwner.LoadReport compare(Layer model, Map<String, long[]> shapes, boolean strict) {
        List<String> missing = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        Set<String> unexpected = new LinkedHashSet<>(shapes.keySet());
        for (Pair<String, Parameter> entry : model.getParameters()) {
            String key = entry.getKey();
            unexpected.remove(key);
            long[] expected = entry.getValue().getShape().getShape();
            long[] found = shapes.get(key);
            if (found == null) {
                // checkpoints older than these counters lack them, and they begin at zero
                if (entry.getValue().getInitializer() != Init.COUNTER) {
                    missing.add(key);
                }
            } else if (!Arrays.equals(expected, found)) {
                wrong.add(key + ": expected " + Arrays.toString(expected) + ", found " + Arrays.toString(found));
            }
        }
        if (!wrong.isEmpty()) {
            throw new StateDictException("weights of another shape: " + shown(wrong));
        }
        if (strict && !(missing.isEmpty() && unexpected.isEmpty())) {
            throw new StateDictException("weights do not fit the model; missing keys: " + shown(missing)
                    + "; unexpected keys: " + shown(List.copyOf(unexpected)));
        }
        return new ParameterOwner.LoadReport(missing, List.copyOf(unexpected));
    }

    /**
     * The tensors in the form that a model takes: a scalar may come as a vector, of which the first element counts, as in
     * PyTorch; throws for types that no parameter holds.
     */
    static Map<String, WeightTensor> fitted(Layer model, Map<String, WeightTensor> tensors) {
        Map<String, WeightTensor> fitted = new LinkedHashMap<>(tensors);
        for (Pair<String, Parameter> entry : model.getParameters()) {
            boolean scalar = entry.getValue().getShape().dimension() == 0;
            fitted.computeIfPresent(entry.getKey(), (key, tensor) -> {
                requireReal(key, tensor);
                boolean vector = tensor.rank() == 1 && tensor.elements() > 0;
                return scalar && vector ? tensor.narrow(0, 0, 1).reshape() : tensor;
            });
        }
        return fitted;
    }

    private static void requireReal(String key, WeightTensor tensor) {
        try {
            WeightTensor unused = tensor.to(TensorType.F32);
        } catch (UnsupportedOperationException e) {
            throw new StateDictException("weights of a type that no model has: " + key + ": " + tensor.type(), e);
        }
    }

    private static String shown(List<String> all) {
        if (all.isEmpty()) {
            return "none";
        }
        String first = String.join(", ", all.subList(0, Math.min(SHOWN, all.size())));
        return all.size() > SHOWN ? first + " and " + (all.size() - SHOWN) + " more" : first;
    }
}
