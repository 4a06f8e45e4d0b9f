package io.github.timm4j.train.evaluate;

import ai.djl.engine.EngineException;
import io.github.timm4j.train.metric.BatchSizes;
import java.util.Locale;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;

/** Tries again with a smaller batch where memory runs out: {@link BatchSizes}. */
public final class SmallerBatches {
    private static final int STEPS = 2;

    private SmallerBatches() {}

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
                current = BatchSizes.smaller(current, STEPS, false);
                if (current == 0 || !outOfMemory(e)) {
                    throw e;
                }
                smaller.accept(current);
            }
        }
    }
}
