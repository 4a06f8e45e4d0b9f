package io.github.timm4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.Device;
import io.github.timm4j.Timm;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.nn.ProcessMemory;
import io.github.timm4j.train.config.TrainConfig;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Training neither grows nor slows down over 2,000 steps (djl#2210). */
@Tag("soak")
class TrainingSoakTest {
    private static final int STEPS = 2000;
    private static final int SETTLED = 200;
    private static final double GROWTH_MIB = 20;
    private static final double SLOWER = 1.05;

    @Test
    void twoThousandStepsStayInMemoryAndInTime() {
        assumeThat(ProcessMemory.isKnown()).isTrue();
        double[] ended = new double[STEPS + 1];
        double[] resident = new double[STEPS + 1];
        TrainConfig config = TrainConfig.DEFAULTS
                .with("opt", "adamw")
                .with("lr", 1e-4)
                .with("epochs", 1)
                .with("warmup_epochs", 0);
        ModelOptions options =
                ModelOptions.builder().numClasses(10).device(Device.cpu()).build();
        try (ImageModel model = Timm.createModel("resnet10t", options);
                Trainer trainer = Trainer.builder(model, config)
                        .training(new CurveBatches(32, 8, 10, STEPS))
                        .listener(new TrainListener() {
                            @Override
                            public void update(Trainer run, UpdateReport report) {
                                int step = (int) report.updates();
                                if (step == SETTLED || step == STEPS) {
                                    System.gc();
                                    resident[step] = ProcessMemory.residentMib();
                                }
                                ended[step] = System.nanoTime() / 1e6;
                            }
                        })
                        .build()) {
            trainer.trainOneEpoch(0);
        }
        assertThat(resident[STEPS] - resident[SETTLED]).as("MiB of growth").isLessThan(GROWTH_MIB);
        // medians: other work on the machine must not count
        assertThat(median(ended, STEPS - SETTLED, STEPS))
                .as("ms a step at the end")
                .isLessThan(SLOWER * median(ended, SETTLED, 2 * SETTLED));
    }

    private static double median(double[] ended, int from, int to) {
        double[] steps = new double[to - from];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = ended[from + i + 1] - ended[from + i];
        }
        Arrays.sort(steps);
        return steps[steps.length / 2];
    }
}
