package io.github.timm4j.data.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timm4j.data.sampler.Replica;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardedStreamTest {
    private final List<Integer> openShards = new ArrayList<>();

    /** Shards of a fixed size; a sample's name is its number. */
    private final class Numbers implements ShardSource {
        private final int shards;
        private final int each;

        Numbers(int shards, int each) {
            this.shards = shards;
            this.each = each;
        }

        @Override
        public int shards() {
            return shards;
        }

        @Override
        public Stream<Sample> open(int shard) {
            openShards.add(shard);
            return IntStream.range(shard * each, (shard + 1) * each)
                    .mapToObj(i -> new Sample(String.valueOf(i), "here", new byte[0], Target.NONE))
                    .onClose(() -> openShards.remove((Integer) shard));
        }
    }

    private ShardedStream plan(int shards, int each, StreamOptions options) {
        return new ShardedStream(new Numbers(shards, each), options, (long) shards * each, "numbers");
    }

    private static List<Integer> run(ShardedStream plan, int epoch) {
        try (Stream<Sample> samples = plan.samples(epoch)) {
            return samples.map(sample -> Integer.valueOf(sample.name())).toList();
        }
    }

    private static List<Integer> upTo(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    @ParameterizedTest
    @CsvSource({"4, 5, 1", "4, 5, 2", "4, 5, 3", "1, 7, 3", "3, 3, 4", "2, 1, 2", "7, 11, 5"})
    void anEvaluationSeesEverySampleOnceAndAllProcessesAreEven(int shards, int each, int processes) {
        int total = shards * each;
        List<Integer> seen = new ArrayList<>();
        for (int rank = 0; rank < processes; rank++) {
            ShardedStream plan = plan(shards, each, StreamOptions.DEFAULT.withReplica(new Replica(rank, processes)));
            List<Integer> share = run(plan, 0);
            assertThat(share).hasSize((int) plan.size()).hasSize((total + processes - 1) / processes);
            seen.addAll(new HashSet<>(share));
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(upTo(total));
        assertThat(openShards).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"4, 5, 1, 3", "4, 5, 2, 3", "4, 5, 4, 5", "2, 6, 3, 4", "9, 4, 2, 5"})
    void trainingFillsWholeBatchesInEveryProcess(int shards, int each, int processes, int batch) {
        Set<Integer> seen = new HashSet<>();
        for (int rank = 0; rank < processes; rank++) {
            ShardedStream plan = plan(
                    shards, each, StreamOptions.DEFAULT.withTraining(batch).withReplica(new Replica(rank, processes)));
            List<Integer> share = run(plan, 2);
            assertThat(share).hasSize((int) plan.size());
            assertThat(share.size() % batch).isZero();
            seen.addAll(share);
        }
        boolean evenShards = shards % processes == 0 || shards < processes;
        assertThat(seen.size() == shards * each || !evenShards).isTrue();
        assertThat(openShards).isEmpty();
    }

    @Test
    void trainingMixesWithinTheBufferOnlyAndDiffersByEpochAndSeed() {
        StreamOptions options = StreamOptions.DEFAULT.withTraining(1);
        List<Integer> first = run(plan(10, 10, options), 0);
        assertThat(first).containsExactlyInAnyOrderElementsOf(upTo(100)).isNotEqualTo(upTo(100));
        assertThat(run(plan(10, 10, options), 0)).isEqualTo(first);
        assertThat(run(plan(10, 10, options), 1)).isNotEqualTo(first);
        assertThat(run(plan(10, 10, options.withSeed(43)), 0)).isNotEqualTo(first);
        List<Integer> unmixed = run(plan(1, 100, options.withShuffleBuffer(1)), 0);
        assertThat(unmixed).isEqualTo(upTo(100));
    }

    @Test
    void repeatsGoRoundInOrderOrAnew() {
        List<Integer> twice = run(plan(2, 3, StreamOptions.DEFAULT.withRepeats(2)), 0);
        assertThat(twice).containsExactly(0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5);
        List<Integer> mixed =
                run(plan(4, 10, StreamOptions.DEFAULT.withTraining(1).withRepeats(3)), 0);
        assertThat(mixed).hasSize(120);
        assertThat(mixed.subList(0, 40)).containsExactlyInAnyOrderElementsOf(upTo(40));
        assertThat(mixed.subList(40, 80))
                .containsExactlyInAnyOrderElementsOf(upTo(40))
                .isNotEqualTo(mixed.subList(0, 40));
    }

    @Test
    void aGivenSizeCountsInPlaceOfTheKnownOne() {
        ShardedStream plan = plan(2, 5, StreamOptions.DEFAULT.withTraining(4).withNumSamples(6));
        assertThat(plan.size()).isEqualTo(8);
        assertThat(run(plan, 0)).hasSize(8);
    }

    @Test
    void oneShardIsOpenAtATimeAndALeftStreamIsClosed() {
        try (Stream<Sample> samples = plan(3, 4, StreamOptions.DEFAULT).samples(0)) {
            Iterator<Sample> iterator = samples.iterator();
            for (int i = 0; i < 12; i++) {
                assertThat(iterator.next().name()).isEqualTo(String.valueOf(i));
                assertThat(openShards).hasSizeLessThanOrEqualTo(1);
                if (i == 5) {
                    assertThat(openShards).containsExactly(1);
                }
            }
        }
        Stream<Sample> left = plan(3, 4, StreamOptions.DEFAULT).samples(0);
        left.iterator().next();
        assertThat(openShards).containsExactly(0);
        left.close();
        assertThat(openShards).isEmpty();
    }

    @Test
    void emptyDataIsAnErrorAndNotAnEndlessLoop() {
        ShardSource none = new Numbers(2, 0);
        for (StreamOptions options : List.of(StreamOptions.DEFAULT, StreamOptions.DEFAULT.withTraining(2))) {
            ShardedStream plan = new ShardedStream(none, options.withNumSamples(4), 0, "nothing");
            assertThatThrownBy(() -> run(plan, 0))
                    .isInstanceOf(DatasetException.class)
                    .hasMessageContaining("nothing");
        }
        assertThat(new ShardChain(none, new int[] {0, 1})).isExhausted();
        assertThatThrownBy(() -> new ShardChain(none, new int[0]).next()).isInstanceOf(NoSuchElementException.class);
        assertThat(openShards).isEmpty();
    }
}
