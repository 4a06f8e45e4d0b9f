package io.github.timm4j.data.loader;

import io.github.timm4j.config.ImageSize;
import io.github.timm4j.data.dataset.Example;
import io.github.timm4j.data.dataset.IndexedDataset;
import io.github.timm4j.data.dataset.SampleSeeds;
import io.github.timm4j.data.reader.FilenameForm;
import io.github.timm4j.data.sampler.Replica;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Batches of samples by number. */
final class IndexedPlan implements Plan {
    private final List<Part> parts;
    private final Seeding seeding;
    private int part;
    private int inPart;
    private long place;

    /**
     * A batch to be.
     *
     * @param dataset with the transforms of the batch
     * @param size of its pictures
     * @param indices of its samples
     */
    record Part(IndexedDataset<List<Planes>> dataset, ImageSize size, List<Integer> indices) {}

    /**
     * What seeds samples.
     *
     * @param seed of the run
     * @param epoch from 0
     * @param replica this process
     */
    record Seeding(long seed, int epoch, Replica replica) {}

    IndexedPlan(List<Part> parts, Seeding seeding) {
        this.parts = parts;
        this.seeding = seeding;
    }

    @Override
    public @Nullable Ticket next() {
        if (part == parts.size()) {
            return null;
        }
        Part current = parts.get(part);
        int index = current.indices.get(inPart++);
        if (inPart == current.indices.size()) {
            part++;
            inPart = 0;
        }
        Replica replica = seeding.replica;
        long everywhere = replica.rank() + place++ * replica.count();
        return new Ticket(() -> name(current, index), () -> {
            Example<List<Planes>> example =
                    current.dataset.get(index, SampleSeeds.of(seeding.seed, seeding.epoch, everywhere));
            return Optional.of(new Views(example.input(), example.target()));
        });
    }

    private static String name(Part part, int index) {
        String number = "sample " + index;
        try {
            return number + " (" + part.dataset.reader().filename(index, FilenameForm.ABSOLUTE) + ")";
        } catch (RuntimeException e) {
            return number;
        }
    }

    @Override
    public Form form(int batch) {
        Part asked = parts.get(batch);
        return new Form(asked.indices.size(), asked.size, true);
    }
}
