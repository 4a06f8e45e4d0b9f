package io.github.timm4j.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.config.Arguments;
import io.github.timm4j.config.RecordBinder;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("oracle")
class SchedulerConfigTest {
    private static final String FILE = "scheduler/kwargs.json";

    @TestFactory
    Stream<DynamicTest> optionsOfConfigurations() {
        if (!Fixtures.has(FILE)) {
            return Stream.empty();
        }
        AtomicInteger number = new AtomicInteger();
        return Parity.tests(
                "scheduler-kwargs",
                StreamSupport.stream(Fixtures.json(FILE).get("scheduler_kwargs").spliterator(), false)
                        .map(c -> new OracleCase("kwargs/" + number.incrementAndGet(), true, () -> compare(c))));
    }

    private static void compare(JsonNode c) {
        Arguments kwargs =
                SchedulerFactory.schedulerKwargs(Arguments.fromJson(c.get("cfg").toString()), null);
        Arguments expected = Arguments.fromJson(c.get("kwargs").toString());
        assertThat(kwargs.names()).isEqualTo(expected.names());
        assertThat(RecordBinder.toMap(SchedulerOptions.of(kwargs)))
                .isEqualTo(RecordBinder.toMap(SchedulerOptions.of(expected)));
    }

    @Test
    void anExplicitNullDecayIsTheSchedulesOwn() {
        assertThat(options("{\"sched\": \"wsd\", \"decay_epochs\": null}")
                        .decay()
                        .decayEpochs())
                .isNull();
        assertThat(options("{\"sched\": \"wsd\"}").decay().decayEpochs()).isEqualTo(30);
    }

    @Test
    void theCallerKnowsTheMetricsDirectionBest() {
        Arguments config = Arguments.fromJson("{\"sched\": \"plateau\", \"eval_metric\": \"loss\"}");
        assertThat(SchedulerFactory.schedulerKwargs(config, false).get("plateau_mode"))
                .isEqualTo("max");
    }

    @Test
    void aSchedulerComesStraightFromAConfiguration() {
        LearningRateGroups groups = LearningRateGroups.of(0.1);
        SchedulerPlan plan = SchedulerFactory.createScheduler(
                Arguments.fromJson(
                        "{\"sched\": \"cosine\", \"epochs\": 10, \"warmup_epochs\": 0, \"sched_on_updates\": true}"),
                groups,
                4);
        assertThat(plan.numEpochs()).isEqualTo(10);
        plan.scheduler().orElseThrow().stepUpdate(20);
        assertThat(groups.learningRate(0)).isEqualTo(0.05);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"epochs\": 3} | sched of the configuration should be a text, found null",
                "{\"sched\": 3} | sched of the configuration should be a text, found 3",
                "{\"sched\": \"cosin\"} | cosin",
                "{\"sched\": \"step\", \"decay_rate\": \"x\"} | argument \"decay_rate\": expected a number",
                "{\"sched\": \"step\", \"epochs\": 2.5} | argument \"num_epochs\": expected an integer",
                "{\"sched\": \"step\", \"warmup_prefix\": 1} | argument \"warmup_prefix\": expected",
                "{\"sched\": \"step\", \"lr_noise\": [true]} | argument \"noise\": expected a number or a list",
                "{\"sched\": \"cosine\", \"lr_noise\": [0.1, 0.2, 0.3]} | lr noise takes a start and an end",
                "{\"sched\": \"multistep\", \"decay_milestones\": [1.5]} | argument \"decay_milestones\""
            })
    void valuesOfTheWrongKindAreNamed(String config, String message) {
        assertThatThrownBy(() -> options(config))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void unknownArgumentsAreNamedWithTheNearestOne() {
        assertThatThrownBy(() -> SchedulerOptions.of(Arguments.of("cycle_limits", 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cycle_limits")
                .hasMessageContaining("cycle_limit");
    }

    private static SchedulerOptions options(String config) {
        return SchedulerOptions.of(SchedulerFactory.schedulerKwargs(Arguments.fromJson(config), null));
    }
}
