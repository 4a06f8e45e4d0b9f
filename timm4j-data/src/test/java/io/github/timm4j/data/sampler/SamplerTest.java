package io.github.timm4j.data.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class SamplerTest {
    private static final String FILE = "data/samplers.json.gz";

    @TestFactory
    @Tag("oracle")
    Stream<DynamicTest> timm() {
        if (!Fixtures.has(FILE)) {
            return Stream.of();
        }
        JsonNode file = Fixtures.json(FILE);
        Stream<OracleCase> listed =
                stream(file.path("cases")).map(c -> new OracleCase(c.get("id").asText(), true, () -> check(c)));
        Stream<OracleCase> shuffled = stream(file.path("repeat_aug_shuffled"))
                .map(c -> new OracleCase(
                        "ras_shuffled/" + c.get("n") + "/" + c.get("rank") + "/" + c.get("epoch"),
                        true,
                        () -> checkShuffled(c)));
        return Parity.tests("samplers", Stream.concat(listed, shuffled));
    }

    private static void check(JsonNode c) {
        if (c.get("id").asText().startsWith("ods/")) {
            OrderedDistributedSampler sampler =
                    new OrderedDistributedSampler(c.get("n").asInt(), replica(c));
            assertThat(sampler.indices(0)).containsExactly(ints(c.get("indices")));
            assertThat(sampler.size()).isEqualTo(c.get("len").asInt());
            assertThat(sampler.validSamples()).isEqualTo(c.get("num_valid").asInt());
            return;
        }
        RepeatAugSampler.Options options = new RepeatAugSampler.Options(
                false,
                c.get("num_repeats").asDouble(),
                c.path("selected_round").asInt(256),
                c.path("selected_ratio").asDouble(0));
        RepeatAugSampler sampler = new RepeatAugSampler(c.get("n").asInt(), replica(c), options);
        int[] indices = sampler.indices(0);
        assertThat(sampler.size()).isEqualTo(c.get("len").asInt());
        assertThat(sampler.repeatedSize()).isEqualTo(c.get("num_samples").asInt());
        assertThat(indices).hasSize(c.get("count").asInt());
        assertThat(indices).startsWith(ints(c.get("head"))).endsWith(ints(c.get("tail")));
        assertThat(IntStream.of(indices).sum()).isEqualTo(c.get("sum").asInt());
    }

    private static void checkShuffled(JsonNode c) {
        int epoch = c.get("epoch").asInt();
        assertThat(TorchPermutation.of(c.get("n").asInt(), epoch))
                .containsExactly(ints(c.get("torch_randperm_of_seed_epoch")));
        RepeatAugSampler sampler =
                new RepeatAugSampler(c.get("n").asInt(), replica(c), RepeatAugSampler.Options.DEFAULT);
        assertThat(sampler.indices(epoch)).containsExactly(ints(c.get("indices")));
    }

    @Test
    void torchsPermutationOfAThousandGoesBeyondTheFirstTwist() {
        // torch.randperm(1000, generator=manual_seed(7)): first and last five
        int[] order = TorchPermutation.of(1000, 7);
        assertThat(order).startsWith(615, 284, 599, 580, 347).endsWith(482, 594, 570, 477, 409);
        assertThat(Arrays.stream(order).sorted().toArray())
                .containsExactly(IntStream.range(0, 1000).toArray());
    }

    @Test
    void distributedSamplerGivesTorchsOrder() {
        // torch.utils.data.DistributedSampler(range(7), 2, rank, seed=42), set_epoch(3)
        DistributedSampler first = new DistributedSampler(7, new Replica(0, 2), 42);
        DistributedSampler second = new DistributedSampler(7, new Replica(1, 2), 42);
        assertThat(first.indices(3)).containsExactly(5, 1, 4, 0);
        assertThat(second.indices(3)).containsExactly(3, 2, 6, 5);
    }

    @Test
    void moreProcessesThanSamplesStillGetOneEach() {
        for (int rank = 0; rank < 5; rank++) {
            assertThat(new DistributedSampler(2, new Replica(rank, 5), 0).indices(0))
                    .hasSize(1);
        }
    }

    @Test
    void anEpochIsRepeatableAndDiffersFromTheNext() {
        DistributedSampler sampler = new DistributedSampler(100, Replica.SINGLE, 1);
        assertThat(sampler.indices(4)).containsExactly(sampler.indices(4));
        assertThat(sampler.indices(5)).isNotEqualTo(sampler.indices(4));
    }

    @Test
    void aSamplerServesDjlsBatches() {
        OrderedDistributedSampler sampler = new OrderedDistributedSampler(3, Replica.SINGLE);
        assertThat(sampler.forEpoch(0).sample(null)).toIterable().isEqualTo(List.of(0L, 1L, 2L));
    }

    @Test
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> new Replica(2, 2)).hasMessage("rank must be in [0, 2), got 2");
        assertThatThrownBy(() -> new OrderedDistributedSampler(0, Replica.SINGLE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RepeatAugSampler.Options(true, 0, 256, 0)).hasMessageContaining("positive");
        assertThatThrownBy(() -> TorchPermutation.of(-1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Replica replica(JsonNode c) {
        return new Replica(c.get("rank").asInt(), c.get("replicas").asInt());
    }

    private static int[] ints(JsonNode array) {
        return stream(array).mapToInt(JsonNode::asInt).toArray();
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
