package io.github.timm4j.data.loader;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.timm4j.data.augment.RandomErasing;
import io.github.timm4j.data.transform.DeviceNormalization;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Brings an epoch's batches to the device, in the caller's thread. */
final class Delivery implements Batches {
    private static final long ERASING = 0x2545F4914F6CDD1DL;

    private final Source source;
    private final Assembly assembly;
    private final NDManager manager;
    private final @Nullable DeviceNormalization normalization;
    private final @Nullable RandomErasing erasing;
    private boolean closed;

    /** Where host batches come from and go back to. */
    interface Source {
        /** Waits for the next host batch, null behind the last. */
        @Nullable
        HostBatch await(Assembly assembly);

        void done(Assembly assembly, HostBatch batch);

        void close(Assembly assembly);
    }

    /**
     * How pictures become a model's input on the device.
     *
     * @param normalization null where they are normalised already, or by the caller; closed behind the epoch
     * @param erasing null for none
     */
    record Finish(
            @Nullable DeviceNormalization normalization,
            @Nullable RandomErasing erasing) {}

    Delivery(Source source, Assembly assembly, NDManager manager, Finish finish) {
        this.source = source;
        this.assembly = assembly;
        this.manager = manager;
        this.normalization = finish.normalization();
        this.erasing = finish.erasing();
    }

    @Override
    public boolean hasNext() {
        if (closed) {
            return false;
        }
        boolean more = source.await(assembly) != null;
        if (!more) {
            close();
        }
        return more;
    }

    @Override
    public Batch next() {
        HostBatch host = closed ? null : source.await(assembly);
        if (host == null) {
            close();
            throw new NoSuchElementException("the epoch has no more batches");
        }
        NDArray pictures = pictures(host);
        NDArray targets = host.targets(manager);
        source.done(assembly, host);
        return new Batch(pictures, targets);
    }

    private NDArray pictures(HostBatch host) {
        NDArray raw = host.pictures(manager);
        if (normalization == null) {
            return owned(raw);
        }
        try (raw) {
            NDArray values = normalization.apply(raw);
            if (erasing != null) {
                erasing.erase(values, assembly.draws(ERASING, host.number()));
            }
            return values;
        }
    }

    /** On the CPU the array still looks at the loader's buffer. */
    private NDArray owned(NDArray raw) {
        if (manager.getDevice().isGpu()) {
            return raw;
        }
        try (raw) {
            return raw.duplicate();
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            source.close(assembly);
            if (normalization != null) {
                normalization.close();
            }
        }
    }
}
