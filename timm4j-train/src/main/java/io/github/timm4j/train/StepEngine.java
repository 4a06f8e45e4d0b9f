package io.github.timm4j.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import io.github.timm4j.data.loader.Batch;
import io.github.timm4j.internal.Aten;
import io.github.timm4j.internal.AtenOp;
import io.github.timm4j.internal.Gradients;
import io.github.timm4j.nn.ActivationCheckpoints;
import io.github.timm4j.nn.Autocast;
import io.github.timm4j.optim.GroupOptimizer;
import io.github.timm4j.optim.grad.ClipMode;
import io.github.timm4j.optim.grad.GradientClipping;
import io.github.timm4j.optim.grad.NamedGradient;
import io.github.timm4j.train.config.OptimizerConfig;
import io.github.timm4j.train.config.StepConfig;
import io.github.timm4j.train.config.TrainConfig;
import io.github.timm4j.train.parallel.Workers;
import io.github.timm4j.train.task.TaskOutput;
import io.github.timm4j.train.task.TrainingTask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The arithmetic of training: gradients of batches, and updates from them. */
final class StepEngine {
    private static final AtenOp CHANNELS_LAST = AtenOp.of("contiguous", 1, "memory_format=2");
    /** Weights and biases of the head, which adaptive clipping leaves alone as timm does. */
    private static final int HEAD_PARAMETERS = 2;

    private final TrainingTask task;
    private final GroupOptimizer optimizer;
    private final Workers workers;
    private final TrainConfig config;
    private final RandomStreams streams;
    private final @Nullable LossScaler scaler;
    private final Autocast.@Nullable Precision precision;

    StepEngine(TrainingTask task, GroupOptimizer optimizer, Workers workers, TrainConfig config) {
        this.task = task;
        this.optimizer = optimizer;
        this.workers = workers;
        this.config = config;
        this.streams = new RandomStreams(config.run().seed());
        this.precision = precision(config.step());
        this.scaler = precision == Autocast.Precision.FLOAT16 ? new LossScaler() : null;
        if (workers.count() > 1 && optimizer.isSecondOrder()) {
            throw new IllegalArgumentException("optimizer " + config.optimizer().opt()
                    + " differentiates gradients, which works with one worker only, found " + workers.count());
        }
        if (config.tuning().gradCheckpointing()) {
            checkCheckpointing();
        }
    }

    /** Blocks are differentiated one by one: nothing may need the graph of several, or of several workers. */
    private void checkCheckpointing() {
        if (optimizer.isSecondOrder()) {
            throw new IllegalArgumentException("grad_checkpointing leaves no graph of gradients, which optimizer "
                    + config.optimizer().opt() + " differentiates");
        }
        if (config.tuning().batchNorm().syncBn() && workers.count() > 1) {
            throw new IllegalArgumentException(
                    "grad_checkpointing computes each worker's blocks again by itself, which sync_bn cannot follow");
        }
    }

    private static Autocast.@Nullable Precision precision(StepConfig step) {
        if (!step.amp()) {
            return null;
        }
        return step.ampDtype() == StepConfig.AmpType.BFLOAT16
                ? Autocast.Precision.BFLOAT16
                : Autocast.Precision.FLOAT16;
    }

    @Nullable
    LossScaler scaler() {
        return scaler;
    }

    RandomStreams streams() {
        return streams;
    }

    /** Forgets gradients. */
    void begin() {
        optimizer.dropGradients();
    }

    /**
     * Adds a batch's gradients.
     *
     * @param batch normalised, on the first device
     * @param factor of its loss
     * @param update number of the update that it belongs to
     * @param index of the batch within the update
     * @return the mean loss of its samples, without the factor
     */
    double accumulate(Batch batch, double factor, long update, int index) {
        double[] losses = new double[workers.count()];
        Function<Workers.Share, NDArray> loss = share -> {
            streams.begin(update, index * workers.count() + share.worker());
            TaskOutput output;
            try (Autocast cast = Autocast.open(precision)) {
                output = task.forward(share.store(), layout(share.images()), share.targets());
            }
            losses[share.worker()] = output.loss().getFloat() * share.weight();
            double weight = factor * share.weight() * (scaler == null ? 1 : scaler.scale());
            return weight == 1 ? output.loss() : output.loss().mul((float) weight);
        };
        if (config.tuning().gradCheckpointing()) {
            workers.each(batch, share -> {
                long seed = streams.seed(update, index * workers.count() + share.worker());
                try (ActivationCheckpoints checkpoints = ActivationCheckpoints.open(seed)) {
                    optimizer.backward(loss.apply(share));
                    checkpoints.backward();
                }
            });
        } else {
            workers.differentiate(batch, loss, optimizer::backward);
        }
        return Arrays.stream(losses).sum();
    }

    /** Pictures in the configured memory layout; convolutions follow their input's. */
    NDArray layout(NDArray images) {
        return config.tuning().channelsLast() ? Aten.call(CHANNELS_LAST, images) : images;
    }

    /** Begins mixed precision on this thread where it is configured. */
    Autocast autocast() {
        return Autocast.open(precision);
    }

    /**
     * Updates the parameters from the gradients, and forgets these.
     *
     * @return false where gradients overflowed and the update was left out
     */
    boolean update() {
        workers.reduceGradients();
        boolean finite = true;
        OptimizerConfig.Clip clip = config.optimizer().clip();
        Double limit = clip.clipGrad();
        if (scaler != null || limit != null) {
            NDManager owner = task.used().get(0).getArray().getManager();
            try (NDManager scratch = owner.newSubManager()) {
                List<NamedGradient> gradients = gradients(scratch);
                finite = scaler == null || scaler.unscale(present(gradients));
                if (limit != null && finite) {
                    GradientClipping.dispatchClipGrad(clipped(gradients, clip.clipMode()), limit, clip.clipMode(), 2);
                }
            }
        }
        if (finite) {
            optimizer.step();
            workers.broadcastParameters();
        }
        if (scaler != null) {
            scaler.update(finite);
        }
        optimizer.dropGradients();
        return finite;
    }

    private List<NamedGradient> gradients(NDManager scratch) {
        List<NamedGradient> gradients = new ArrayList<>();
        for (Map.Entry<String, Parameter> entry : task.parameters().parameters().entrySet()) {
            NDArray array = entry.getValue().getArray();
            NDArray gradient = entry.getValue().requiresGradient() ? Gradients.of(array) : null;
            if (gradient != null) {
                gradient.attach(scratch);
            }
            gradients.add(new NamedGradient(entry.getKey(), array, gradient));
        }
        return gradients;
    }

    private static List<NamedGradient> clipped(List<NamedGradient> gradients, ClipMode mode) {
        return mode == ClipMode.AGC ? gradients.subList(0, Math.max(0, gradients.size() - HEAD_PARAMETERS)) : gradients;
    }

    private static List<NDArray> present(List<NamedGradient> gradients) {
        List<NDArray> present = new ArrayList<>();
        for (NamedGradient gradient : gradients) {
            if (gradient.gradient() != null) {
                present.add(gradient.gradient());
            }
        }
        return present;
    }
}
