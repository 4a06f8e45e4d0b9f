package io.github.timm4j.train;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import io.github.timm4j.data.loader.Batch;
import io.github.timm4j.data.loader.BatchSource;
import io.github.timm4j.data.loader.Batches;
import io.github.timm4j.data.mix.Mixup;
import io.github.timm4j.train.config.StepConfig;
import io.github.timm4j.train.evaluate.SmallerBatches;
import org.jspecify.annotations.Nullable;

/** One epoch of training. */
final class EpochRun {
    private final Trainer trainer;
    private final StepEngine engine;
    private final StepConfig step;
    private final int epoch;
    private final int batches;
    private final double usualSize;
    private final int skipped;
    private final long began = System.nanoTime();

    private @Nullable UpdateReport last;
    private int batch;
    private int pending;
    private int updates;
    private double groupLoss;
    private long groupSamples;
    private double lossSum;
    private long samples;
    private long waited;

    /** An epoch of which so many batches were done before. */
    EpochRun(Trainer trainer, BatchSource source, int epoch, int skipped) {
        this.trainer = trainer;
        this.engine = trainer.engine();
        this.step = trainer.config().step();
        this.epoch = epoch;
        this.batches = trainer.batchesPerEpoch();
        this.skipped = skipped;
        this.updates = skipped / step.gradAccumSteps();
        this.usualSize = source.referenceBatchSize();
    }

    /** Trains; false where it was stopped before the end. */
    boolean run(BatchSource source) {
        trainer.mixup().ifPresent(mixup -> mixup.epoch(epoch));
        engine.begin();
        try (NDManager manager = NDManager.newBaseManager(trainer.device());
                Batches all = source.epoch(epoch, manager)) {
            skip(all);
            while (batch < batches && next(all)) {
                if (pending == 0 && trainer.isStopped()) {
                    trainer.recover(last);
                    return false;
                }
            }
            if (pending > 0) {
                update();
            }
            return true;
        }
    }

    private void skip(Batches all) {
        while (batch < skipped && all.hasNext()) {
            all.next().close();
            batch++;
        }
    }

    private boolean next(Batches all) {
        long asked = System.nanoTime();
        if (!all.hasNext()) {
            return false;
        }
        try (Batch loaded = all.next()) {
            waited += System.nanoTime() - asked;
            if (trainer.mixup().isPresent()) {
                try (Batch mixed = mixed(trainer.mixup().get(), loaded)) {
                    train(mixed);
                }
            } else {
                train(loaded);
            }
        } catch (EngineException e) {
            throw SmallerBatches.outOfMemory(e) ? tooLarge(e) : e;
        }
        return true;
    }

    private Batch mixed(Mixup mixup, Batch loaded) {
        Mixup.Batch mixed =
                mixup.mix(loaded.images(), loaded.targets(), engine.streams().draws(trainer.updates(), pending));
        return new Batch(mixed.data(), mixed.target());
    }

    private void train(Batch part) {
        trainer.beginBatch(part, batch);
        int group = groupSize();
        double loss = engine.accumulate(part, scale(part.size()) / group, trainer.updates(), pending);
        if (!Double.isFinite(loss) && engine.scaler() == null) {
            engine.begin();
            throw new TrainingException(
                    "the loss became " + loss + " in epoch " + epoch + ", batch " + batch
                            + " (update " + trainer.updates() + ", learning rate " + trainer.learningRate()
                            + "); the weights are those before this batch. A lower rate, a longer warm-up or clip_grad may help");
        }
        lossSum += loss * part.size();
        groupLoss += loss * part.size();
        samples += part.size();
        groupSamples += part.size();
        pending++;
        batch++;
        if (pending == group) {
            update();
        }
    }

    /** Batches of the present update: fewer at the end where the epoch does not divide. */
    private int groupSize() {
        int begun = batch - pending;
        return Math.min(step.gradAccumSteps(), batches - begun);
    }

    /** Weight of a batch's loss against one of the usual size. */
    private double scale(int size) {
        return switch (step.sizes().variableBatchLossScale()) {
            case "linear" -> size / usualSize;
            case "sqrt" -> Math.sqrt(size / usualSize);
            default -> 1;
        };
    }

    private void update() {
        boolean done = engine.update();
        UpdateReport report = new UpdateReport(
                epoch,
                updates,
                trainer.updatesPerEpoch(),
                trainer.countUpdate(),
                groupLoss / groupSamples,
                meanLoss(),
                !done,
                speed());
        last = report;
        trainer.batchesDone(batch);
        pending = 0;
        groupLoss = 0;
        groupSamples = 0;
        updates++;
        trainer.updated(report);
    }

    double meanLoss() {
        return lossSum / Math.max(1, samples);
    }

    UpdateReport.Speed speed() {
        double seconds = (System.nanoTime() - began) / 1e9;
        return new UpdateReport.Speed(samples / seconds, waited / 1e9 / seconds);
    }

    private TrainingException tooLarge(EngineException e) {
        return new TrainingException(
                "out of memory in epoch " + epoch + ", batch " + batch + " on " + trainer.device()
                        + ": smaller batches with grad_accum_steps, smaller pictures or amp need less",
                e);
    }
}
