package io.github.timm4j.data.reader;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs through shards by an epoch's plan. Training shuffles the shards, deals them out to the processes (the samples,
 * where there are fewer shards than processes), shuffles among a buffer of samples, and goes round again until the
 * epoch is full. Evaluation keeps the order and deals out the samples, so that each goes to one process; the last one
 * comes again where that makes the processes even.
 */
final class ShardedStream {
    private final ShardSource source;
    private final StreamOptions options;
    private final long samples;
    private final String location;

    /** A plan for a data set of so many samples, 0 for unknown. */
    ShardedStream(ShardSource source, StreamOptions options, long samples, String location) {
        this.source = source;
        this.options = options;
        this.samples = options.numSamples() > 0 ? options.numSamples() : samples;
        this.location = location;
        if (options.training() && this.samples == 0) {
            throw new DatasetException(location + " does not say how many samples it has: give their number to train");
        }
    }

    long size() {
        return options.epochSize(samples);
    }

    Stream<Sample> samples(int epoch) {
        Epoch run = new Epoch(epoch);
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(run, Spliterator.ORDERED | Spliterator.NONNULL), false)
                .onClose(run::close);
    }

    private boolean dealsShards() {
        return options.training() && source.shards() >= options.replica().count();
    }

    private boolean mine(long place) {
        return place % options.replica().count() == options.replica().rank();
    }

    /** The shards of a pass: all in order, or shuffled, or this process's share of the shuffled ones. */
    private int[] shards(RandomGenerator random) {
        int[] order = IntStream.range(0, source.shards()).toArray();
        if (!options.training()) {
            return order;
        }
        for (int i = order.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[other];
            order[other] = swapped;
        }
        return IntStream.range(0, order.length)
                .filter(place -> !dealsShards() || mine(place))
                .map(place -> order[place])
                .toArray();
    }

    /** One run through an epoch. */
    private final class Epoch implements Iterator<Sample> {
        private final int epoch;
        private final long wanted;
        private long given;
        private long givenBefore;
        private int passes;
        private @Nullable ShardChain chain;
        private Iterator<Sample> current = Collections.emptyIterator();
        private @Nullable Sample last;

        Epoch(int epoch) {
            this.epoch = epoch;
            boolean plain = !options.training() && options.replica().count() == 1 && options.repeats() <= 1;
            this.wanted = plain || samples == 0 ? Long.MAX_VALUE : size();
        }

        @Override
        public boolean hasNext() {
            while (given < wanted && !current.hasNext()) {
                if (passes > 0 && given == givenBefore) {
                    throw new DatasetException(location + " gave no samples to process "
                            + options.replica().rank() + " of "
                            + options.replica().count());
                }
                if (!options.training() && passes >= Math.max(1, options.repeats())) {
                    return wanted < Long.MAX_VALUE;
                }
                startPass();
            }
            return given < wanted;
        }

        private void startPass() {
            close();
            givenBefore = given;
            SplittableRandom random =
                    new SplittableRandom(options.seed() * 0x9E3779B97F4A7C15L + epoch * 0xC2B2AE3D27D4EB4FL + passes++);
            ShardChain opened = new ShardChain(source, shards(random));
            chain = opened;
            Iterator<Sample> dealt = dealsShards() ? opened : deal(opened);
            current = options.training() ? new ShuffleBuffer<>(dealt, options.shuffleBuffer(), random.split()) : dealt;
        }

        private Iterator<Sample> deal(Iterator<Sample> all) {
            long[] place = {0};
            return StreamSupport.stream(Spliterators.spliteratorUnknownSize(all, Spliterator.ORDERED), false)
                    .filter(sample -> mine(place[0]++))
                    .iterator();
        }

        @Override
        public Sample next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            given++;
            // past the end of an even share the last sample comes again
            Sample sample = current.hasNext() ? current.next() : Objects.requireNonNull(last);
            last = sample;
            return sample;
        }

        void close() {
            if (chain != null) {
                chain.close();
            }
        }
    }
}
