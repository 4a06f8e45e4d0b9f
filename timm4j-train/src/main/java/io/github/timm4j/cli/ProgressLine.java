package io.github.timm4j.cli;

import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** How far a command is: a bar with throughput and time left on a terminal, a line every so many batches elsewhere. */
final class ProgressLine implements AutoCloseable {
    private final Console console;
    private final String task;
    private final long total;
    private final int every;
    private final long started = System.nanoTime();
    private final @Nullable ProgressBar bar;
    private long samples;
    private long batches;

    ProgressLine(Console console, String task, long total, int every) {
        this.console = console;
        this.task = task;
        this.total = total;
        this.every = Math.max(1, every);
        this.bar = console.terminal()
                ? new ProgressBarBuilder()
                        .setTaskName(task)
                        .setInitialMax(total)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUnit(" samples", 1)
                        .showSpeed()
                        .setConsumer(new ConsoleProgressBarConsumer(System.err))
                        .build()
                : null;
    }

    /** Counts a batch. */
    void step(int size, String values) {
        samples += size;
        if (bar != null) {
            bar.stepBy(size);
            bar.setExtraMessage(values);
        } else if (batches % every == 0 || samples == total) {
            console.say("%s", line(values));
        }
        batches++;
    }

    private String line(String values) {
        double seconds = seconds();
        double rate = samples / Math.max(seconds, 1e-9);
        String left = total > 0 ? String.format(Locale.ROOT, "  %.0f s left", (total - samples) / rate) : "";
        String of = total > 0 ? "/" + total : "";
        return String.format(
                        Locale.ROOT, "%s: [%d%s]  %.1f s  %.2f/s%s  %s", task, samples, of, seconds, rate, left, values)
                .stripTrailing();
    }

    /** Seconds since the start. */
    double seconds() {
        return (System.nanoTime() - started) / 1e9;
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
