package io.github.timm4j.examples;

import ai.djl.ndarray.NDManager;
import io.github.timm4j.config.PretrainedCfg.InputSize;
import io.github.timm4j.data.CropMode;
import io.github.timm4j.data.DataConfig;
import io.github.timm4j.data.augment.ErasingMode;
import io.github.timm4j.data.augment.RandomErasing;
import io.github.timm4j.data.dataset.Datasets;
import io.github.timm4j.data.dataset.VisionDataset;
import io.github.timm4j.data.image.ImageDecoder;
import io.github.timm4j.data.image.Interpolation;
import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.loader.Batch;
import io.github.timm4j.data.loader.Batches;
import io.github.timm4j.data.loader.ContactSheet;
import io.github.timm4j.data.loader.Loader;
import io.github.timm4j.data.loader.LoaderOptions;
import io.github.timm4j.data.loader.Loaders;
import io.github.timm4j.data.reader.ReaderOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Writes what a model would see of a folder of pictures in training: one batch, augmented, as a contact sheet. */
public final class SeeBatch {
    private static final int ROWS = 4;

    private SeeBatch() {}

    /**
     * Writes a sheet.
     *
     * @param args folder of pictures by class, PNG to write, and a policy such as {@code rand-m9-mstd0.5-inc1} or none
     */
    public static void main(String[] args) {
        DataConfig config = new DataConfig(
                new InputSize(3, 224, 224),
                Interpolation.BICUBIC,
                List.of(0.485, 0.456, 0.406),
                List.of(0.229, 0.224, 0.225),
                DataConfig.DEFAULT_CROP_PCT,
                CropMode.CENTER);
        LoaderOptions options = LoaderOptions.training(config, ROWS * ROWS)
                .augmentation(transform -> transform.autoAugment(args.length > 2 ? args[2] : ""))
                .erasing(RandomErasing.of(0.25, ErasingMode.PIXEL, 1))
                .dropLast(false);
        try (VisionDataset<Pixels> dataset = Datasets.createDataset(
                        "", Path.of(args[0]), ReaderOptions.DEFAULT, ImageDecoder.rgb()::decode);
                NDManager manager = NDManager.newBaseManager();
                Loader loader = Loaders.createLoader(dataset, options);
                Batches batches = loader.epoch(0, manager);
                Batch batch = batches.next()) {
            List<String> names = dataset.reader().classes().names().entrySet().stream()
                    .sorted(Map.Entry.comparingByValue())
                    .map(Map.Entry::getKey)
                    .toList();
            new ContactSheet(config, names).write(batch, ROWS, Path.of(args[1]));
        }
    }
}
