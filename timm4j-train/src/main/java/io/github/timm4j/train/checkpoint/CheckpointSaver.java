package io.github.timm4j.train.checkpoint;

import io.github.timm4j.weights.PlainValue;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Saves checkpoints and keeps the best of them: {@code last}, {@code checkpoint-N} for so many epochs N, {@code model_best},
 * {@code milestone-N} and {@code recovery-N-B}.
 *
 * <p>At every moment, a crash included, each of these names stands for a whole checkpoint. One run at a time uses a folder.
 * Source: timm.utils.checkpoint_saver, whose names and rotation it has; unlike there, no name goes missing while it is
 * replaced, and a metric that is not a number counts as none.
 */
public final class CheckpointSaver {
    private static final String LAST = "last";
    private static final String BEST = "model_best";

    private final SaverOptions options;
    private final CheckpointFolder folder;
    private final CheckpointFolder recoveries;
    private final History history;
    private String recovery = "";
    private String formerRecovery = "";

    /**
     * Opens the folders, makes them where they are missing, and removes what interrupted writes left.
     *
     * @param options where and how many
     * @throws CheckpointException where a folder cannot be used
     */
    public CheckpointSaver(SaverOptions options) {
        this.options = options;
        this.folder = new CheckpointFolder(options.checkpointDir(), options.format());
        this.recoveries = new CheckpointFolder(options.recoveryDir(), options.format());
        this.history = new History(options.decreasing(), options.maxHistory());
    }

    /**
     * Saves the state after an epoch as {@code last} and, if it earns a place, as a numbered checkpoint. Checkpoints
     * without a metric are kept by age and never displace one with a metric.
     *
     * @param state the state
     * @param metric what ranks it, empty for nothing
     * @return the best so far, empty until a metric was given
     * @throws CheckpointException where the disk is full or fails; what was saved before is untouched
     */
    public Optional<Best> save(TrainingState state, OptionalDouble metric) {
        int epoch = state.progress().epoch();
        OptionalDouble rank =
                metric.stream().filter(value -> !Double.isNaN(value)).findFirst();
        Path last = last();
        CheckpointWriter.write(last, options.format(), state, rank, history.stateDict(epoch, rank));
        if (history.admits(rank)) {
            Path numbered = numbered(epoch);
            String name = numbered.getFileName().toString();
            folder.duplicate(last, numbered);
            for (Kept gone : history.makeRoom()) {
                if (!gone.file().equals(name)) {
                    folder.remove(gone.file());
                }
            }
            if (history.add(name, epoch, rank)) {
                folder.duplicate(last, folder.file(BEST));
            }
        }
        folder.removeUnnamedStates();
        return history.best();
    }

    /**
     * Keeps the last checkpoint for good as {@code milestone-N}.
     *
     * @param completedEpochs N
     * @return the file
     * @throws CheckpointException where there is no last checkpoint, or the disk is full or fails
     */
    public Path saveMilestone(int completedEpochs) {
        Path milestone = folder.file("milestone-" + completedEpochs);
        folder.duplicate(last(), milestone);
        return milestone;
    }

    /**
     * Saves the state within an epoch; this one and the one before are kept.
     *
     * @param state the state
     * @param batch the number in the file's name
     * @return the file
     * @throws CheckpointException where the disk is full or fails; what was saved before is untouched
     */
    public Path saveRecovery(TrainingState state, int batch) {
        int epoch = state.progress().epoch();
        Path file = recoveries.file(options.recoveryPrefix() + "-" + epoch + "-" + batch);
        OptionalDouble none = OptionalDouble.empty();
        CheckpointWriter.write(file, options.format(), state, none, history.stateDict(epoch, none));
        String name = file.getFileName().toString();
        if (!formerRecovery.isEmpty() && !formerRecovery.equals(name)) {
            recoveries.remove(formerRecovery);
        }
        formerRecovery = recovery;
        recovery = name;
        recoveries.removeUnnamedStates();
        return file;
    }

    /**
     * The recovery file that timm names: the first by name, which is the older of two of one epoch.
     *
     * @return the file, empty where there is none
     */
    public Optional<Path> findRecovery() {
        return recoveries.names().stream()
                .filter(name -> name.startsWith(options.recoveryPrefix())
                        && name.endsWith(options.format().extension()))
                .findFirst()
                .map(options.recoveryDir()::resolve);
    }

    /**
     * The recovery file that is furthest in the run.
     *
     * @return the file, empty where there is none
     */
    public Optional<Path> latestRecovery() {
        Pattern pattern = Pattern.compile(Pattern.quote(options.recoveryPrefix()) + "-(\\d{1,9})-(\\d{1,9})"
                + Pattern.quote(options.format().extension()));
        return recoveries.names().stream()
                .flatMap(name -> pattern.matcher(name).results())
                .max(Comparator.comparingInt((MatchResult name) -> Integer.parseInt(name.group(1)))
                        .thenComparingInt(name -> Integer.parseInt(name.group(2))))
                .map(name -> options.recoveryDir().resolve(name.group()));
    }

    /**
     * Takes over the ranking that a checkpoint of this folder holds, so that a resumed run goes on as if it had never
     * stopped. Files that are gone are left out.
     *
     * @param checkpoint an open checkpoint
     * @return false where it holds no ranking, which begins anew then
     */
    public boolean resume(Checkpoint checkpoint) {
        if (!(checkpoint.state("saver").orElse(PlainValue.None.NONE) instanceof PlainValue.Dict state)) {
            return false;
        }
        history.load(state, folder::has);
        List<PlainValue> pending = PlainFields.items(state.get("pending"));
        OptionalLong epoch = pending.isEmpty() ? OptionalLong.empty() : PlainFields.integer(pending.get(0));
        OptionalInt number = epoch.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Math.toIntExact(epoch.getAsLong()));
        number.ifPresent(n -> {
            String name = numbered(n).getFileName().toString();
            boolean listed =
                    history.kept().stream().anyMatch(entry -> entry.file().equals(name));
            if (folder.has(name) && !listed) {
                history.add(name, n, pending.size() > 1 ? PlainFields.number(pending.get(1)) : OptionalDouble.empty());
            }
        });
        return true;
    }

    /**
     * The numbered checkpoints that are kept.
     *
     * @return best first, then those without a metric, newest first
     */
    public List<Kept> history() {
        return history.kept();
    }

    /**
     * The best checkpoint so far.
     *
     * @return empty until a metric was given
     */
    public Optional<Best> best() {
        return history.best();
    }

    /**
     * The file of the last checkpoint.
     *
     * @return its path, whether it is there or not
     */
    public Path last() {
        return folder.file(LAST);
    }

    /**
     * The file of the best checkpoint.
     *
     * @return its path, whether it is there or not
     */
    public Path modelBest() {
        return folder.file(BEST);
    }

    private Path numbered(int epoch) {
        return folder.file(options.checkpointPrefix() + "-" + epoch);
    }
}
