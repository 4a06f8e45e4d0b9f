package io.github.timm4j.data.loader;

import ai.djl.ndarray.NDManager;
import io.github.timm4j.data.DataConfig;
import io.github.timm4j.data.mix.Mixup;
import io.github.timm4j.data.transform.DeviceNormalization;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Makes batches with threads of its own, some ahead of the caller. One epoch is open at a time: beginning another
 * closes it. The data set stays the caller's. Source: timm.data.loader.
 *
 * @see Loaders#createLoader
 */
public final class Loader implements BatchSource {
    private final LoaderOptions options;
    private final DataConfig config;
    private final IntFunction<Plan> plans;
    private final Assembly.Setup setup;
    private final Count count;
    private final Workers workers;
    private @Nullable Delivery open;
    private @Nullable Assembly ahead;
    private boolean closed;

    /**
     * How much an epoch gives.
     *
     * @param batches 0 where nobody knows
     * @param samples 0 where nobody knows
     * @param batchSize samples of a full batch, on average where sizes are drawn
     */
    record Count(int batches, int samples, double batchSize) {}

    Loader(Recipe recipe, IntFunction<Plan> plans, Assembly.Setup setup, Count count) {
        this.options = recipe.options();
        this.config = recipe.config();
        this.plans = plans;
        this.setup = setup;
        this.count = count;
        this.workers = new Workers(options.workers, setup.signal());
    }

    /**
     * Begins an epoch; one that is still open is closed.
     *
     * @throws IllegalStateException where the loader is closed
     */
    @Override
    public Batches epoch(int epoch, NDManager manager) {
        if (closed) {
            throw new IllegalStateException("the loader is closed");
        }
        if (open != null) {
            open.close();
        }
        Assembly assembly = ahead;
        ahead = null;
        if (assembly == null || assembly.epoch() != epoch) {
            discard(assembly);
            assembly = begin(epoch);
        }
        Delivery delivery = new Delivery(new Supply(), assembly, manager, finish(manager));
        open = delivery;
        return delivery;
    }

    private Assembly begin(int epoch) {
        Mixup mixup = options.collateMixup == null ? null : options.collateMixup.forEpoch(epoch);
        Assembly assembly = new Assembly(plans.apply(epoch), setup, epoch, mixup);
        workers.open(assembly);
        return assembly;
    }

    private void discard(@Nullable Assembly assembly) {
        if (assembly != null) {
            workers.close(assembly);
        }
    }

    private Delivery.Finish finish(NDManager manager) {
        if (options.normalizing != Normalizing.ON_DEVICE) {
            return new Delivery.Finish(null, null);
        }
        DeviceNormalization normalization =
                new DeviceNormalization(manager, config.mean(), config.std(), options.imageType);
        return new Delivery.Finish(normalization, options.boxes());
    }

    /**
     * Batches of an epoch.
     *
     * @return their number, 0 where a stream does not say
     */
    @Override
    public int batches() {
        return count.batches();
    }

    /**
     * Samples of an epoch, without those of an incomplete batch that is left out.
     *
     * @return their number, 0 where a stream does not say
     */
    @Override
    public int samples() {
        return count.samples();
    }

    @Override
    public double referenceBatchSize() {
        return count.batchSize();
    }

    /** Buffers that were ever needed at once. */
    int buffers() {
        return setup.buffers().allocated();
    }

    /** Closes the open epoch and ends the threads. */
    @Override
    public void close() {
        closed = true;
        if (open != null) {
            open.close();
        }
        discard(ahead);
        ahead = null;
        workers.stop();
        setup.buffers().clear();
    }

    /** What an epoch's batches are taken from. */
    private final class Supply implements Delivery.Source {
        @Override
        public @Nullable HostBatch await(Assembly assembly) {
            for (long seen = changes(); !assembly.decided(); seen = changes()) {
                if (!workers.none()) {
                    sleep(seen);
                } else if (!assembly.work()) {
                    throw new IllegalStateException("two threads take batches from one loader without workers");
                }
            }
            if (options.multiEpochs && ahead == null && assembly.handedOut() && !closed) {
                ahead = begin(assembly.epoch() + 1);
            }
            return assembly.peek();
        }

        private long changes() {
            return setup.signal().changes();
        }

        private void sleep(long seen) {
            try {
                setup.signal().await(seen);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LoaderException("interrupted while waiting for a batch", e);
            }
        }

        @Override
        public void done(Assembly assembly, HostBatch batch) {
            assembly.remove(batch);
            setup.buffers().give(batch.buffer());
        }

        @Override
        public void close(Assembly assembly) {
            workers.close(assembly);
            open = null;
            if (!options.persistentWorkers && ahead == null) {
                workers.stop();
            }
        }
    }
}
