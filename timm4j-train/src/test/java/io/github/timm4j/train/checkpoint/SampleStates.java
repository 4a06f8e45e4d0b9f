package io.github.timm4j.train.checkpoint;

import io.github.timm4j.weights.PlainValue;
import io.github.timm4j.weights.WeightTensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Training states without an engine, in which every number tells the epoch. */
final class SampleStates {
    private SampleStates() {}

    static TrainingState at(int epoch) {
        return at(epoch, 4);
    }

    /** A state whose tensors hold so many numbers. */
    static TrainingState at(int epoch, int size) {
        return new TrainingState(
                "tiny_model",
                Map.of("weight", filled(epoch, size)),
                Map.of("weight", filled(epoch + 0.5f, size)),
                optimizer(epoch, size),
                Progress.after(epoch, 10L * epoch, 42),
                new TrainingState.Own(Map.of("base_values", new double[] {0.1, epoch}), OptionalLong.of(epoch)),
                Map.of("model", PlainValue.of("tiny_model")),
                Map.of("amp_scaler", PlainValue.dict(Map.of("scale", PlainValue.of(1.0)))));
    }

    static TrainingState within(int epoch, int batches) {
        TrainingState whole = at(epoch);
        return new TrainingState(
                whole.arch(),
                whole.model(),
                whole.averages(),
                whole.optimizer(),
                new Progress(epoch, batches, 10L * epoch + batches, 42),
                whole.own(),
                whole.arguments(),
                whole.entries());
    }

    /** A state without averages and other parts, as the oracle's. */
    static TrainingState plain(int epoch, String arch, boolean withArguments, boolean withAverages) {
        TrainingState full = at(epoch);
        return new TrainingState(
                arch,
                full.model(),
                withAverages ? full.averages() : Map.of(),
                full.optimizer(),
                full.progress(),
                TrainingState.Own.NONE,
                withArguments ? full.arguments() : Map.of(),
                Map.of());
    }

    private static PlainValue.Dict optimizer(int epoch, int size) {
        Map<PlainValue, PlainValue> states = new LinkedHashMap<>();
        states.put(
                PlainValue.of(0),
                PlainValue.dict(Map.of("momentum_buffer", PlainValue.of(filled(epoch + 0.25f, size)))));
        Map<String, PlainValue> state = new LinkedHashMap<>();
        state.put("state", new PlainValue.Dict(states));
        state.put("param_groups", PlainValue.list(List.of()));
        return PlainValue.dict(state);
    }

    static WeightTensor filled(float value, int size) {
        float[] values = new float[size];
        Arrays.fill(values, value);
        return WeightTensor.of(values, size);
    }
}
