package io.github.timm4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timm4j.train.config.TrainConfig;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The training examples learn, in shorter runs by default and whole in the soak run. */
class TrainingExamplesTest {
    @TempDir
    private Path folder;

    @Test
    void digitsAreLearnedFromScratchAtASmallerSize() throws IOException {
        TrainConfig config = TrainDigits.config().with("epochs", 4).with("warmup_epochs", 0);
        double accuracy = TrainDigits.train(new Digits(folder, 16, 32, true), config);
        assertThat(accuracy).isGreaterThan(60);
        BufferedImage curves = ImageIO.read(folder.resolve("curves.png").toFile());
        assertThat(curves.getWidth()).isGreaterThan(curves.getHeight());
        assertThat(folder.resolve("summary.csv"))
                .content()
                .startsWith("epoch,train_loss,eval_loss,eval_top1,eval_top5,lr");
    }

    @Test
    void aFrozenBackboneLearnsNewClassesAtASmallerSize() throws IOException {
        double accuracy = FineTune.train(
                new Digits(folder, 32, 32, false), FineTune.config().with("epochs", 2));
        assertThat(accuracy).isGreaterThan(30);
    }

    @Test
    @Tag("soak")
    void theWholeExampleReachesItsAccuracy() throws IOException {
        double accuracy =
                TrainDigits.train(new Digits(folder, TrainDigits.SIZE, TrainDigits.BATCH, true), TrainDigits.config());
        assertThat(accuracy).isGreaterThan(97);
    }
}
