package io.github.timm4j.nn;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.github.timm4j.internal.Engines;
import io.github.timm4j.internal.Gradients;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Gradient checkpointing of the training passes on this thread until it is closed: of each block in the body of a model only
 * the input and the result are kept, and its activations are computed again when its gradients are ({@code
 * set_grad_checkpointing}). Memory is that of one block instead of all, for the time of a second forward pass; as in
 * PyTorch, batch norms update their running statistics in both.
 *
 * <p>The results are leaves of the graph: differentiate the loss, then call {@link #backward}, which goes through the blocks
 * from the last to the first.
 *
 * @see <a href="https://arxiv.org/abs/1604.06174">Training Deep Nets with Sublinear Memory Cost</a>
 */
public final class ActivationCheckpoints implements AutoCloseable {
    private static final ThreadLocal<@Nullable ActivationCheckpoints> CURRENT = new ThreadLocal<>();

    /** A call of a block, with what it takes to repeat it. */
    private record Segment(
            Layer block,
            NDArray input,
            NDArray output,
            int seed,
            @Nullable ParameterStore store,
            Autocast.@Nullable Precision precision) {}

    private final Deque<Segment> segments = new ArrayDeque<>();
    private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    private final Engine engine = Engine.getEngine("PyTorch");
    private final RandomGenerator seeds;

    private ActivationCheckpoints(long seed) {
        seeds = new SplittableRandom(seed);
    }

    /**
     * Begins gradient checkpointing on this thread; close it there.
     *
     * @param seed from which random layers draw, the same in both computations of a block
     * @return ends it when closed
     * @throws IllegalStateException where it has begun already
     */
    public static ActivationCheckpoints open(long seed) {
        if (CURRENT.get() != null) {
            throw new IllegalStateException("gradient checkpointing has begun on this thread already");
        }
        ActivationCheckpoints made = new ActivationCheckpoints(seed);
        CURRENT.set(made);
        return made;
    }

    /** Those of this thread in a training pass, else null. */
    static @Nullable ActivationCheckpoints current() {
        return Layer.training() ? CURRENT.get() : null;
    }

    /** Calls a block; one with parts that learn leaves no graph behind. */
    NDArray call(Layer block, NDArray x) {
        boolean learns = block.getParameters().values().stream().anyMatch(Parameter::requiresGradient);
        if (block.children().isEmpty() || !learns) {
            return block.apply(x);
        }
        int seed = seeds.nextInt();
        NDArray y = withoutGraph(block, x, seed);
        y.setRequiresGradient(true);
        segments.push(new Segment(
                block,
                Gradients.handle(x, manager),
                Gradients.handle(y, manager),
                seed,
                Pass.store(),
                Autocast.current()));
        return y;
    }

    private NDArray withoutGraph(Layer block, NDArray x, int seed) {
        CURRENT.remove(); // blocks within are part of this one
        boolean recording = Engines.recording();
        Engines.recording(false);
        engine.setRandomSeed(seed);
        try {
            return block.apply(x);
        } finally {
            Engines.recording(recording);
            CURRENT.set(this);
        }
    }

    /** Carries the gradients that the loss has left at the last block's result through all blocks, and forgets these. */
    public void backward() {
        CURRENT.remove();
        try {
            while (!segments.isEmpty()) {
                backward(segments.pop());
            }
        } finally {
            CURRENT.set(this);
        }
    }

    private void backward(Segment segment) {
        try (NDArray input = segment.input();
                NDArray output = segment.output();
                NDArray gradient = Gradients.of(output);
                NDScope scope = new NDScope();
                Pass pass = Pass.open(segment.store(), input, true);
                Autocast cast = Autocast.open(segment.precision())) {
            scope.suppressNotUsedWarning();
            if (gradient != null) {
                engine.setRandomSeed(segment.seed());
                Gradients.backward(segment.block().apply(input), gradient);
            }
        }
    }

    @Override
    public void close() {
        CURRENT.remove();
        manager.close();
    }
}
