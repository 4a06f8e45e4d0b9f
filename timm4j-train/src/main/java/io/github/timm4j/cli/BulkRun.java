package io.github.timm4j.cli;

import ai.djl.engine.EngineException;
import io.github.timm4j.TimmException;
import io.github.timm4j.train.evaluate.SmallerBatches;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Runs a command over several models: one that fails is reported and the others still run. Source: timm's bulk_runner. */
final class BulkRun<T> {
    private final Settings settings;
    private final Console console;
    private final List<Map<String, Object>> results = new ArrayList<>();
    private int failed;

    /** Measures one model. */
    @FunctionalInterface
    interface Each<T> {
        Map<String, Object> run(T model) throws IOException;
    }

    BulkRun(Settings settings, Console console) {
        this.settings = settings;
        this.console = console;
    }

    /** Runs them all, or until the user interrupts. */
    void run(List<T> models, Each<T> each) throws IOException {
        console.say(
                "%d models: %s",
                models.size(),
                String.join(", ", models.stream().map(String::valueOf).toList()));
        for (T model : models) {
            if (console.interruption().requested()) {
                return;
            }
            pause(results.isEmpty() && failed == 0 ? 0 : settings.amount("delay"));
            try {
                results.add(each.run(model));
            } catch (TimmException | IllegalArgumentException | EngineException | OutOfMemoryError e) {
                failed++;
                console.say("%s failed: %s", model, String.valueOf(e.getMessage()));
            }
        }
    }

    private static void pause(double seconds) {
        try {
            Thread.sleep((long) (1000 * seconds));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The results, the largest of a column first. */
    ResultTable sorted(String usualKey) {
        String asked = settings.text("sort_key");
        String key = asked == null ? usualKey : asked;
        results.sort(Comparator.comparingDouble(row -> -number(row.get(key))));
        return new ResultTable(results);
    }

    private static double number(@Nullable Object value) {
        return value instanceof Number number ? number.doubleValue() : Double.NEGATIVE_INFINITY;
    }

    /** Measures with smaller batches where memory does not suffice. */
    Map<String, Object> shrinking(IntFunction<Map<String, Object>> measure) {
        return SmallerBatches.run(
                settings.count("batch_size"),
                measure,
                size -> console.say("memory ran out; next with a batch of %d", size));
    }

    /** Writes the results where they are wanted and prints them; 0 where all models ran. */
    int finish(ResultTable table, boolean single) throws IOException {
        Path file = settings.path("results_file");
        if (file != null && !table.rows().isEmpty()) {
            ResultFiles.writeSummary(file, table, single, settings.word("results_format"));
        }
        console.print("--result");
        console.print(
                single ? ResultTable.pretty(table.rows().get(0)) : table.json().strip());
        return exitCode();
    }

    /** 0 where all models ran. */
    int exitCode() {
        return failed == 0 ? Program.OK : Program.FAILED;
    }
}
