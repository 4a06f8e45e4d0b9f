package io.github.timm4j.data.loader;

import ai.djl.ndarray.types.DataType;
import io.github.timm4j.data.DataConfig;
import io.github.timm4j.data.augment.RandomErasing;
import io.github.timm4j.data.mix.Mixup;
import io.github.timm4j.data.sampler.Replica;
import io.github.timm4j.data.transform.TrainingTransforms;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How a loader makes batches; the names are those of timm's {@code create_loader}. Each method returns changed options
 * and leaves these as they are.
 *
 * <pre>{@code
 * LoaderOptions options = LoaderOptions.training(config, 128)
 *         .augmentation(transform -> transform.autoAugment("rand-m9-mstd0.5-inc1"))
 *         .erasing(RandomErasing.of(0.25, ErasingMode.PIXEL, 1))
 *         .workers(8);
 * }</pre>
 *
 * <p>Not here, of timm's arguments: {@code tf_preprocessing}, which needs TensorFlow; {@code pin_memory} and
 * {@code device}, as the manager of an epoch says where batches go; {@code worker_seeding}, as each sample has a seed
 * of its own; {@code fp16}, which is {@link #imageType}; {@code collate_fn} other than {@link #collateMixup}.
 */
public final class LoaderOptions {
    final DataConfig config;
    int batchSize;
    final boolean training;
    UnaryOperator<TrainingTransforms> augmentation = UnaryOperator.identity();
    boolean noAug;

    @Nullable
    RandomErasing erasing;

    boolean splitErasing;
    double augRepeats;
    int augSplits;

    @Nullable
    Mixup collateMixup;

    @Nullable
    Replica replica;

    @Nullable
    ResolutionSchedule schedule;

    int workers = 1;
    int prefetch;
    boolean persistentWorkers = true;
    boolean multiEpochs;
    boolean dropLast;
    int cropBorderPixels;
    long seed = 42;
    DataType imageType = DataType.FLOAT32;
    Normalizing normalizing = Normalizing.ON_DEVICE;

    private LoaderOptions(DataConfig config, int batchSize, boolean training) {
        require(batchSize > 0, "a batch has at least one sample, got " + batchSize);
        this.config = config;
        this.batchSize = batchSize;
        this.training = training;
        this.dropLast = training;
    }

    private LoaderOptions(LoaderOptions from) {
        this(from.config, from.batchSize, from.training);
        augmentation = from.augmentation;
        noAug = from.noAug;
        erasing = from.erasing;
        splitErasing = from.splitErasing;
        augRepeats = from.augRepeats;
        augSplits = from.augSplits;
        collateMixup = from.collateMixup;
        replica = from.replica;
        schedule = from.schedule;
        workers = from.workers;
        prefetch = from.prefetch;
        persistentWorkers = from.persistentWorkers;
        multiEpochs = from.multiEpochs;
        dropLast = from.dropLast;
        cropBorderPixels = from.cropBorderPixels;
        seed = from.seed;
        imageType = from.imageType;
        normalizing = from.normalizing;
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    /**
     * Shuffled and augmented; an incomplete last batch is left out ({@code is_training}).
     *
     * @param config sizes, filter and statistics
     * @param batchSize samples a batch
     * @return the options
     * @throws IllegalArgumentException where the batch is empty
     */
    public static LoaderOptions training(DataConfig config, int batchSize) {
        return new LoaderOptions(config, batchSize, true);
    }

    /**
     * Each sample once and in order.
     *
     * @param config sizes, filter, crop and statistics
     * @param batchSize samples a batch
     * @return the options
     * @throws IllegalArgumentException where the batch is empty
     */
    public static LoaderOptions evaluation(DataConfig config, int batchSize) {
        return new LoaderOptions(config, batchSize, false);
    }

    /**
     * Another batch size.
     *
     * @param samples at least 1
     * @return with that
     * @throws IllegalArgumentException where the batch is empty
     */
    public LoaderOptions batchSize(int samples) {
        require(samples > 0, "a batch has at least one sample, got " + samples);
        LoaderOptions changed = new LoaderOptions(this);
        changed.batchSize = samples;
        return changed;
    }

    /**
     * What training does to pictures: crop, flips, colours, policy.
     *
     * @param change of the transform with timm's defaults
     * @return with that
     */
    public LoaderOptions augmentation(UnaryOperator<TrainingTransforms> change) {
        LoaderOptions changed = new LoaderOptions(this);
        changed.augmentation = change;
        return changed;
    }

    /**
     * Training without augmentation: pictures are only resized.
     *
     * @param none false unless set
     * @return with that
     */
    public LoaderOptions noAug(boolean none) {
        LoaderOptions changed = new LoaderOptions(this);
        changed.noAug = none;
        return changed;
    }

    /**
     * Erases boxes in training, after normalising.
     *
     * @param boxes none unless set
     * @return with that
     */
    public LoaderOptions erasing(@Nullable RandomErasing boxes) {
        LoaderOptions changed = new LoaderOptions(this);
        changed.erasing = boxes;
        return changed;
    }

    /**
     * Keeps the clean views free of erased boxes, or half of the batch where there are no views ({@code re_split}).
     *
     * @param split false unless set
     * @return with that
     */
    public LoaderOptions splitErasing(boolean split) {
        LoaderOptions changed = new LoaderOptions(this);
        changed.splitErasing = split;
        return changed;
    }

    /**
     * Repeats each sample in an epoch, each time augmented anew; several processes only ({@code num_aug_repeats}).
     *
     * @param repeats 0 for none
     * @return with that
     * @throws IllegalArgumentException where it is negative
     */
    public LoaderOptions augRepeats(double repeats) {
        require(repeats >= 0, "repeats must not be negative, got " + repeats);
        LoaderOptions changed = new LoaderOptions(this);
        changed.augRepeats = repeats;
        return changed;
    }

    /**
     * Several views of each picture: a batch has all clean ones first, then all first augmented ones, and so on
     * ({@code num_aug_splits}).
     *
     * @param splits views of a picture, 0 for one plain batch
     * @return with that
     * @throws IllegalArgumentException where it is 1 or negative
     */
    public LoaderOptions augSplits(int splits) {
        require(splits == 0 || splits > 1, "views of a picture are 0 for none, or at least 2, got " + splits);
        LoaderOptions changed = new LoaderOptions(this);
        changed.augSplits = splits;
        return changed;
    }

    /**
     * Mixes samples while a batch is put together; with {@link io.github.timm4j.data.mix.MixMode#HALF} batches come out
     * half as large.
     *
     * @param mixup none unless set; its {@link Mixup#epoch} is followed by the loader
     * @return with that
     */
    public LoaderOptions collateMixup(@Nullable Mixup mixup) {
        LoaderOptions changed = new LoaderOptions(this);
        changed.collateMixup = mixup;
        return changed;
    }

    /**
     * One of several processes that share the data set ({@code distributed}).
     *
     * @param process this one
     * @return with that
     */
    public LoaderOptions distributed(Replica process) {
        LoaderOptions changed = new LoaderOptions(this);
        changed.replica = process;
        return changed;
    }

    /**
     * Trains with several sizes of pictures ({@code input_size_choices} and what belongs to it). How an incomplete
     * batch is treated is then the schedule's word.
     *
     * @param sizes none unless set
     * @return with that
     */
    public LoaderOptions schedule(@Nullable ResolutionSchedule sizes) {
        LoaderOptions changed = new LoaderOptions(this);
        changed.schedule = sizes;
        return changed;
    }

    /**
     * Threads that decode and augment ({@code num_workers}).
     *
     * @param threads 1 unless set; 0 for the caller's own
     * @return with that
     * @throws IllegalArgumentException where it is negative
     */
    public LoaderOptions workers(int threads) {
        require(threads >= 0, "workers must not be negative, got " + threads);
        LoaderOptions changed = new LoaderOptions(this);
        changed.workers = threads;
        return changed;
    }

    /**
     * Batches that may be ready or in work ahead of the caller.
     *
     * @param batches 0 for two, or more where batches are smaller than the workers are many
     * @return with that
     * @throws IllegalArgumentException where it is negative
     */
    public LoaderOptions prefetch(int batches) {
        require(batches >= 0, "prefetched batches must not be negative, got " + batches);
        LoaderOptions changed = new LoaderOptions(this);
        changed.prefetch = batches;
        return changed;
    }

    /**
     * Keeps the threads from one epoch to the next.
     *
     * @param persistent true unless set
     * @return with that
     */
    public LoaderOptions persistentWorkers(boolean persistent) {
        LoaderOptions changed = new LoaderOptions(this);
        changed.persistentWorkers = persistent;
        return changed;
    }

    /**
     * Begins with the next epoch's batches while the last ones of an epoch are used ({@code use_multi_epochs_loader}).
     *
     * @param ahead false unless set
     * @return with that
     */
    public LoaderOptions multiEpochs(boolean ahead) {
        LoaderOptions changed = new LoaderOptions(this);
        changed.multiEpochs = ahead;
        return changed;
    }

    /**
     * Leaves an incomplete last batch out.
     *
     * @param drop true in training, false in evaluation unless set
     * @return with that
     */
    public LoaderOptions dropLast(boolean drop) {
        LoaderOptions changed = new LoaderOptions(this);
        changed.dropLast = drop;
        return changed;
    }

    /**
     * Cuts a border off before evaluation ({@code crop_border_pixels}).
     *
     * @param border pixels on each side
     * @return with that
     */
    public LoaderOptions cropBorderPixels(int border) {
        LoaderOptions changed = new LoaderOptions(this);
        changed.cropBorderPixels = border;
        return changed;
    }

    /**
     * Seeds order, augmentation, erasing and mixing; a run repeats with it, whatever the number of workers.
     *
     * @param value 42 unless set; the same in all processes
     * @return with that
     */
    public LoaderOptions seed(long value) {
        LoaderOptions changed = new LoaderOptions(this);
        changed.seed = value;
        return changed;
    }

    /**
     * The type of normalised pictures ({@code img_dtype}).
     *
     * @param type float32 unless set, or float16 where the device normalises
     * @return with that
     * @throws IllegalArgumentException where it is another one; bfloat16 is made inside a model only
     */
    public LoaderOptions imageType(DataType type) {
        require(
                type == DataType.FLOAT32 || type == DataType.FLOAT16,
                "pictures are normalised to float32 or float16, not to " + type);
        LoaderOptions changed = new LoaderOptions(this);
        changed.imageType = type;
        return changed;
    }

    /**
     * Who normalises ({@code use_prefetcher}).
     *
     * @param where on the device unless set
     * @return with that
     */
    public LoaderOptions normalizing(Normalizing where) {
        LoaderOptions changed = new LoaderOptions(this);
        changed.normalizing = where;
        return changed;
    }

    /** Refuses what contradicts itself. */
    void check() {
        boolean plain = augSplits == 0 && augRepeats == 0;
        require(training || (plain && collateMixup == null), "views, repeats and mixing are for training only");
        require(augRepeats == 0 || replica != null, "repeated samples need the number of processes: set distributed");
        require(
                augSplits == 0 || collateMixup == null,
                "views of a picture are mixed on the device, not while collating");
        boolean scheduled = schedule != null;
        require(!scheduled || training, "scheduled sizes are for training only");
        require(!scheduled || !multiEpochs, "scheduled sizes and epochs prepared ahead do not go together");
        require(!scheduled || augSplits == 0, "scheduled sizes and views of a picture do not go together");
        require(augSplits == 0 || !noAug, "views of a picture need augmentation");
        require(
                normalizing == Normalizing.ON_DEVICE || imageType == DataType.FLOAT32,
                "half precision is cast on the device: " + normalizing + " gives no " + imageType);
        require(
                normalizing != Normalizing.IN_WORKERS || collateMixup == null,
                "collating mixes samples of 8 bits, workers that normalise give none");
        require(
                normalizing != Normalizing.BY_CALLER || erasing == null,
                "boxes are erased behind normalising, which is left to the caller");
    }

    /** What is erased in training, with the number of views. */
    @Nullable
    RandomErasing boxes() {
        RandomErasing boxes = training && !noAug ? erasing : null;
        if (boxes == null || !splitErasing) {
            return boxes;
        }
        return boxes.numSplits(augSplits > 0 ? augSplits : 2);
    }

    Replica process() {
        return replica == null ? Replica.SINGLE : replica;
    }

    int views() {
        return Math.max(1, augSplits);
    }

    /** Samples that may be on their way. */
    int ahead() {
        int largest = batchSize;
        if (schedule != null) {
            for (ResolutionSchedule.Choice choice : schedule.choices()) {
                largest = Math.max(largest, choice.batchSize(batchSize));
            }
        }
        int few = Math.max(2, (2 * workers + largest - 1) / largest + 1);
        return Math.multiplyExact(prefetch > 0 ? prefetch : few, largest);
    }
}
