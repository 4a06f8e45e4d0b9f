package io.github.timm4j.data.dataset;

import io.github.timm4j.ImageException;
import io.github.timm4j.data.reader.FilenameForm;
import io.github.timm4j.data.reader.IndexedReader;
import io.github.timm4j.data.reader.Sample;
import io.github.timm4j.data.reader.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * Pictures by number. In place of a picture that cannot be read comes the next that can; ten in a row, or as many as
 * {@code TIMM_DATASET_MAX_RETRIES} says, are an error. Safe from several threads where decoder and transforms are.
 * Source: timm.data.dataset.
 *
 * @param <X> kind of picture
 */
public final class ImageDataset<X> implements IndexedDataset<X> {
    private final IndexedReader reader;
    private final BrokenSamples broken;
    private final Fetch<X> fetch;

    /** Gets one example. */
    @FunctionalInterface
    private interface Fetch<X> {
        Example<X> get(int index, RandomGenerator random);
    }

    private ImageDataset(IndexedReader reader, BrokenSamples broken, Fetch<X> fetch) {
        this.reader = reader;
        this.broken = broken;
        this.fetch = fetch;
    }

    /**
     * Decodes what a reader gives.
     *
     * @param reader closed with the data set
     * @param decoder of pictures
     * @param <X> kind of picture
     * @return a data set without transforms
     */
    public static <X> ImageDataset<X> of(IndexedReader reader, SampleDecoder<X> decoder) {
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
    public static <X> ImageDataset<X> of(IndexedReader reader, SampleDecoder<X> decoder, int maxRetries) {
        return of(reader, decoder, new BrokenSamples(maxRetries));
    }

    private static <X> ImageDataset<X> of(IndexedReader reader, SampleDecoder<X> decoder, BrokenSamples broken) {
        return new ImageDataset<>(reader, broken, (index, random) -> decode(reader, decoder, broken, index));
    }

    private static <X> Example<X> decode(
            IndexedReader reader, SampleDecoder<X> decoder, BrokenSamples broken, int index) {
        int current = index;
        for (int attempt = 1; ; attempt++) {
            Sample sample = null;
            try {
                sample = reader.read(current);
                return new Example<>(decoder.decode(sample.bytes()), sample.target(), sample.name());
            } catch (IOException | UncheckedIOException | ImageException e) {
                broken.report(sample == null ? locate(reader, current) : sample.location(), attempt, e);
                current = (current + 1) % reader.size();
            }
        }
    }

    /** The name of a sample that could not be read, whose name may be as broken as its picture. */
    private static String locate(IndexedReader reader, int index) {
        try {
            return reader.filename(index, FilenameForm.ABSOLUTE);
        } catch (RuntimeException e) {
            return "number " + index;
        }
    }

    /**
     * Adds a transform behind the others.
     *
     * @param transform of pictures; what it throws is not taken for a broken picture
     * @param <Y> kind of picture it makes
     * @return a view of this data set
     */
    public <Y> ImageDataset<Y> map(SampleTransform<? super X, ? extends Y> transform) {
        return new ImageDataset<>(reader, broken, (index, random) -> {
            Example<X> example = fetch.get(index, random);
            return example.with(transform.apply(example.input(), random));
        });
    }

    /**
     * Adds a transform of labels; samples without a label keep {@link Target#NONE}.
     *
     * @param transform of labels
     * @return a view of this data set
     */
    public ImageDataset<X> mapTarget(UnaryOperator<Target> transform) {
        return new ImageDataset<>(reader, broken, (index, random) -> {
            Example<X> example = fetch.get(index, random);
            Target target = example.target().equals(Target.NONE) ? Target.NONE : transform.apply(example.target());
            return new Example<>(example.input(), target, example.name());
        });
    }

    @Override
    public Example<X> get(int index, RandomGenerator random) {
        return fetch.get(index, random);
    }

    /**
     * The names of all pictures.
     *
     * @param form how much of their paths
     * @return in order
     */
    public List<String> filenames(FilenameForm form) {
        return reader.filenames(form);
    }

    @Override
    public IndexedReader reader() {
        return reader;
    }

    @Override
    public long broken() {
        return broken.count();
    }
}
