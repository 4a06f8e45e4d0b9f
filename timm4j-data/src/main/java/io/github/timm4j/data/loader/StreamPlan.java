package io.github.timm4j.data.loader;

import io.github.timm4j.data.dataset.IterableImageDataset;
import io.github.timm4j.data.dataset.SampleSeeds;
import io.github.timm4j.data.reader.Sample;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Batches of a stream. */
final class StreamPlan implements Plan {
    private final IterableImageDataset<List<Planes>> dataset;
    private final Form form;
    private final IndexedPlan.Seeding seeding;
    private final Stream<Sample> stream;
    private final Iterator<Sample> samples;
    private long place;

    StreamPlan(IterableImageDataset<List<Planes>> dataset, Form form, IndexedPlan.Seeding seeding) {
        this.dataset = dataset;
        this.form = form;
        this.seeding = seeding;
        this.stream = dataset.samples(seeding.epoch());
        this.samples = stream.iterator();
    }

    @Override
    public @Nullable Ticket next() {
        if (!samples.hasNext()) {
            return null;
        }
        Sample sample = samples.next();
        long everywhere = seeding.replica().rank() + place++ * seeding.replica().count();
        return new Ticket(
                sample::location,
                () -> dataset.load(sample, SampleSeeds.of(seeding.seed(), seeding.epoch(), everywhere))
                        .map(example -> new Views(example.input(), example.target())));
    }

    @Override
    public Form form(int batch) {
        return form;
    }

    @Override
    public void close() {
        stream.close();
    }
}
