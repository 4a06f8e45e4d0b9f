package io.github.timm4j.train;

import ai.djl.ndarray.NDArray;
import io.github.timm4j.StateDictException;
import io.github.timm4j.internal.Engines;
import io.github.timm4j.train.checkpoint.Stateful;
import io.github.timm4j.train.task.TrainingTask;
import io.github.timm4j.weights.PlainValue;
import io.github.timm4j.weights.WeightTensor;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Arrays of a task beside the model's, as part of a checkpoint. */
record TaskState(TrainingTask task) implements Stateful {
    @Override
    public PlainValue.Dict stateDict() {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        task.state().forEach((key, array) -> tensors.put(key, WeightTensor.of(array)));
        return PlainValue.tensors(tensors);
    }

    @Override
    public void loadStateDict(PlainValue state) {
        // all are looked up before the first is changed
        IdentityHashMap<NDArray, WeightTensor> found = new IdentityHashMap<>();
        task.state().forEach((key, array) -> found.put(array, tensor(state, key, array)));
        boolean recording = Engines.recording();
        Engines.recording(false);
        try {
            found.forEach((array, tensor) -> tensor.copyTo(array));
        } finally {
            Engines.recording(recording);
        }
    }

    private static WeightTensor tensor(PlainValue state, String key, NDArray array) {
        if (state instanceof PlainValue.Dict dict
                && dict.get(key) instanceof PlainValue.Tensor tensor
                && Arrays.equals(
                        tensor.value().shape(), array.getShape().getShape())) {
            return tensor.value();
        }
        throw new StateDictException(
                "the task's state needs a tensor '" + key + "' of shape " + array.getShape());
    }
}
