package io.github.timm4j.data.dataset;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.Dataset;
import ai.djl.translate.Batchifier;
import ai.djl.util.Progress;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Streamed pictures as a DJL data set: each pass over its batches is an epoch.
 *
 * @param <X> kind of picture
 */
public final class DjlIterableDataset<X> implements Dataset {
    private final IterableImageDataset<X> dataset;
    private final ArrayEncoder<? super X> encoder;
    private final int batchSize;
    private final boolean dropLast;
    private final long seed;
    private final AtomicInteger epoch = new AtomicInteger();

    /**
     * Wraps a data set.
     *
     * @param dataset with all transforms
     * @param encoder makes arrays
     * @param batchSize examples a batch
     * @param dropLast whether an incomplete last batch is left out
     * @param seed of the transforms
     * @throws IllegalArgumentException where the batch is empty
     */
    public DjlIterableDataset(
            IterableImageDataset<X> dataset,
            ArrayEncoder<? super X> encoder,
            int batchSize,
            boolean dropLast,
            long seed) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("a batch has at least one example, got " + batchSize);
        }
        this.dataset = dataset;
        this.encoder = encoder;
        this.batchSize = batchSize;
        this.dropLast = dropLast;
        this.seed = seed;
    }

    /**
     * Chooses the epoch that the next pass is.
     *
     * @param number from 0
     */
    public void setEpoch(int number) {
        epoch.set(number);
    }

    @Override
    public Iterable<Batch> getData(NDManager manager) {
        return () -> new Batches(manager, dataset.examples(epoch.getAndIncrement(), seed));
    }

    /** Does nothing: the reader was opened before. */
    @Override
    public void prepare(@Nullable Progress progress) {}

    /** The batches of an epoch; the files are closed behind the last. */
    private final class Batches implements Iterator<Batch> {
        private final NDManager manager;
        private final Stream<Example<X>> stream;
        private final Iterator<Example<X>> examples;
        private @Nullable Batch ready;
        private long given;

        Batches(NDManager manager, Stream<Example<X>> stream) {
            this.manager = manager;
            this.stream = stream;
            this.examples = stream.iterator();
        }

        @Override
        public boolean hasNext() {
            if (ready == null) {
                ready = batch();
            }
            return ready != null;
        }

        @Override
        public Batch next() {
            if (!hasNext() || ready == null) {
                throw new NoSuchElementException();
            }
            Batch batch = ready;
            ready = null;
            return batch;
        }

        private @Nullable Batch batch() {
            NDManager owner = manager.newSubManager();
            try (NDManager singles = manager.newSubManager()) {
                NDList[] data = new NDList[batchSize];
                NDList[] labels = new NDList[batchSize];
                int count = 0;
                while (count < batchSize && examples.hasNext()) {
                    Example<X> example = examples.next();
                    data[count] = encoder.encode(singles, example.input());
                    labels[count++] = new NDList(ArrayEncoder.label(singles, example.target()));
                }
                if (count == 0 || (dropLast && count < batchSize)) {
                    stream.close();
                    owner.close();
                    return null;
                }
                NDList stacked = Batchifier.STACK.batchify(Arrays.copyOf(data, count));
                NDList targets = Batchifier.STACK.batchify(Arrays.copyOf(labels, count));
                long total = (dataset.size() + batchSize - 1) / batchSize;
                return new Batch(owner, stacked, targets, count, Batchifier.STACK, Batchifier.STACK, given++, total);
            } catch (RuntimeException e) {
                owner.close();
                stream.close();
                throw e;
            }
        }
    }
}
