package io.github.timm4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.train.checkpoint.CheckpointSaver;
import io.github.timm4j.train.checkpoint.SaverOptions;
import io.github.timm4j.train.config.TrainConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run that is cut and resumed ends with the weights of one that is not, bit for bit (on one thread). */
class ResumeTest {
    private static final TrainConfig CONFIG = TrainerTest.CONFIG
            .with("model_ema", true)
            .with("sched", "cosine")
            .with("sched_on_updates", true)
            .with("warmup_epochs", 1)
            .with("epochs", 3);

    @TempDir
    Path folder;

    private Map<String, float[]> run(int stopAfter, TrainConfig config, Path resume) {
        try (ImageModel model = TrainerTest.model("test_resnet", 0.2);
                Trainer trainer = Trainer.builder(model, config)
                        .training(TrainerTest.TRAIN)
                        .validation(TrainerTest.TEST)
                        .checkpoints(new CheckpointSaver(SaverOptions.in(folder)))
                        .listener(new TrainListener() {
                            @Override
                            public void update(Trainer run, UpdateReport report) {
                                if (report.updates() == stopAfter) {
                                    run.stop();
                                }
                            }
                        })
                        .build()) {
            if (resume != null) {
                trainer.resume(resume, true);
            }
            TrainResult result = trainer.fit();
            assertThat(result.interrupted()).isEqualTo(stopAfter > 0);
            Map<String, float[]> all = new LinkedHashMap<>(TrainerTest.weights(model));
            trainer.ema().orElseThrow().weights().forEach((key, tensor) -> {
                if (tensor.type().toString().startsWith("F")) {
                    all.put("ema." + key, tensor.toFloats());
                }
            });
            return all;
        }
    }

    @ParameterizedTest
    @CsvSource({"adamw,float32", "sgd,float16"})
    void withinAnEpoch(String opt, String type) throws Exception {
        TrainConfig config =
                CONFIG.with("opt", opt).with("amp", type.equals("float16")).with("mixup_off_epoch", 0);
        Map<String, float[]> whole = run(0, config, null);
        run(9, config, null);
        Path recovery = folder.resolve("recovery-1-2.pth.tar");
        assertThat(recovery).exists();
        TrainerTest.close(run(0, config, recovery), whole, 0);
    }

    @Test
    void afterAnEpoch() {
        Map<String, float[]> whole = run(0, CONFIG, null);
        run(13, CONFIG, null);
        assertThat(folder.resolve("last.pth.tar")).exists();
        TrainerTest.close(run(0, CONFIG, folder.resolve("last.pth.tar")), whole, 0);
    }

    /** A process of its own that trains until it is interrupted. */
    static final class Endless {
        private Endless() {}

        public static void main(String[] args) {
            try (ImageModel model = TrainerTest.model("test_vit", 0);
                    Trainer trainer = Trainer.builder(model, TrainerTest.CONFIG.with("epochs", 100_000))
                            .training(new SquareBatches(1_000_000, 16, 32, 1))
                            .checkpoints(new CheckpointSaver(SaverOptions.in(Path.of(args[0]))))
                            .listener(new TrainListener() {
                                @Override
                                public void update(Trainer run, UpdateReport report) {
                                    System.err.println("update " + report.updates());
                                }
                            })
                            .build();
                    Interruption ctrlC = Interruption.of(trainer)) {
                trainer.fit();
            }
        }
    }

    @Test
    void ctrlCFinishesTheUpdateWritesARecoveryAndEndsWith130() throws Exception {
        try (ChildMachine machine = new ChildMachine(folder.resolve("log"), Endless.class, folder.toString())) {
            assertThat(machine.await("update 5")).contains("update 5");
            assertThat(machine.interrupt()).as(machine.output()).isEqualTo(machine.expectedCode());
            try (var files = Files.list(folder)) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .anyMatch(name -> name.startsWith("recovery-0-"));
            }
        }
    }
}
