package io.github.timm4j.cli;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import io.github.timm4j.internal.Gradients;
import io.github.timm4j.loss.ClassificationLoss;
import io.github.timm4j.loss.LossFactory;
import io.github.timm4j.loss.LossOptions;
import io.github.timm4j.nn.ActivationCheckpoints;
import io.github.timm4j.nn.Autocast;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.optim.GroupOptimizer;
import io.github.timm4j.optim.OptimizerOptions;
import io.github.timm4j.optim.Optimizers;
import io.github.timm4j.optim.grad.ClipMode;
import io.github.timm4j.optim.grad.GradientClipping;
import io.github.timm4j.optim.grad.NamedGradient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One training step on made-up targets: forward, backward, optimizer, each timed. */
final class TrainingStep implements AutoCloseable {
    private static final double RATE = 1e-4;

    private final ImageModel model;
    private final GroupOptimizer optimizer;
    private final ClassificationLoss loss;
    private final @Nullable Double clip;
    private final ClipMode mode;
    private final long[] targets;
    private final Autocast.@Nullable Precision precision;
    private final boolean checkpointing;

    TrainingStep(ImageModel model, Settings settings, int batch) {
        this.model = model;
        OptimizerOptions.Builder options =
                OptimizerOptions.builder().lr(RATE).weightDecay(settings.amount("weight_decay"));
        options.momentum(settings.amount("momentum"));
        Double eps = settings.number("opt_eps");
        if (eps != null) {
            options.with("eps", eps);
        }
        List<Double> betas = settings.numbers("opt_betas");
        if (betas != null) {
            options.with("betas", betas);
        }
        this.optimizer = Optimizers.createOptimizer(settings.word("opt"), model, options.build());
        this.loss = LossFactory.createClassificationLoss(LossOptions.builder(null)
                .smoothing(settings.amount("smoothing"))
                .build());
        this.clip = settings.number("clip_grad");
        this.precision = Forward.precision(settings, DataType.FLOAT32);
        this.checkpointing = settings.flag("grad_checkpointing");
        this.mode = ClipMode.of(settings.word("clip_mode"));
        this.targets = new Random(0).longs(batch, 0, model.numClasses()).toArray();
    }

    /** Runs once: milliseconds of forward, backward and optimizer. */
    double[] run(NDArray images) {
        long start = System.nanoTime();
        long forward;
        long backward;
        try (NDManager scope = images.getManager().newSubManager()) {
            try (GradientCollector collector = Engine.getInstance().newGradientCollector();
                    Autocast cast = Autocast.open(precision);
                    ActivationCheckpoints checkpoints = checkpointing ? ActivationCheckpoints.open(0) : null) {
                NDArray logits = model.forward(images, true);
                logits.attach(scope);
                NDArray value = loss.loss(logits, scope.create(targets));
                value.toFloatArray();
                forward = System.nanoTime();
                optimizer.backward(value);
                if (checkpoints != null) {
                    checkpoints.backward();
                }
            }
            backward = System.nanoTime();
            clip();
            optimizer.step();
            optimizer.dropGradients();
        }
        long end = System.nanoTime();
        return new double[] {(forward - start) / 1e6, (backward - forward) / 1e6, (end - backward) / 1e6};
    }

    private void clip() {
        if (clip == null) {
            return;
        }
        List<NamedGradient> gradients = new ArrayList<>();
        for (Map.Entry<String, Parameter> entry : model.namedParameters().entrySet()) {
            NDArray array = entry.getValue().getArray();
            if (array.hasGradient()) {
                gradients.add(new NamedGradient(entry.getKey(), array, Gradients.of(array)));
            }
        }
        GradientClipping.dispatchClipGrad(gradients, clip, mode, 2);
        gradients.forEach(TrainingStep::release);
    }

    private static void release(NamedGradient each) {
        if (each.gradient() != null) {
            each.gradient().close();
        }
    }

    @Override
    public void close() {
        optimizer.close();
    }
}
