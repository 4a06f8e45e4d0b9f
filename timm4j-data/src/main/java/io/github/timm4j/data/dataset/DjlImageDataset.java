package io.github.timm4j.data.dataset;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.dataset.Record;
import ai.djl.util.Progress;
import org.jspecify.annotations.Nullable;

/**
 * Pictures by number as a DJL data set, for DJL's own trainers and samplers.
 *
 * @param <X> kind of picture
 */
public final class DjlImageDataset<X> extends RandomAccessDataset {
    private final IndexedDataset<X> dataset;
    private final ArrayEncoder<? super X> encoder;
    private final long seed;
    private volatile int epoch;

    private DjlImageDataset(Builder<X> builder) {
        super(builder);
        this.dataset = builder.dataset;
        this.encoder = builder.encoder;
        this.seed = builder.seed;
    }

    /**
     * Begins a wrapper; sampling must be set.
     *
     * @param dataset with all transforms
     * @param encoder makes arrays
     * @param <X> kind of picture
     * @return a builder
     */
    public static <X> Builder<X> builder(IndexedDataset<X> dataset, ArrayEncoder<? super X> encoder) {
        return new Builder<>(dataset, encoder);
    }

    /**
     * Chooses the epoch that the transforms' randomness belongs to.
     *
     * @param number from 0
     */
    public void setEpoch(int number) {
        this.epoch = number;
    }

    @Override
    public Record get(NDManager manager, long index) {
        Example<X> example = dataset.get(Math.toIntExact(index), SampleSeeds.of(seed, epoch, index));
        return new Record(
                encoder.encode(manager, example.input()), new NDList(ArrayEncoder.label(manager, example.target())));
    }

    @Override
    protected long availableSize() {
        return dataset.size();
    }

    /** Does nothing: the reader was opened before. */
    @Override
    public void prepare(@Nullable Progress progress) {}

    /**
     * Collects what a DJL data set needs.
     *
     * @param <X> kind of picture
     */
    public static final class Builder<X> extends BaseBuilder<Builder<X>> {
        private final IndexedDataset<X> dataset;
        private final ArrayEncoder<? super X> encoder;
        private long seed;

        private Builder(IndexedDataset<X> dataset, ArrayEncoder<? super X> encoder) {
            this.dataset = dataset;
            this.encoder = encoder;
        }

        /**
         * Seeds the transforms.
         *
         * @param value 0 unless given
         * @return this
         */
        public Builder<X> optSeed(long value) {
            this.seed = value;
            return this;
        }

        /**
         * Makes the data set.
         *
         * @return a view of the wrapped one
         */
        public DjlImageDataset<X> build() {
            return new DjlImageDataset<>(this);
        }

        @Override
        protected Builder<X> self() {
            return this;
        }
    }
}
