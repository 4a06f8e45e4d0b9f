package io.github.timm4j.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Learning rates, lengths and errors against timm's schedulers; every case is cheap, so all run by default. */
@Tag("oracle")
class SchedulerOracleTest {
    private static final String RATES = "scheduler/lrs.json.gz";
    private static final String NOISE = "scheduler/noise.json.gz";
    private static final double RELATIVE = 1e-9;
    private static final Map<String, Class<?>> CLASSES = Map.of(
            "CosineLRScheduler", CosineSchedule.class,
            "TanhLRScheduler", TanhSchedule.class,
            "PolyLRScheduler", PolySchedule.class,
            "StepLRScheduler", StepSchedule.class,
            "MultiStepLRScheduler", MultiStepSchedule.class,
            "WSDLRScheduler", WsdSchedule.class,
            "PlateauLRScheduler", PlateauScheduler.class);

    @TestFactory
    Stream<DynamicTest> rates() {
        return Parity.tests("scheduler", cases(RATES).map(c -> oracleCase(c, () -> compare(c))));
    }

    @TestFactory
    Stream<DynamicTest> noise() {
        return Parity.tests("scheduler", cases(NOISE).map(c -> oracleCase(c, () -> compareNoise(c))));
    }

    private static OracleCase oracleCase(JsonNode c, org.junit.jupiter.api.function.Executable check) {
        return new OracleCase(c.get("id").textValue(), true, check);
    }

    private static Stream<JsonNode> cases(String file) {
        return Fixtures.has(file)
                ? StreamSupport.stream(Fixtures.json(file).get("cases").spliterator(), false)
                : Stream.empty();
    }

    private static void compare(JsonNode c) {
        LearningRateGroups groups = SchedulerCases.groups(c.get("groups"));
        if (c.has("error")) {
            assertThatThrownBy(() -> create(c, groups)).isInstanceOf(IllegalArgumentException.class);
            return;
        }
        Scheduler scheduler = create(c, groups);
        if (scheduler == null) {
            assertThat(c.path("lrs")).isEmpty();
            return;
        }
        assertRates(groups, c.get("initial"), "initial");
        lengths(scheduler, c);
        run(scheduler, groups, c);
    }

    private static Scheduler create(JsonNode c, LearningRateGroups groups) {
        if (!c.path("factory").asBoolean(false)) {
            return SchedulerCases.direct(c.get("class").textValue(), c.get("args"), groups);
        }
        SchedulerPlan plan = SchedulerFactory.createSchedulerV2(groups, SchedulerCases.options(c.get("args")));
        assertThat(plan.numEpochs()).isEqualTo(c.get("num_epochs").intValue());
        Object made = plan.scheduler().orElse(null);
        if (made instanceof TimedScheduler timed) {
            made = timed.schedule();
        }
        assertThat(made == null ? null : made.getClass())
                .isEqualTo(CLASSES.get(c.get("class").asText()));
        return plan.scheduler().orElse(null);
    }

    private static void lengths(Scheduler scheduler, JsonNode c) {
        if (c.has("cycle_length")) {
            assertThat(scheduler.cycleLength(0))
                    .isEqualTo(OptionalLong.of(c.get("cycle_length").longValue()));
        }
        for (Map.Entry<String, JsonNode> e : c.path("cycle_lengths").properties()) {
            assertThat(scheduler.cycleLength(Integer.parseInt(e.getKey())))
                    .isEqualTo(OptionalLong.of(e.getValue().longValue()));
        }
    }

    private static void run(Scheduler scheduler, LearningRateGroups groups, JsonNode c) {
        int n = c.get("n").intValue();
        int updates = c.path("updates_per_epoch").asInt(0);
        int row = 0;
        for (int e = 1; e <= n; e++) {
            switch (c.get("mode").textValue()) {
                case "epoch" -> step(scheduler, e, c.path("metrics"));
                case "update" -> scheduler.stepUpdate(e);
                default -> {
                    for (int u = 1; u <= updates; u++) {
                        scheduler.stepUpdate((long) (e - 1) * updates + u);
                        assertRates(groups, c.get("lrs").get(row++), "epoch " + e + " update " + u);
                    }
                    step(scheduler, e, c.path("metrics"));
                }
            }
            assertRates(groups, c.get("lrs").get(row++), "step " + e);
        }
        assertThat(row).isEqualTo(c.get("lrs").size());
    }

    private static void step(Scheduler scheduler, int epoch, JsonNode metrics) {
        JsonNode metric = metrics.path(epoch - 1);
        if (metric.isNumber()) {
            scheduler.step(epoch, metric.doubleValue());
        } else {
            scheduler.step(epoch);
        }
    }

    private static void compareNoise(JsonNode c) {
        LearningRateGroups groups = SchedulerCases.groups(c.get("groups"));
        Scheduler scheduler = SchedulerFactory.createSchedulerV2(groups, SchedulerCases.options(c.get("args")))
                .scheduler()
                .orElseThrow();
        JsonNode rows = c.get("torch_lrs");
        for (int e = 1; e <= rows.size(); e++) {
            step(scheduler, e, c.path("metrics"));
            assertRates(groups, rows.get(e - 1), "step " + e);
        }
    }

    private static void assertRates(LearningRateGroups groups, JsonNode expected, String when) {
        assertThat(expected).as(when).hasSize(groups.groupCount());
        for (int i = 0; i < groups.groupCount(); i++) {
            double value = expected.get(i).doubleValue();
            assertThat(groups.learningRate(i))
                    .as("%s, group %d", when, i)
                    .isCloseTo(value, within(RELATIVE * value + halfOfTheLastDigit(value)));
        }
    }

    /** The oracle writes nine significant digits, so its own numbers are off by up to half of the ninth. */
    private static double halfOfTheLastDigit(double value) {
        return value == 0 ? 1e-17 : 0.5000001 * Math.pow(10, Math.floor(Math.log10(value)) - 8);
    }
}
