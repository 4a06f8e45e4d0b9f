package io.github.timm4j.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timm4j.StateDictException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchedulerStateTest {
    private static final Plateau PLATEAU = new Plateau(0.5, 1, 1e-4, 1, 0, Plateau.Mode.MAX);
    private static final Noise NOISE = new Noise(2, 100, Noise.Distribution.UNIFORM, 0.1, 1, 3);
    private static final double[] METRICS = {0.1, 0.3, 0.2, 0.2, 0.2, 0.2, 0.4, 0.1, 0.1, 0.1, 0.1};

    @Test
    void initialRatesSurviveAnOptimizerThatForgotThem() {
        TimedScheduler first = new TimedScheduler(LearningRateGroups.of(0.1, 0.2), new CosineSchedule(10));
        LearningRateGroups groups = LearningRateGroups.of(7, 7);
        TimedScheduler second = new TimedScheduler(groups, new CosineSchedule(10));
        second.loadStateDict(first.stateDict());
        second.step(5);
        assertThat(groups.learningRate(0)).isEqualTo(0.05);
        assertThat(groups.learningRate(1)).isEqualTo(0.1);
    }

    @Test
    void initialRatesOfTheOptimizerAreKept() {
        LearningRateGroups groups = LearningRateGroups.of(0.01);
        groups.setInitialLearningRate(0, 0.1);
        new TimedScheduler(groups, new CosineSchedule(10));
        assertThat(groups.learningRate(0)).isEqualTo(0.1);
    }

    @Test
    void aResumedPlateauGoesOnAsIfNothingHadHappened() {
        LearningRateGroups whole = LearningRateGroups.of(0.1);
        PlateauScheduler uninterrupted = new PlateauScheduler(whole, PLATEAU, new Warmup(2, 0.01, false), NOISE);
        for (int stop = 1; stop < METRICS.length; stop++) {
            LearningRateGroups groups = LearningRateGroups.of(0.1);
            Scheduler scheduler = new PlateauScheduler(groups, PLATEAU, new Warmup(2, 0.01, false), NOISE);
            run(scheduler, 0, stop);
            LearningRateGroups resumed = LearningRateGroups.of(0.1);
            Scheduler after = new PlateauScheduler(resumed, PLATEAU, new Warmup(2, 0.01, false), NOISE);
            after.loadStateDict(scheduler.stateDict());
            run(after, stop, METRICS.length);
            run(scheduler, stop, METRICS.length);
            assertThat(resumed.learningRate(0)).isEqualTo(groups.learningRate(0));
        }
        run(uninterrupted, 0, METRICS.length);
        assertThat(whole.learningRate(0)).isBetween(0.02, 0.08);
    }

    private static void run(Scheduler scheduler, int from, int to) {
        for (int epoch = from; epoch < to; epoch++) {
            scheduler.step(epoch + 1, METRICS[epoch]);
        }
    }

    @Test
    void aPlateauStateOfTimmsIsAccepted() {
        LearningRateGroups groups = LearningRateGroups.of(0.1);
        PlateauScheduler scheduler = new PlateauScheduler(groups, PLATEAU, Warmup.NONE, null);
        scheduler.loadStateDict(Map.of("best", new double[] {0.9}, "last_epoch", new double[] {4}));
        scheduler.step(5, 0.5);
        scheduler.step(6, 0.5);
        assertThat(groups.learningRate(0)).isEqualTo(0.05);
        assertThat(scheduler.stateDict().get("last_epoch")).containsExactly(6);
    }

    @Test
    void aStateThatDoesNotFitChangesNothing() {
        LearningRateGroups groups = LearningRateGroups.of(0.1, 0.2);
        PlateauScheduler scheduler = new PlateauScheduler(groups, PLATEAU, Warmup.NONE, null);
        Map<String, double[]> state = new HashMap<>(scheduler.stateDict());
        state.put("best", new double[] {0.9});
        state.put("cooldown_counter", new double[] {1, 2});
        assertThatThrownBy(() -> scheduler.loadStateDict(state))
                .isInstanceOf(StateDictException.class)
                .hasMessageContaining("cooldown_counter should hold 1 values, found 2");
        assertThat(scheduler.stateDict().get("best")).containsExactly(Double.NEGATIVE_INFINITY);
    }

    @Test
    void missingEntriesAreNamed() {
        TimedScheduler timed = new TimedScheduler(LearningRateGroups.of(0.1), new CosineSchedule(10));
        assertThatThrownBy(() -> timed.loadStateDict(Map.of()))
                .isInstanceOf(StateDictException.class)
                .hasMessageContaining("no base_values");
        assertThatThrownBy(() -> timed.loadStateDict(Map.of("base_values", new double[2])))
                .isInstanceOf(StateDictException.class)
                .hasMessageContaining("should hold 1 values, found 2");
        PlateauScheduler plateau = new PlateauScheduler(LearningRateGroups.of(0.1), PLATEAU, Warmup.NONE, null);
        assertThatThrownBy(() -> plateau.loadStateDict(Map.of())).hasMessageContaining("no best");
    }
}
