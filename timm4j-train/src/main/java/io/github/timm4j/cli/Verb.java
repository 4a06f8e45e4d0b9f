package io.github.timm4j.cli;

import java.util.Locale;

/** The commands of the program. */
enum Verb {
    TRAIN("Trains a model.", new TrainCommand()),
    VALIDATE("Measures accuracy on a labelled data set, of one model or of a list.", new ValidateCommand()),
    INFERENCE("Predicts classes for the pictures of a folder, a tar file or another data set.", new InferenceCommand()),
    EMBED("Writes an embedding for each picture of a data set.", new EmbedCommand()),
    BENCHMARK("Measures inference and training steps on made-up pictures.", new BenchmarkCommand()),
    LIST("Lists the names of models.", new ListCommand()),
    INFO("Tells what is known about models.", new InfoCommand()),
    EXPORT("Writes a model as a file that other programs run.", new ExportCommand()),
    AVERAGE("Averages the weights of checkpoints.", new AverageCommand()),
    CLEAN("Keeps a checkpoint's weights alone, with their hash in the file's name.", new CleanCommand());

    private final String summary;
    private final Command command;

    Verb(String summary, Command command) {
        this.summary = summary;
        this.command = command;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String summary() {
        return summary;
    }

    Command command() {
        return command;
    }
}
