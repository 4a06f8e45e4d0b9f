package io.github.timm4j.data.loader;

import io.github.timm4j.config.ImageSize;
import io.github.timm4j.config.PretrainedCfg.InputSize;
import io.github.timm4j.data.DataConfig;
import io.github.timm4j.data.augment.RandomErasing;
import io.github.timm4j.data.dataset.AugMixDataset;
import io.github.timm4j.data.dataset.ImageDataset;
import io.github.timm4j.data.dataset.IndexedDataset;
import io.github.timm4j.data.dataset.SampleTransform;
import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.random.Draws;
import io.github.timm4j.data.transform.ImageTransform;
import io.github.timm4j.data.transform.TrainingTransform;
import io.github.timm4j.data.transform.TrainingTransforms;
import io.github.timm4j.data.transform.Transforms;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What workers do to pictures. */
record Recipe(LoaderOptions options, DataConfig config) {
    private static final Logger LOG = LoggerFactory.getLogger(Recipe.class);

    static Recipe of(LoaderOptions options) {
        DataConfig config = options.config;
        int channels = config.inputSize().channels();
        List<Double> mean = fitted("mean", config.mean(), channels);
        List<Double> std = fitted("std", config.std(), channels);
        return new Recipe(
                options,
                new DataConfig(
                        config.inputSize(), config.interpolation(), mean, std, config.cropPct(), config.cropMode()));
    }

    /** Statistics of other channels than the model's are averaged, as timm does. */
    private static List<Double> fitted(String name, List<Double> values, int channels) {
        if (values.size() == 1 || values.size() == channels) {
            return values;
        }
        double average =
                values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        LOG.warn("{} has {} values for {} channels, their average {} is used", name, values.size(), channels, average);
        return List.of(average);
    }

    ImageSize size() {
        return new ImageSize(config.inputSize().height(), config.inputSize().width());
    }

    /** All views of each picture. */
    IndexedDataset<List<Planes>> views(ImageDataset<Pixels> dataset, ImageSize size) {
        if (options.augSplits == 0) {
            return dataset.map(single(size));
        }
        TrainingTransform transform = training(size);
        return new AugMixDataset<>(
                dataset.map((image, random) -> transform.primary(image, Draws.of(random))),
                (image, random) -> transform.secondary(image, Draws.of(random)),
                (image, random) ->
                        inWorkers() ? Planes.of(transform.finish(image, Draws.of(random))) : Planes.of(image),
                options.augSplits);
    }

    /** The only view of a picture. */
    SampleTransform<Pixels, List<Planes>> single(ImageSize size) {
        if (options.training && !options.noAug) {
            TrainingTransform transform = training(size);
            return inWorkers()
                    ? (image, random) -> List.of(Planes.of(transform.toFloats(image, Draws.of(random))))
                    : (image, random) -> List.of(Planes.of(transform.toPixels(image, Draws.of(random))));
        }
        ImageTransform transform = plain(size);
        return inWorkers()
                ? (image, random) -> List.of(Planes.of(transform.toFloats(image)))
                : (image, random) -> List.of(Planes.of(transform.toPixels(image)));
    }

    private boolean inWorkers() {
        return options.normalizing == Normalizing.IN_WORKERS;
    }

    private ImageTransform plain(ImageSize size) {
        Transforms transforms = transforms(size);
        return options.training
                ? transforms.plain()
                : transforms.trimBorder(options.cropBorderPixels).evaluation();
    }

    private TrainingTransform training(ImageSize size) {
        TrainingTransforms changed = options.augmentation.apply(transforms(size).training());
        if (changed.create().erasing().isPresent()) {
            throw new IllegalArgumentException("boxes to erase are set on the loader's options, not on the transform");
        }
        RandomErasing boxes = options.boxes();
        return inWorkers() && boxes != null ? changed.erasing(boxes).create() : changed.create();
    }

    private Transforms transforms(ImageSize size) {
        InputSize input = new InputSize(config.inputSize().channels(), size.height(), size.width());
        return Transforms.of(new DataConfig(
                input, config.interpolation(), config.mean(), config.std(), config.cropPct(), config.cropMode()));
    }
}
