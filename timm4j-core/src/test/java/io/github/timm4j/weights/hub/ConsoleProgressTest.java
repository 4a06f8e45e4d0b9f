package io.github.timm4j.weights.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {
    private final List<String> written = new ArrayList<>();
    private final ConsoleProgress progress = new ConsoleProgress(written::add);

    @Test
    void theBarGrowsToTheEndOnOneLine() {
        progress.started("model.safetensors", 2_000_000);
        progress.advanced("model.safetensors", 1_000_000);
        progress.ended("model.safetensors", true);
        assertThat(written).hasSize(4).last().isEqualTo("\n");
        assertThat(written.get(0))
                .startsWith("\rmodel.safetensors ")
                .endsWith("[" + " ".repeat(24) + "]   0% of 2.0 MB");
        assertThat(written.get(1)).contains("[" + "#".repeat(12) + " ".repeat(12) + "]  50% of 2.0 MB");
        assertThat(written.get(2)).endsWith("[" + "#".repeat(24) + "] 100% of 2.0 MB");
    }

    @Test
    void aFailureIsNotDrawnAsAnEnd() {
        progress.started("a", 100);
        progress.ended("a", false);
        assertThat(String.join("", written)).endsWith("  0% of 0.0 MB failed\n").doesNotContain("100%");
    }

    @Test
    void anUnknownTotalShowsWhatArrived() {
        progress.started("a", -1);
        progress.advanced("a", 1_500_000);
        assertThat(written.get(1)).endsWith(" 1.5 MB");
    }

    @Test
    void aLongNameKeepsItsEnd() {
        progress.started("organisation/" + "x".repeat(60) + "/model.safetensors", 1);
        assertThat(written.get(0)).startsWith("\r...x").contains("/model.safetensors [");
        assertThat(written.get(0).indexOf('[')).isEqualTo(42);
    }

    @Test
    void quickStepsAreNotAllDrawn() {
        progress.started("a", 1000);
        for (int i = 0; i < 1000; i++) {
            progress.advanced("a", i);
        }
        assertThat(written).hasSizeLessThan(100);
    }

    @Test
    void withoutATerminalThereIsSilence() {
        // a build has no console on Java 17; with one, the bar would be a ConsoleProgress
        ProgressListener chosen = ConsoleProgress.ofTerminal();
        assertThat(chosen == ProgressListener.SILENT).isEqualTo(System.console() == null);
    }
}
