package io.github.timm4j.examples;

import io.github.timm4j.config.ImageSize;
import io.github.timm4j.data.DataConfig;
import io.github.timm4j.data.DataOverrides;
import io.github.timm4j.data.dataset.Datasets;
import io.github.timm4j.data.dataset.VisionDataset;
import io.github.timm4j.data.image.ImageDecoder;
import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.loader.Loader;
import io.github.timm4j.data.loader.LoaderOptions;
import io.github.timm4j.data.loader.Loaders;
import io.github.timm4j.data.random.Range;
import io.github.timm4j.data.reader.ReaderOptions;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.train.EpochReport;
import io.github.timm4j.train.TrainListener;
import io.github.timm4j.train.Trainer;
import io.github.timm4j.train.config.TrainConfig;
import io.github.timm4j.train.report.RunReport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/** The handwritten digits that are bundled as two tars of small pictures, and a training run over them. */
final class Digits {
    private static final int CLASSES = 10;
    private static final int WORKERS = 2;

    private final Path folder;
    private final int size;
    private final int batch;
    private final boolean augmented;

    /**
     * Chooses how the digits are fed.
     *
     * @param folder where the tars and what the run writes go
     * @param size pixels of a side, to which the 8 x 8 pictures are enlarged
     * @param batch samples of a batch
     * @param augmented whether training sees each digit stretched, cut and coloured in ever new ways
     */
    Digits(Path folder, int size, int batch, boolean augmented) {
        this.folder = folder;
        this.size = size;
        this.batch = batch;
        this.augmented = augmented;
    }

    /** The output folder of an example: what its command names, else one below {@code target}. */
    static Path folder(String[] args, String name) {
        boolean named = args.length > 0 && !args[0].isEmpty() && !args[0].equals("true");
        return named ? Path.of(args[0]) : Path.of("target", name);
    }

    static int classes() {
        return CLASSES;
    }

    /** Trains, prints a line an epoch and where the curves are; the accuracy in percent of the last epoch. */
    double train(ImageModel model, TrainConfig config) throws IOException {
        long start = System.nanoTime();
        Files.createDirectories(folder);
        DataConfig data = DataConfig.resolve(
                model, DataOverrides.none().imageSize(ImageSize.square(size)).cropPct(1));
        // mirrored digits are none
        LoaderOptions options = LoaderOptions.training(data, batch)
                .augmentation(
                        augmentation -> augmentation.scale(new Range(0.7, 1)).hflip(0))
                .noAug(!augmented)
                .workers(WORKERS);
        try (Loader training = Loaders.createLoader(digits("train"), options);
                Loader validation =
                        Loaders.createLoader(digits("validation"), LoaderOptions.evaluation(data, 2 * batch));
                RunReport report = new RunReport(folder, 0);
                Trainer trainer = Trainer.builder(model, config)
                        .training(training)
                        .validation(validation)
                        .listener(report)
                        .listener(new Progress())
                        .build()) {
            trainer.fit();
            double accuracy = trainer.validate(validation).get("top1");
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "accuracy on %d digits it has not seen: %.2f %% after %.0f s%n",
                    validation.samples(),
                    accuracy,
                    seconds);
            report.paintCurves().ifPresent(curves -> System.out.println("curves: " + curves.toAbsolutePath()));
            return accuracy;
        }
    }

    private VisionDataset<Pixels> digits(String split) throws IOException {
        Path tar = folder.resolve(split + ".tar");
        try (InputStream in = Digits.class.getResourceAsStream("/digits/" + split + ".tar")) {
            if (in == null) {
                throw new IOException("the bundled digits " + split + ".tar are missing");
            }
            Files.copy(in, tar, StandardCopyOption.REPLACE_EXISTING);
        }
        return Datasets.createDataset("", tar, ReaderOptions.DEFAULT, ImageDecoder.rgb()::decode);
    }

    /** A line an epoch. */
    private static final class Progress implements TrainListener {
        @Override
        public void epochEnd(Trainer trainer, EpochReport report) {
            System.out.printf(
                    Locale.ROOT,
                    "epoch %2d  lr %.5f  train loss %.4f  accuracy %5.2f %%  %.0f digits/s%n",
                    report.epoch(),
                    report.learningRate(),
                    report.train().get("loss"),
                    report.evaluation().orElseThrow().get("top1"),
                    report.samplesPerSecond());
        }
    }
}
