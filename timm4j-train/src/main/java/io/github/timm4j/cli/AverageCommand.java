package io.github.timm4j.cli;

import io.github.timm4j.train.checkpoint.AverageOptions;
import io.github.timm4j.train.checkpoint.CheckpointAverage;
import java.nio.file.Path;

/** {@code average}: one file of weights out of a run's best checkpoints. */
final class AverageCommand implements Command {
    @Override
    public int run(Settings settings, Console console) {
        Path input = settings.path("input");
        if (input == null) {
            throw new UsageException("no checkpoints: give their folder with --input");
        }
        AverageOptions options = new AverageOptions(
                input,
                settings.word("filter"),
                output(settings),
                !settings.flag("no_use_ema"),
                !settings.flag("no_sort"),
                settings.count("n"),
                settings.flag("safetensors"));
        CheckpointAverage.Averaged averaged = CheckpointAverage.run(options);
        averaged.selected().forEach(file -> console.say("averaged %s", file));
        console.print("wrote " + averaged.written().file() + ", SHA-256 "
                + averaged.written().sha256());
        return Program.OK;
    }

    /** The file asked for; the usual name ends as the format does. */
    static Path output(Settings settings) {
        String output = settings.word("output");
        boolean usual = settings.flag("safetensors") && !settings.given().has("output");
        return Path.of(usual ? output.replaceFirst("\\.pth$", ".safetensors") : output);
    }
}
