package io.github.timm4j.data.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timm4j.data.sampler.ScheduledBatchSampler.Choice;
import io.github.timm4j.data.sampler.ScheduledBatchSampler.Options;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The expected schedules are those of timm 1.0.31 with torch 2.7.1. */
class ScheduledBatchSamplerTest {
    private static ScheduledBatchSampler sampler(int samples, Options options, Choice... choices) {
        return new ScheduledBatchSampler(
                new OrderedDistributedSampler(samples, Replica.SINGLE), List.of(choices), options);
    }

    private static Choice batch(int size) {
        return new Choice(size, 1);
    }

    /** Choice and size of each batch, and the last sample. */
    private static String epoch(ScheduledBatchSampler sampler, int epoch) {
        List<ScheduledBatchSampler.Batch> batches = sampler.batches(epoch);
        List<Integer> last = batches.get(batches.size() - 1).indices();
        return batches.stream()
                        .map(each -> each.choice() + "x" + each.indices().size())
                        .collect(Collectors.joining(" "))
                + " " + last.get(last.size() - 1);
    }

    @Test
    void samplesAreUsedUpInBatchesOfDrawnSizes() {
        ScheduledBatchSampler sampler = sampler(
                100, new Options(ChoiceSchedule.constant(), 3, 0, true, true), batch(8), batch(4), batch(16));
        assertThat(epoch(sampler, 0)).isEqualTo("2x16 1x4 1x4 1x4 1x4 0x8 0x8 0x8 0x8 0x8 1x4 0x8 1x4 1x4 0x8 99");
        assertThat(epoch(sampler, 2)).isEqualTo("1x4 1x4 1x4 0x8 1x4 0x8 0x8 2x16 0x8 1x4 1x4 1x4 0x8 0x8 0x8 99");
        assertThat(sampler.batches()).isEqualTo(15);
        assertThat(sampler.samples()).isEqualTo(100);
        assertThat(sampler.averageBatchSize()).isCloseTo(9.333333333333334, Offset.offset(1e-12));
        List<Integer> all = sampler.batches(0).stream()
                .flatMap(each -> each.indices().stream())
                .toList();
        assertThat(all).containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
    }

    @Test
    void anIncompleteBatchMayStayAndTakesItsTurn() {
        ScheduledBatchSampler sampler = sampler(
                101,
                new Options(ChoiceSchedule.constant(), 42, 0, false, true),
                batch(8),
                new Choice(4, 0),
                new Choice(16, 2));
        assertThat(epoch(sampler, 0)).isEqualTo("2x16 0x8 2x5 2x16 2x16 2x16 0x8 2x16 100");
        assertThat(epoch(sampler, 2)).isEqualTo("2x5 2x16 0x8 2x16 2x16 0x8 2x16 2x16 100");
    }

    @Test
    void aProgressMovesFromTheFirstChoiceToTheLast() {
        ScheduledBatchSampler sampler = sampler(
                64, new Options(ChoiceSchedule.progressive(5), 7, 0, true, true), batch(16), batch(8), batch(4));
        assertThat(epoch(sampler, 0)).isEqualTo("1x8 1x8 0x16 0x16 1x8 0x16 7");
        assertThat(epoch(sampler, 2)).isEqualTo("0x16 2x4 2x4 0x16 0x16 1x8 63");
        assertThat(sampler.averageBatchSize()).isCloseTo(9.198529313679776, Offset.offset(1e-12));
        assertThat(sampler.weights(0))
                .containsExactly(new double[] {0.71773377412, 0.242914529065, 0.039351696815}, Offset.offset(1e-11));
        assertThat(sampler.weights(9)[2]).isCloseTo(sampler.weights(0)[0], Offset.offset(1e-12));
    }

    @Test
    void withoutSpreadTheNearestChoiceComesAlone() {
        ScheduledBatchSampler sampler =
                sampler(50, new Options(new ChoiceSchedule(true, 4, 0, 0), 0, 9, false, true), batch(8), batch(8));
        assertThat(epoch(sampler, 0)).isEqualTo("0x8 ".repeat(9) + "21");
        assertThat(epoch(sampler, 2)).isEqualTo("1x8 ".repeat(9) + "21");
    }

    @Test
    void aFixedNumberOfBatchesBeginsAnewWhereSamplesEnd() {
        ScheduledBatchSampler sampler =
                sampler(20, new Options(ChoiceSchedule.constant(), 1, 6, true, true), batch(8), batch(4));
        assertThat(epoch(sampler, 0)).isEqualTo("0x8 0x8 1x4 1x4 1x4 1x4 11");
        assertThat(epoch(sampler, 2)).isEqualTo("0x8 1x4 1x4 1x4 1x4 0x8 11");
    }

    @Test
    void choicesWithoutWeightNeverCome() {
        ScheduledBatchSampler sampler = sampler(
                40,
                new Options(new ChoiceSchedule(true, 1, 0.01, 0.3), 11, 0, true, true),
                new Choice(8, 0),
                batch(6),
                new Choice(4, 0),
                batch(2));
        assertThat(epoch(sampler, 0))
                .isEqualTo("3x2 1x6 1x6 3x2 1x6 3x2 3x2 3x2 3x2 3x2 3x2 3x2 3x2 3x2 3x2 1");
        assertThat(sampler.weights(0)).containsExactly(new double[] {0, 0.15, 0, 0.85}, Offset.offset(1e-12));
        // a window that has moved past all of them takes the nearest
        ScheduledBatchSampler far = sampler(
                40,
                new Options(new ChoiceSchedule(true, 1, 0.01, 0), 11, 0, true, true),
                batch(6),
                new Choice(4, 0));
        assertThat(far.weights(0)).containsExactly(1, 0);
    }

    @Test
    void numbersThatMakeNoScheduleAreRefused() {
        Options usual = Options.DEFAULT;
        assertThatThrownBy(() -> sampler(7, usual, batch(8))).hasMessageContaining("no full batch");
        assertThatThrownBy(() -> sampler(9, usual, new Choice(8, 0))).hasMessageContaining("positive weight");
        assertThatThrownBy(() -> sampler(9, new Options(ChoiceSchedule.progressive(3), 0, 0, true, true), batch(2)))
                .hasMessageContaining("at least two");
        assertThatThrownBy(() -> new Choice(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Choice(1, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ChoiceSchedule(true, 0, 1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ChoiceSchedule(true, 1, -1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ChoiceSchedule(true, 1, 1, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Options(ChoiceSchedule.constant(), 0, -1, true, true))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
