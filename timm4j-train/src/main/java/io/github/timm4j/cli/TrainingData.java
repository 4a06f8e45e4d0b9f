package io.github.timm4j.cli;

import io.github.timm4j.config.ImageSize;
import io.github.timm4j.data.DataConfig;
import io.github.timm4j.data.augment.ErasingMode;
import io.github.timm4j.data.augment.RandomErasing;
import io.github.timm4j.data.dataset.VisionDataset;
import io.github.timm4j.data.image.Interpolation;
import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.loader.Loader;
import io.github.timm4j.data.loader.LoaderOptions;
import io.github.timm4j.data.loader.Loaders;
import io.github.timm4j.data.loader.ResolutionSchedule;
import io.github.timm4j.data.mix.MixLabels;
import io.github.timm4j.data.mix.Mixup;
import io.github.timm4j.data.random.Range;
import io.github.timm4j.data.reader.StreamOptions;
import io.github.timm4j.data.sampler.ChoiceSchedule;
import io.github.timm4j.data.sampler.ScheduledBatchSampler;
import io.github.timm4j.data.transform.TrainCropMode;
import io.github.timm4j.data.transform.TrainingTransforms;
import io.github.timm4j.train.config.StepConfig;
import io.github.timm4j.train.config.TrainConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The loaders of a training run. */
final class TrainingData implements AutoCloseable {
    private final Settings settings;
    private final DataConfig input;
    private final TrainConfig config;
    private final List<AutoCloseable> open = new ArrayList<>();
    private @Nullable Loader training;
    private @Nullable Loader validation;

    private TrainingData(Settings settings, DataConfig input, TrainConfig config) {
        this.settings = settings;
        this.input = input;
        this.config = config;
    }

    /** Opens the training split and, unless its name is empty, the evaluation split. */
    static TrainingData open(Settings settings, DataConfig input, TrainConfig config) {
        TrainingData data = new TrainingData(settings, input, config);
        try {
            data.training = data.loader(data.training(settings.count("batch_size")), "train_split", data.shuffled());
            if (settings.text("val_split") != null) {
                data.validation =
                        data.loader(data.evaluation(), "val_split", Pictures.stream(settings, "val_num_samples"));
            }
            return data;
        } catch (RuntimeException | Error e) {
            data.close();
            throw e;
        }
    }

    /** Streams are shuffled, and run through as often as an epoch repeats them. */
    private StreamOptions shuffled() {
        return Pictures.stream(settings, "train_num_samples")
                .withTraining(settings.count("batch_size"))
                .withRepeats((int) settings.amount("epoch_repeats"))
                .withSeed(config.run().seed());
    }

    private Loader loader(LoaderOptions options, String split, StreamOptions stream) {
        VisionDataset<Pixels> dataset = Pictures.open(settings, settings.word(split), stream, input);
        open.add(dataset);
        Loader loader = Loaders.createLoader(dataset, options);
        open.add(0, loader);
        return loader;
    }

    private LoaderOptions training(int batch) {
        int splits = config.task().loss().augSplits();
        LoaderOptions options = LoaderOptions.training(input, batch)
                .noAug(settings.flag("no_aug"))
                .augmentation(this::augmented)
                .augRepeats(settings.amount("aug_repeats"))
                .augSplits(splits)
                .workers(settings.count("workers"))
                .seed(config.run().seed())
                .schedule(schedule());
        double erasing = settings.amount("reprob");
        if (erasing > 0) {
            options = options.erasing(RandomErasing.of(
                            erasing, ErasingMode.of(settings.word("remode")), settings.count("recount")))
                    .splitErasing(settings.flag("resplit"));
        }
        return config.mix().mixing().isPresent() ? options.collateMixup(mixup()) : options;
    }

    private Mixup mixup() {
        return new Mixup(
                config.mix().mixing().orElseThrow(),
                MixLabels.single(
                        settings.count("num_classes"), config.task().loss().smoothing()));
    }

    private TrainingTransforms augmented(TrainingTransforms transforms) {
        TrainingTransforms changed = transforms
                .scale(range("scale"))
                .ratio(range("ratio"))
                .hflip(settings.amount("hflip"))
                .vflip(settings.amount("vflip"))
                .colorJitter(List.of(settings.amount("color_jitter")))
                .grayscaleProb(settings.amount("grayscale_prob"))
                .gaussianBlurProb(settings.amount("gaussian_blur_prob"));
        Double jitter = settings.number("color_jitter_prob");
        if (jitter != null) {
            changed = changed.colorJitterProb(jitter);
        }
        String crop = settings.text("train_crop_mode");
        if (crop != null) {
            changed = changed.cropMode(TrainCropMode.of(crop));
        }
        String policy = settings.text("aa");
        if (policy != null) {
            changed = changed.autoAugment(policy);
        }
        return filtered(changed);
    }

    private TrainingTransforms filtered(TrainingTransforms transforms) {
        String filter = settings.text("train_interpolation");
        if (filter == null) {
            return transforms;
        }
        return filter.equals("random")
                ? transforms.interpolation(Interpolation.BILINEAR, Interpolation.BICUBIC)
                : transforms.interpolation(Interpolation.of(filter));
    }

    private Range range(String key) {
        List<Double> ends = settings.numbers(key);
        if (ends == null || ends.size() != 2) {
            throw new UsageException("--" + key + ": expected two numbers, found " + ends);
        }
        return new Range(ends.get(0), ends.get(1));
    }

    private @Nullable ResolutionSchedule schedule() {
        StepConfig.Sizes sizes = config.step().sizes();
        List<Integer> sides = sizes.trainImgSizes();
        if (sides == null) {
            return null;
        }
        List<ResolutionSchedule.Choice> choices = new ArrayList<>();
        for (int i = 0; i < sides.size(); i++) {
            choices.add(new ResolutionSchedule.Choice(
                    ImageSize.square(sides.get(i)),
                    each("train_batch_sizes", sizes.trainBatchSizes(), sides, i, 0),
                    each("train_size_probs", sizes.trainSizeProbs(), sides, i, 1.0)));
        }
        StepConfig.SizeSchedule change = sizes.schedule();
        ChoiceSchedule progress = change.trainSizeSchedule().equals("progressive")
                ? new ChoiceSchedule(
                        true,
                        config.schedule().span().epochs(),
                        change.trainSizeScheduleSpread(),
                        change.trainSizeRandomMix())
                : ChoiceSchedule.constant();
        Integer batches = sizes.trainBatchesPerEpoch();
        return new ResolutionSchedule(
                choices,
                new ScheduledBatchSampler.Options(
                        progress, config.run().seed(), batches == null ? 0 : batches, true, true));
    }

    private static <T> T each(String key, @Nullable List<T> values, List<Integer> sides, int index, T usual) {
        if (values != null && values.size() != sides.size()) {
            throw new UsageException("--" + key.replace('_', '-') + ": expected one value for each of the "
                    + sides.size() + " sizes, found " + values.size());
        }
        return values == null ? usual : values.get(index);
    }

    private LoaderOptions evaluation() {
        Integer batch = settings.integer("validation_batch_size");
        return LoaderOptions.evaluation(input, batch == null ? settings.count("batch_size") : batch)
                .workers(settings.count("workers"));
    }

    Loader training() {
        if (training == null) {
            throw new IllegalStateException("not open");
        }
        return training;
    }

    Optional<Loader> validation() {
        return Optional.ofNullable(validation);
    }

    @Override
    public void close() {
        try {
            for (AutoCloseable each : open) {
                each.close();
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
