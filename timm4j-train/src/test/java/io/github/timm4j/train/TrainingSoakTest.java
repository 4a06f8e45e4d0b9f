package io.github.timm4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.config.Arguments;
import io.github.timm4j.internal.Engines;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.nn.ProcessMemory;
import io.github.timm4j.train.config.TrainConfig;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Two thousand updates, which must neither take more memory nor become slower on the way. */
@Tag("soak")
@EnabledOnOs(OS.LINUX)
class TrainingSoakTest {
    private static final int UPDATES = 2000;
    private static final int WARM = 200;
    private static final int SIDE = 512;

    /**
     * Notes the processor time of the training thread between updates, and beside it that of a fixed computation: other
     * programs slow both, as they share caches and cores.
     */
    private static final class Notes implements TrainListener, AutoCloseable {
        private final NDManager manager = NDManager.newBaseManager(Device.cpu());
        private final NDArray square = manager.full(new Shape(SIDE, SIDE), 0.5f);
        private final long[] nanoseconds = new long[UPDATES];
        private final long[] references = new long[UPDATES];
        private double residentWhenWarm;
        private double residentAtEnd;
        private long before = now();

        private static long now() {
            return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        }

        @Override
        public void update(Trainer trainer, UpdateReport report) {
            int done = Math.toIntExact(report.updates());
            nanoseconds[done - 1] = now() - before;
            if (done == WARM) {
                residentWhenWarm = ProcessMemory.residentMib();
            } else if (done == UPDATES) {
                residentAtEnd = ProcessMemory.residentMib();
            }
            long began = now();
            square.matMul(square).close();
            before = now();
            references[done - 1] = before - began;
        }

        private double relative(int from, int to) {
            return median(nanoseconds, from, to) / median(references, from, to);
        }

        private static double median(long[] times, int from, int to) {
            return Arrays.stream(times, from, to)
                    .sorted()
                    .skip((to - from) / 2)
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public void close() {
            manager.close();
        }
    }

    @Test
    void memoryAndTimeOfAnUpdateStayAsTheyAre() {
        int threads = Engines.threads();
        Engines.threads(1);
        TrainConfig config = TrainConfig.of(Arguments.of("opt", "adamw")
                .with("lr", 1e-3)
                .with("epochs", UPDATES / 100)
                .with("clip_grad", 1.0)
                .with("model_ema", true));
        try (Notes notes = new Notes();
                ImageModel model = TrainerTest.model("test_resnet", 0.1);
                Trainer trainer = Trainer.builder(model, config)
                        .training(new SquareBatches(800, 8, 32, 1))
                        .listener(notes)
                        .build()) {
            trainer.fit();
            check(notes);
        } finally {
            Engines.threads(threads);
        }
    }

    private static void check(Notes notes) {
        assertThat(notes.residentAtEnd - notes.residentWhenWarm)
                .as("MiB since update " + WARM)
                .isLessThan(20);
        double early = notes.relative(WARM, 2 * WARM);
        double late = notes.relative(UPDATES - WARM, UPDATES);
        assertThat(late / early)
                .as("time of the last updates over that of early ones")
                .isLessThan(1.05);
    }
}
