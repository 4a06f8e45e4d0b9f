package io.github.timm4j.train.evaluate;

import ai.djl.engine.EngineException;
import java.util.Locale;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;

/** Tries again with a smaller batch where memory runs out. Source: timm.utils.decay_batch. */
public final class SmallerBatches {
    private SmallerBatches() {}

    /**
     * The next smaller batch: half-way down to the power of two below, then that power.
     *
     * @param size the batch that was too large
     * @return smaller by at least 1; 0 below 2
     */
    public static int below(int size) {
        return below(size, 2);
    }

    /**
     * The next smaller batch.
     *
     * @param size the batch that was too large
     * @param steps steps from one power of two to the next
     * @return smaller by at least 1; 0 below 2
     */
    public static int below(int size, int steps) {
        if (size <= 1) {
            return 0;
        }
        int base = Integer.highestOneBit(size - 1);
        int step = Math.max(base / steps, 1);
        return base + (size - base - 1) / step * step;
    }

    /**
     * Tells whether a failure means that memory ran out.
     *
     * @param failure of a model's run
     * @return true where a smaller batch may help
     */
    public static boolean outOfMemory(Throwable failure) {
        if (failure instanceof OutOfMemoryError) {
            return true;
        }
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        boolean memory = message.contains("out of memory")
                || message.contains("can't allocate memory")
                || message.contains("alloc_failed");
        return failure instanceof EngineException && memory;
    }

    /**
     * Runs with smaller and smaller batches until memory suffices.
     *
     * @param size the first batch
     * @param run takes a batch size
     * @param smaller is told of each new size
     * @param <T> kind of result
     * @return the result
     * @throws RuntimeException of the run, where it is not about memory or a batch of 1 is too large
     */
    public static <T> T run(int size, IntFunction<T> run, IntConsumer smaller) {
        int current = size;
        while (true) {
            try {
                return run.apply(current);
            } catch (EngineException | OutOfMemoryError e) {
                current = below(current);
                if (current == 0 || !outOfMemory(e)) {
                    throw e;
                }
                smaller.accept(current);
            }
        }
    }
}
