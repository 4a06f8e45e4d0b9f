package io.github.timm4j.train.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** A process of its own that saves one epoch after the other, going on from the last checkpoint. */
final class SaveProcess {
    static final int SIZE = 1 << 18;

    private SaveProcess() {}

    /** Takes the folder, the format, and how many epochs. */
    public static void main(String[] args) {
        SaverOptions options =
                SaverOptions.in(Path.of(args[0])).ranked(false, 3).as(CheckpointFormat.valueOf(args[1]));
        CheckpointSaver saver = new CheckpointSaver(options);
        int epoch = 0;
        if (saver.last().toFile().exists()) {
            try (Checkpoint last = Checkpoint.open(saver.last())) {
                saver.resume(last);
                epoch = last.resume().epoch();
            }
        }
        int end = epoch + Integer.parseInt(args[2]);
        try {
            for (; epoch < end; epoch++) {
                saver.save(SampleStates.at(epoch, SIZE), OptionalDouble.of(metric(epoch)));
                saver.saveRecovery(SampleStates.at(epoch, SIZE), 1);
                System.out.println(epoch);
            }
        } catch (CheckpointException e) {
            System.out.println(e.getMessage());
            System.exit(3);
        }
    }

    /** Goes up and down, so that files come and go in all places of the ranking. */
    static double metric(int epoch) {
        return Math.floorMod(epoch * 7, 11);
    }

    /** Starts one; the prefix comes before the Java command, as for a shell that sets limits. */
    static Process start(List<String> prefix, Path folder, CheckpointFormat format, int epochs) {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xshare:auto"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), SaveProcess.class.getName()));
        command.addAll(List.of(folder.toString(), format.name(), Integer.toString(epochs)));
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
