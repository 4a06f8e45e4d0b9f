package io.github.timm4j.train.checkpoint;

import io.github.timm4j.StateDictException;
import io.github.timm4j.config.Arguments;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.optim.GroupOptimizer;
import io.github.timm4j.scheduler.Scheduler;
import io.github.timm4j.train.ema.ModelEma;
import io.github.timm4j.weights.PlainValue;
import io.github.timm4j.weights.WeightTensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The live objects of a run, whose states make a checkpoint and into which one is restored. They stay the caller's.
 */
public final class TrainingParts {
    private final ImageModel model;
    private final GroupOptimizer optimizer;
    private String arch;
    private @Nullable ModelEma ema;
    private @Nullable Scheduler scheduler;
    private Arguments arguments = Arguments.NONE;
    private final Map<String, Stateful> entries = new LinkedHashMap<>();

    /**
     * A run of a model and its optimizer.
     *
     * @param model the model
     * @param optimizer its optimizer
     */
    public TrainingParts(ImageModel model, GroupOptimizer optimizer) {
        this.model = model;
        this.optimizer = optimizer;
        String described = model.description().architecture();
        this.arch = described.isEmpty() ? model.getClass().getSimpleName().toLowerCase(Locale.ROOT) : described;
    }

    /**
     * Adds averaged weights.
     *
     * @param average of this model
     * @return this
     */
    public TrainingParts ema(ModelEma average) {
        ema = average;
        return this;
    }

    /**
     * Adds the scheduler of the learning rates.
     *
     * @param rates the scheduler
     * @return this
     */
    public TrainingParts scheduler(Scheduler rates) {
        scheduler = rates;
        return this;
    }

    /**
     * Adds another part.
     *
     * @param key timm's name for its state, for example {@code amp_scaler}
     * @param part the part
     * @return this
     */
    public TrainingParts entry(String key, Stateful part) {
        entries.put(key, part);
        return this;
    }

    /**
     * Adds the run's options, of which {@code model} names the architecture.
     *
     * @param options under timm's names
     * @return this
     */
    public TrainingParts arguments(Arguments options) {
        arguments = options;
        if (options.get("model") instanceof String name) {
            arch = name;
        }
        return this;
    }

    /**
     * Takes the state, whose tensors are views of the live ones: write it before the next step.
     *
     * @param progress how far the run has come
     * @return the state
     */
    public TrainingState capture(Progress progress) {
        Map<String, WeightTensor> weights = modelWeights();
        Map<String, PlainValue> options = new LinkedHashMap<>();
        arguments.values().forEach((key, value) -> options.put(key, PlainFields.option(value)));
        Map<String, PlainValue> states = new LinkedHashMap<>();
        entries.forEach((key, part) -> states.put(key, part.stateDict()));
        TrainingState.Own own = new TrainingState.Own(
                scheduler == null ? Map.of() : scheduler.stateDict(),
                ema == null ? OptionalLong.empty() : OptionalLong.of(ema.updates()));
        Map<String, WeightTensor> averages = ema == null ? Map.of() : ema.weights();
        return new TrainingState(arch, weights, averages, optimizer.stateDict(), progress, own, options, states);
    }

    /**
     * Restores everything.
     *
     * @param checkpoint an open checkpoint of this library or of Python's timm
     * @return where the run goes on
     * @throws StateDictException where the checkpoint does not fit; nothing is changed then, nor after another failure
     */
    public Resume restore(Checkpoint checkpoint) {
        return restore(checkpoint, true);
    }

    /**
     * Restores weights, averages, scheduler and, if wanted, the optimizer and what else there is.
     *
     * @param checkpoint an open checkpoint of this library or of Python's timm
     * @param withOptimizer false leaves optimizer and further entries as they are
     * @return where the run goes on
     * @throws StateDictException as {@link #restore(Checkpoint)}
     */
    public Resume restore(Checkpoint checkpoint, boolean withOptimizer) {
        Resume resume = checkpoint.resume();
        Map<String, WeightTensor> weights = checkpoint.model();
        Map<String, WeightTensor> averages = checkpoint.averages().isEmpty() ? weights : checkpoint.averages();
        check(weights, "weights");
        check(averages, "averaged weights");
        Restoration restoration = new Restoration();
        try {
            if (withOptimizer) {
                restoreOptimizer(checkpoint, restoration);
            }
            if (scheduler != null && !checkpoint.scheduler().isEmpty()) {
                restore(scheduler, checkpoint, restoration);
            }
            restoration.weights(modelWeights(), weights, wanted -> model.loadWeights(wanted, true));
            if (ema != null) {
                restore(ema, averages, checkpoint, restoration);
            }
        } catch (RuntimeException | Error e) {
            restoration.undo(e);
            throw e;
        }
        return resume;
    }

    private void restoreOptimizer(Checkpoint checkpoint, Restoration restoration) {
        checkpoint
                .state("optimizer")
                .ifPresent(state -> restoration.change(optimizer.stateDict(), state, optimizer::loadStateDict));
        entries.forEach((key, part) -> checkpoint
                .state(key)
                .ifPresent(state -> restoration.change(part.stateDict(), state, part::loadStateDict)));
    }

    private static void restore(Scheduler scheduler, Checkpoint checkpoint, Restoration restoration) {
        Map<String, double[]> held = scheduler.stateDict();
        restoration.change(() -> scheduler.loadStateDict(checkpoint.scheduler()), () -> scheduler.loadStateDict(held));
    }

    private static void restore(
            ModelEma ema, Map<String, WeightTensor> averages, Checkpoint checkpoint, Restoration restoration) {
        restoration.weights(ema.weights(), averages, ema::load);
        long held = ema.updates();
        restoration.change(() -> checkpoint.averageUpdates().ifPresent(ema::resumeAt), () -> ema.resumeAt(held));
    }

    private Map<String, WeightTensor> modelWeights() {
        Map<String, WeightTensor> weights = new LinkedHashMap<>();
        model.stateDict().forEach((key, array) -> weights.put(key, WeightTensor.of(array)));
        return weights;
    }

    private void check(Map<String, WeightTensor> weights, String what) {
        Map<String, long[]> shapes = model.shapes();
        List<String> wrong = shapes.entrySet().stream()
                .filter(entry -> {
                    WeightTensor found = weights.get(entry.getKey());
                    return found == null || !Arrays.equals(found.shape(), entry.getValue());
                })
                .map(entry -> entry.getKey() + " of shape " + Arrays.toString(entry.getValue()))
                .limit(8)
                .toList();
        List<String> beyond = weights.keySet().stream()
                .filter(key -> !shapes.containsKey(key))
                .limit(8)
                .toList();
        if (!wrong.isEmpty() || !beyond.isEmpty()) {
            throw new StateDictException("the " + what + " of the checkpoint are not this model's: they lack " + wrong
                    + " and have " + beyond + " beyond it");
        }
    }
}
