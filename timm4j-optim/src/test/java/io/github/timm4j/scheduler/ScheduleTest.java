package io.github.timm4j.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {

    @Test
    void schedulesFallFromTheBaseRateToTheirMinimum() {
        List<Schedule> schedules =
                List.of(new CosineSchedule(10), new PolySchedule(10), new TanhSchedule(10), new WsdSchedule(10, 4));
        for (Schedule schedule : schedules) {
            assertThat(schedule.rate(2, 0)).isBetween(1.99, 2.0);
            assertThat(schedule.rate(2, 10)).isZero();
            assertThat(schedule.cycleLength(0)).isEqualTo(OptionalLong.of(10));
        }
    }

    @ParameterizedTest
    @CsvSource({"0.1, 1, 9", "0.1, 3, 29", "2.4, 12, 5", "0.3, 6, 20", "0.7, 7, 10", "0.8, 2.4, 2", "3, 2, 0"})
    void aStepCountsWholeIntervalsExactly(double interval, double t, int whole) {
        // a tenth is a little more than 0.1 in binary: ten of them do not fit into 1, though 1 / 0.1 rounds to 10
        assertThat(new StepSchedule(interval, 0.5).rate(1, t)).isEqualTo(Math.pow(0.5, whole));
    }

    @Test
    void growingCyclesRestartAtTheirBorders() {
        CosineSchedule schedule = new CosineSchedule(10, 0, new Cycles(3, 0.5, 3), 1);
        assertThat(schedule.rate(1, 10)).isEqualTo(0.5);
        assertThat(schedule.rate(1, 40)).isEqualTo(0.25);
        assertThat(schedule.rate(1, 130)).isZero();
        assertThat(schedule.cycleLength(0)).isEqualTo(OptionalLong.of(130));
    }

    @Test
    void shrinkingCyclesEndAtTheirMinimum() {
        CosineSchedule schedule = new CosineSchedule(8, 0.01, new Cycles(0.5, 1, 2), 1);
        assertThat(schedule.rate(1, 8)).isEqualTo(1);
        assertThat(schedule.rate(1, 12)).isEqualTo(0.01);
        assertThat(schedule.rate(1, 16)).isEqualTo(0.01);
        assertThat(schedule.rate(1, 100)).isEqualTo(0.01);
    }

    @Test
    void theNormalDrawsAreThoseOfPyTorch() {
        // torch.Generator().manual_seed(0): torch.randn(1) twice, then torch.rand(1) of a fresh one
        MersenneTwister random = new MersenneTwister(0);
        assertThat(random.normalFloat()).isEqualTo((double) 1.5409960746765137f);
        assertThat(random.normalFloat()).isEqualTo((double) -0.293428897857666f);
        assertThat(new MersenneTwister(0).uniformFloat()).isEqualTo((double) 0.4962565898895264f);
    }

    @Test
    void noiseStaysWithinItsLimit() {
        for (Noise.Distribution distribution : Noise.Distribution.values()) {
            Noise noise = new Noise(0, 500, distribution, 0.1, 0.2, 9);
            for (int t = 0; t < 500; t++) {
                assertThat(noise.factor(t)).isBetween(-0.1, 0.1).isEqualTo(noise.factor(t));
            }
            assertThat(noise.covers(0)).isTrue();
            assertThat(noise.covers(500)).isFalse();
        }
    }

    @Test
    void theWarmupOfAWsdIsAlwaysAPrefix() {
        LearningRateGroups groups = LearningRateGroups.of(1);
        TimedScheduler scheduler =
                new TimedScheduler(groups, new WsdSchedule(10, 5), new Warmup(4, 0, false), null, true);
        assertThat(scheduler.cycleLength(0)).isEqualTo(OptionalLong.of(14));
        scheduler.step(2);
        assertThat(groups.learningRate(0)).isEqualTo(0.5);
        scheduler.step(14);
        assertThat(groups.learningRate(0)).isZero();
    }

    @Test
    void valuesOutOfRangeAreNamed() {
        assertRefused(() -> new CosineSchedule(0), "t_initial must be above 0, got 0");
        assertRefused(() -> new PolySchedule(1, 1, -1, Cycles.ONE, 1), "lr_min must be 0 or more, got -1.0");
        assertRefused(() -> new TanhSchedule(1, 3, 3, 0, Cycles.ONE), "lb must be below ub");
        assertRefused(() -> new StepSchedule(0, 1), "decay_t must be above 0");
        assertRefused(() -> new WsdSchedule(5, 6), "at most t_initial = 5, got 6");
        assertRefused(() -> new Cycles(0, 1, 1), "cycle_mul");
        assertRefused(() -> new Cycles(1, 1, -1), "cycle_limit");
        assertRefused(() -> new Warmup(-1, 0, false), "warmup_t");
        assertRefused(() -> new Noise(0, 1, Noise.Distribution.NORMAL, 0, 1, 0), "noise_pct");
        assertRefused(() -> new Noise(0, 1, Noise.Distribution.NORMAL, 1, Double.NaN, 0), "noise_std");
        assertRefused(() -> new Plateau(1, 1, 0, 0, 0, Plateau.Mode.MIN), "below 1, got 1.0");
        assertRefused(() -> StableFunction.rsqrt(0), "stable_timescale");
        assertRefused(() -> StableFunction.power(1, 0), "stable_power");
        assertRefused(() -> DecayFunction.power(0), "decay_power");
        assertRefused(() -> DecayFunction.exponential(1), "decay_ratio");
        assertRefused(() -> DecayFunction.of("sqrt"), "Unknown decay function 'sqrt'");
        assertRefused(() -> LearningRateGroups.of(new double[2], new double[1]), "2 rates, 1 scales");
    }

    @Test
    void optionsThatDoNotGoTogetherLeaveTheRatesAlone() {
        LearningRateGroups groups = LearningRateGroups.of(0.1);
        assertRefused(
                () -> SchedulerFactory.createSchedulerV2(
                        groups,
                        SchedulerOptions.builder("plateau")
                                .stepOnEpochs(false)
                                .updatesPerEpoch(2)
                                .warmupEpochs(3)
                                .build()),
                "only step by epoch");
        assertRefused(
                () -> SchedulerFactory.createSchedulerV2(
                        groups,
                        SchedulerOptions.builder("cosine").stepOnEpochs(false).build()),
                "updates_per_epoch above 0");
        assertRefused(
                () -> SchedulerFactory.createSchedulerV2(
                        groups,
                        SchedulerOptions.builder("wsd")
                                .numEpochs(5)
                                .warmupEpochs(3)
                                .decayEpochs(3.0)
                                .build()),
                "at most epochs - warmup_epochs: got a decay of 3 in 2");
        assertThat(groups.learningRate(0)).isEqualTo(0.1);
        assertThat(groups.initialLearningRate(0)).isEmpty();
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }
}
