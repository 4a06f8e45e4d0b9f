package io.github.timm4j.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchedulePlotTest {
    private static final int BLUE = 0x1f77b4;

    @TempDir
    private Path folder;

    @Test
    void aRunIsSimulatedFromItsFirstEpochToItsLast() {
        SchedulerOptions options = SchedulerOptions.builder("step")
                .numEpochs(4)
                .decayEpochs(2.0)
                .decayRate(0.5)
                .build();
        assertThat(SchedulePlot.simulate(options, 0.1, 1).rates())
                .isDeepEqualTo(new double[][] {{0.1, 0.1, 0.05, 0.05}, {1, 1, 0.5, 0.5}});
    }

    @Test
    void updatesAreSimulatedOneByOne() {
        SchedulerOptions options = SchedulerOptions.builder("cosine")
                .numEpochs(2)
                .stepOnEpochs(false)
                .updatesPerEpoch(5)
                .build();
        double[] rates = SchedulePlot.simulate(options, 1).rates()[0];
        assertThat(rates).hasSize(10).startsWith(1).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(rates[5]).isEqualTo(0.5);
    }

    @Test
    void thePictureShowsTheCurveFromTopToBottom() throws IOException {
        Path file = folder.resolve("cosine.png");
        SchedulePlot.simulate(SchedulerOptions.builder("cosine").numEpochs(100).build(), 0.1)
                .write(file, 640, 400);
        BufferedImage image = ImageIO.read(file.toFile());
        assertThat(image.getWidth()).isEqualTo(640);
        assertThat(image.getHeight()).isEqualTo(400);
        assertThat(new Color(image.getRGB(639, 399))).isEqualTo(Color.WHITE);
        assertThat(rowOfCurve(image, 84)).isBetween(38, 46);
        assertThat(rowOfCurve(image, 340)).isBetween(180, 220);
        assertThat(rowOfCurve(image, 596)).isBetween(352, 364);
    }

    @Test
    void aConstantZeroRateIsDrawnToo() throws IOException {
        Path file = folder.resolve("zero.png");
        SchedulePlot.simulate(SchedulerOptions.builder("none").numEpochs(1).build(), 0)
                .write(file, 200, 150);
        assertThat(ImageIO.read(file.toFile()).getWidth()).isEqualTo(200);
    }

    @Test
    void aPictureTooSmallIsRefusedBeforeAnythingIsWritten() {
        Path file = folder.resolve("small.png");
        SchedulePlot plot =
                SchedulePlot.simulate(SchedulerOptions.builder("cosine").build(), 0.1);
        assertThatThrownBy(() -> plot.write(file, 100, 400))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("100 x 400");
        assertThat(Files.exists(file)).isFalse();
    }

    @Test
    void noGroupIsRefused() {
        assertThatThrownBy(() ->
                        SchedulePlot.simulate(SchedulerOptions.builder("cosine").build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("base rate");
    }

    private static int rowOfCurve(BufferedImage image, int x) {
        for (int y = 0; y < image.getHeight(); y++) {
            if ((image.getRGB(x, y) & 0xffffff) == BLUE) {
                return y;
            }
        }
        return -1;
    }
}
