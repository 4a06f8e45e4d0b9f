package io.github.timm4j.train.checkpoint;

import io.github.timm4j.weights.PlainValue;
import io.github.timm4j.weights.WeightTensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a checkpoint holds, as plain data. Tensors may be views of live arrays: write the state before the next step.
 *
 * @param arch the architecture's name
 * @param model the model's parameters and buffers by name
 * @param averages averaged parameters and buffers by name, empty where none are kept
 * @param optimizer the optimizer's state in PyTorch's layout
 * @param progress how far the run has come
 * @param own what only this library reads
 * @param arguments the run's options under timm's names, empty for none
 * @param entries states of other parts under timm's names, for example {@code amp_scaler}
 */
public record TrainingState(
        String arch,
        Map<String, WeightTensor> model,
        Map<String, WeightTensor> averages,
        PlainValue.Dict optimizer,
        Progress progress,
        Own own,
        Map<String, PlainValue> arguments,
        Map<String, PlainValue> entries) {

    /** Copies the maps. */
    public TrainingState {
        model = copy(model);
        averages = copy(averages);
        arguments = copy(arguments);
        entries = copy(entries);
    }

    /**
     * What Python's timm has no place for.
     *
     * @param scheduler the scheduler's arrays by name, empty for none
     * @param averageUpdates how often the averages moved
     */
    public record Own(Map<String, double[]> scheduler, OptionalLong averageUpdates) {
        /** Nothing. */
        public static final Own NONE = new Own(Map.of(), OptionalLong.empty());

        /** Copies the map. */
        public Own {
            scheduler = copy(scheduler);
        }
    }

    /**
     * The state of a run of a bare model and its optimizer.
     *
     * @param arch the architecture's name
     * @param model the model's parameters and buffers
     * @param optimizer the optimizer's state
     * @param progress how far the run has come
     * @return the state
     */
    public static TrainingState of(
            String arch, Map<String, WeightTensor> model, PlainValue.Dict optimizer, Progress progress) {
        return new TrainingState(arch, model, Map.of(), optimizer, progress, Own.NONE, Map.of(), Map.of());
    }

    private static <V> Map<String, V> copy(Map<String, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
