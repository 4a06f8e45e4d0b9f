package io.github.timm4j.train.ema;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.timm4j.StateDictException;
import io.github.timm4j.internal.Aten;
import io.github.timm4j.internal.AtenOp;
import io.github.timm4j.internal.Engines;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.train.ema.EmaStorage.Precision;
import io.github.timm4j.weights.TensorType;
import io.github.timm4j.weights.WeightTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A moving average of a model's parameters and buffers, under the model's keys.
 *
 * <p>It owns its arrays, which {@link #close} frees; the model stays the caller's and must outlive it. One thread at a
 * time. Source: timm.utils.model_ema.
 */
public final class ModelEma implements AutoCloseable {
    private static final AtenOp TO_BFLOAT16 = AtenOp.mixed("to", 1, "t0", 15);
    private static final AtenOp TO_FLOAT32 = AtenOp.mixed("to", 1, "t0", 6);
    private static final long STEP_STRIDE = 0x9E3779B97F4A7C15L;

    private final Supplier<Map<String, NDArray>> model;
    private final Set<String> buffers;
    private final EmaRule rule;
    private final EmaStorage storage;
    private final NDManager manager;
    private final Map<String, NDArray> averages = new LinkedHashMap<>();
    private final Set<String> integers = new LinkedHashSet<>();
    private long updates;
    private boolean applied;

    /**
     * Starts at a model's weights.
     *
     * @param model an initialized model
     * @param rule how the average follows
     * @param storage where it is kept
     */
    public ModelEma(ImageModel model, EmaRule rule, EmaStorage storage) {
        this(model::stateDict, model.bufferNames(), rule, storage);
    }

    /**
     * Starts at any arrays.
     *
     * @param model asked at each use for live arrays by name, always the same names and shapes
     * @param buffers names of those that are no parameters
     * @param rule how the average follows
     * @param storage where it is kept
     */
    public ModelEma(
            Supplier<Map<String, NDArray>> model, Collection<String> buffers, EmaRule rule, EmaStorage storage) {
        this.model = model;
        this.buffers = Set.copyOf(buffers);
        this.rule = rule;
        this.storage = storage;
        Map<String, NDArray> live = model.get();
        NDArray first = live.values().iterator().next();
        Device device = storage.device() == null ? first.getDevice() : storage.device();
        this.manager = NDManager.newBaseManager(device);
        this.manager.setName("timm4j-ema");
        boolean recording = Engines.recording();
        Engines.recording(false);
        try {
            live.forEach((key, array) -> averages.put(key, copy(key, array, device)));
        } finally {
            Engines.recording(recording);
        }
    }

    private NDArray copy(String key, NDArray array, Device device) {
        boolean integer = !array.getDataType().isFloating();
        if (integer) {
            integers.add(key);
        }
        NDArray here = array.getDevice().equals(device) ? array.duplicate() : array.toDevice(device, true);
        if (integer || storage.precision() == Precision.OF_MODEL) {
            here.attach(manager);
            return here;
        }
        try (here) {
            NDArray typed = Aten.call(storage.precision() == Precision.BFLOAT16 ? TO_BFLOAT16 : TO_FLOAT32, here);
            typed.attach(manager);
            return typed;
        }
    }

    /** Moves the average towards the weights by the rule's full decay, without a count of steps. */
    public void update() {
        update(-1);
    }

    /**
     * Moves the average towards the weights.
     *
     * @param step number of optimizer updates done, which decides a late start, the warm-up and the rounding's chance
     */
    public void update(long step) {
        checkUsable();
        updates++;
        double decay = rule.decay(step);
        if (!(rule instanceof EmaRule.V3 third)) {
            EmaKernels.WEIGHTED.run(averages.values(), models(averages.keySet()), decay);
            return;
        }
        List<String> averaged = new ArrayList<>();
        List<String> copied = new ArrayList<>();
        for (String key : averages.keySet()) {
            boolean copy = integers.contains(key) || third.excludeBuffers() && buffers.contains(key);
            (copy ? copied : averaged).add(key);
        }
        copyFromModel(copied);
        lerp(averaged, 1 - decay, step < 0 ? updates : step);
    }

    private void lerp(List<String> keys, double weight, long step) {
        if (keys.isEmpty()) {
            return;
        }
        List<NDArray> to = own(keys);
        List<NDArray> from = models(keys);
        if (storage.precision() == Precision.BFLOAT16 && storage.stochasticRounding()) {
            EmaKernels.ROUNDED_LERP.run(to, from, weight, storage.seed() + step * STEP_STRIDE);
        } else {
            EmaKernels.LERP.run(to, from, weight, storage.precision() == Precision.OF_MODEL && besideModel(from));
        }
    }

    private boolean besideModel(List<NDArray> arrays) {
        return arrays.stream().allMatch(array -> array.getDevice().equals(manager.getDevice()));
    }

    /** Makes the average equal to the weights. */
    public void set() {
        checkUsable();
        copyFromModel(averages.keySet());
    }

    private void copyFromModel(Collection<String> keys) {
        if (!keys.isEmpty()) {
            EmaKernels.COPY.run(own(keys), models(keys));
        }
    }

    /**
     * Puts the average into the model, to be validated, and the trained weights back when the result is closed. Between
     * the two the model must be neither trained nor saved.
     *
     * @return to be closed
     * @throws IllegalStateException where the average is in the model already
     */
    public Applied apply() {
        checkUsable();
        NDManager kept = manager.newSubManager();
        Map<String, NDArray> trained = new LinkedHashMap<>();
        boolean recording = Engines.recording();
        Engines.recording(false);
        try {
            model.get().forEach((key, array) -> {
                NDArray copy = array.duplicate();
                copy.attach(kept);
                trained.put(key, copy);
            });
        } finally {
            Engines.recording(recording);
        }
        EmaKernels.COPY.run(models(averages.keySet()), averages.values());
        applied = true;
        return new Applied(kept, trained);
    }

    /** The time during which a model holds its averaged weights. */
    public final class Applied implements AutoCloseable {
        private final NDManager kept;
        private final Map<String, NDArray> trained;

        private Applied(NDManager kept, Map<String, NDArray> trained) {
            this.kept = kept;
            this.trained = trained;
        }

        /** Puts the trained weights back, bit for bit; a second call does nothing. */
        @Override
        public void close() {
            if (kept.isOpen()) {
                EmaKernels.COPY.run(models(trained.keySet()), trained.values());
                kept.close();
                applied = false;
            }
        }
    }

    /**
     * The averages under the model's keys, read when they are written: save them before the next update.
     *
     * @return tensors in the model's order
     */
    public Map<String, WeightTensor> weights() {
        checkUsable();
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        averages.forEach((key, array) -> tensors.put(key, tensor(key, array)));
        return tensors;
    }

    private WeightTensor tensor(String key, NDArray array) {
        if (storage.precision() != Precision.BFLOAT16 || integers.contains(key)) {
            return WeightTensor.of(array);
        }
        // DJL has no name for bfloat16
        try (NDArray floats = Aten.call(TO_FLOAT32, array)) {
            return WeightTensor.of(floats.toFloatArray(), array.getShape().getShape())
                    .to(TensorType.BF16);
        }
    }

    /**
     * Replaces the averages, as when a run is resumed.
     *
     * @param weights under the model's keys
     * @throws StateDictException where keys or shapes differ from the model's; nothing is changed then
     */
    public void load(Map<String, WeightTensor> weights) {
        checkUsable();
        check(weights);
        averages.forEach((key, average) -> {
            WeightTensor tensor = weights.get(key);
            if (tensor != null) {
                try (NDArray loaded = tensor.toArray(manager)) {
                    EmaKernels.COPY.run(List.of(average), List.of(loaded));
                }
            }
        });
    }

    private void check(Map<String, WeightTensor> weights) {
        if (!weights.keySet().equals(averages.keySet())) {
            Set<String> missing = new LinkedHashSet<>(averages.keySet());
            missing.removeAll(weights.keySet());
            Set<String> unexpected = new LinkedHashSet<>(weights.keySet());
            unexpected.removeAll(averages.keySet());
            throw new StateDictException(
                    "averaged weights do not fit the model; missing: " + missing + "; unexpected: " + unexpected);
        }
        averages.forEach((key, average) -> {
            WeightTensor tensor = weights.get(key);
            long[] expected = average.getShape().getShape();
            if (tensor != null && !Arrays.equals(expected, tensor.shape())) {
                throw new StateDictException("averaged weights of " + key + ": expected " + Arrays.toString(expected)
                        + ", found " + Arrays.toString(tensor.shape()));
            }
        });
    }

    /**
     * The rule.
     *
     * @return how the average follows
     */
    public EmaRule rule() {
        return rule;
    }

    /**
     * How often the average moved.
     *
     * @return the number of updates, which a resumed run continues
     */
    public long updates() {
        return updates;
    }

    /**
     * Continues the count of a resumed run.
     *
     * @param updates updates so far
     */
    public void resumeAt(long updates) {
        this.updates = updates;
    }

    /** Frees the averages; a second call does nothing. */
    @Override
    public void close() {
        manager.close();
    }

    private List<NDArray> own(Collection<String> keys) {
        return pick(averages, keys);
    }

    private List<NDArray> models(Collection<String> keys) {
        return pick(model.get(), keys);
    }

    private static List<NDArray> pick(Map<String, NDArray> arrays, Collection<String> keys) {
        List<NDArray> picked = new ArrayList<>(keys.size());
        for (String key : keys) {
            NDArray array = arrays.get(key);
            if (array == null) {
                throw new IllegalStateException("the model has no " + key + " any more; make its average anew");
            }
            picked.add(array);
        }
        return picked;
    }

    private void checkUsable() {
        if (!manager.isOpen()) {
            throw new IllegalStateException("the averaged weights are closed");
        }
        if (applied) {
            throw new IllegalStateException(
                    "the averaged weights are in the model; close what apply() returned before they are used otherwise");
        }
    }
}
