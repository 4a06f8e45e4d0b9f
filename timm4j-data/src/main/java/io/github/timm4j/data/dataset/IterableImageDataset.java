package io.github.timm4j.data.dataset;

import io.github.timm4j.ImageException;
import io.github.timm4j.data.reader.Sample;
import io.github.timm4j.data.reader.StreamedReader;
import io.github.timm4j.data.reader.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Pictures as a stream. One that cannot be read is passed over; ten in a row, or as many as
 * {@code TIMM_DATASET_MAX_RETRIES} says, are an error. Source: timm.data.dataset.
 *
 * @param <X> kind of picture
 */
public final class IterableImageDataset<X> implements VisionDataset<X> {
    private final StreamedReader reader;
    private final BrokenSamples broken;
    private final Load<X> load;
    private final AtomicInteger inARow;

    /** Makes an example of a sample. */
    @FunctionalInterface
    private interface Load<X> {
        Example<X> get(Sample sample, RandomGenerator random) throws IOException;
    }

    private IterableImageDataset(StreamedReader reader, BrokenSamples broken, AtomicInteger inARow, Load<X> load) {
        this.reader = reader;
        this.broken = broken;
        this.inARow = inARow;
        this.load = load;
    }

    /**
     * Decodes what a reader gives.
     *
     * @param reader closed with the data set
     * @param decoder of pictures
     * @param <X> kind of picture
     * @return a data set without transforms
     */
    public static <X> IterableImageDataset<X> of(StreamedReader reader, SampleDecoder<X> decoder) {
        return of(reader, decoder, BrokenSamples.standard());
    }

    /**
     * Decodes what a reader gives.
     *
     * @param reader closed with the data set
     * @param decoder of pictures
     * @param maxRetries how many pictures in a row may be broken before it is an error, at least 1
     * @param <X> kind of picture
     * @return a data set without transforms
     */
    public static <X> IterableImageDataset<X> of(StreamedReader reader, SampleDecoder<X> decoder, int maxRetries) {
        return of(reader, decoder, new BrokenSamples(maxRetries));
    }

    private static <X> IterableImageDataset<X> of(
            StreamedReader reader, SampleDecoder<X> decoder, BrokenSamples broken) {
        AtomicInteger inARow = new AtomicInteger();
        return new IterableImageDataset<>(reader, broken, inARow, (sample, random) -> {
            X input = decoder.decode(sample.bytes());
            inARow.set(0);
            return new Example<>(input, sample.target(), sample.name());
        });
    }

    /**
     * Adds a transform behind the others.
     *
     * @param transform of pictures
     * @param <Y> kind of picture it makes
     * @return a view of this data set
     */
    public <Y> IterableImageDataset<Y> map(SampleTransform<? super X, ? extends Y> transform) {
        return new IterableImageDataset<>(reader, broken, inARow, (sample, random) -> {
            Example<X> example = load.get(sample, random);
            return example.with(transform.apply(example.input(), random));
        });
    }

    /**
     * Adds a transform of labels.
     *
     * @param transform of labels
     * @return a view of this data set
     */
    public IterableImageDataset<X> mapTarget(UnaryOperator<Target> transform) {
        return new IterableImageDataset<>(reader, broken, inARow, (sample, random) -> {
            Example<X> example = load.get(sample, random);
            return new Example<>(example.input(), transform.apply(example.target()), example.name());
        });
    }

    /**
     * How many pictures an epoch gives this process.
     *
     * @return 0 where nobody knows
     */
    public long size() {
        return reader.size();
    }

    /**
     * The undecoded samples of an epoch, for callers that decode in several threads with {@link #load}.
     *
     * @param epoch from 0
     * @return the caller closes the stream
     */
    public Stream<Sample> samples(int epoch) {
        return reader.samples(epoch);
    }

    /**
     * Decodes and transforms a sample. Safe from several threads where decoder and transforms are.
     *
     * @param sample of {@link #samples}
     * @param random for the transforms
     * @return nothing where the picture is broken
     * @throws ImageException where too many in a row are broken; it names the last file
     */
    public Optional<Example<X>> load(Sample sample, RandomGenerator random) {
        try {
            return Optional.of(load.get(sample, random));
        } catch (IOException | UncheckedIOException | ImageException e) {
            broken.report(sample.location(), inARow.incrementAndGet(), e);
            return Optional.empty();
        }
    }

    /**
     * Reads, decodes and transforms an epoch.
     *
     * @param epoch from 0
     * @param seed of the run; a sample's generator depends on it, the epoch and the sample's place
     * @return the caller closes the stream
     */
    public Stream<Example<X>> examples(int epoch, long seed) {
        long[] place = {0};
        return samples(epoch).flatMap(sample -> load(sample, SampleSeeds.of(seed, epoch, place[0]++)).stream());
    }

    @Override
    public StreamedReader reader() {
        return reader;
    }

    @Override
    public long broken() {
        return broken.count();
    }
}
