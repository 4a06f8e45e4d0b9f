package io.github.timm4j.examples.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.github.timm4j.Devices;
import io.github.timm4j.config.PretrainedCfg.InputSize;
import io.github.timm4j.data.CropMode;
import io.github.timm4j.data.DataConfig;
import io.github.timm4j.data.augment.ErasingMode;
import io.github.timm4j.data.augment.RandomErasing;
import io.github.timm4j.data.dataset.ImageDataset;
import io.github.timm4j.data.image.ImageDecoder;
import io.github.timm4j.data.image.Interpolation;
import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.loader.Batch;
import io.github.timm4j.data.loader.Batches;
import io.github.timm4j.data.loader.Loader;
import io.github.timm4j.data.loader.LoaderOptions;
import io.github.timm4j.data.loader.Loaders;
import io.github.timm4j.data.reader.ImageFolderReader;
import io.github.timm4j.data.reader.ReaderOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Pictures a second of a loader against timm's with as many workers, on the same files. */
final class LoaderBench {
    private static final List<String> PHOTOS = List.of("astronaut.png", "chelsea.png", "coffee.png", "rocket.jpg");
    private static final int BATCH = 64;
    private static final int PAIRS = 5;

    private final String python;
    private final List<String> kinds;
    private int epoch;

    /** One that is limited to some kinds of files: jpeg, fine, progressive, png, webp, mixed. */
    LoaderBench(String python, List<String> kinds) {
        this.python = python;
        this.kinds = kinds.isEmpty() ? List.of("jpeg", "progressive", "png", "webp", "mixed") : kinds;
    }

    void run() throws IOException {
        int workers = Runtime.getRuntime().availableProcessors();
        Devices.setThreads(1);
        Path folder = Files.createTempDirectory("timm4j-bench");
        try (PythonPeer peer = new PythonPeer(python, "loader.py", 1);
                NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            Path photos = photos(folder.resolve("photos"));
            for (String kind : kinds) {
                Path files = Files.createDirectories(folder.resolve(kind));
                String written = kind.equals("mixed") ? "jpeg,fine,progressive,png,webp" : kind;
                peer.ask("make " + files + " " + written + " " + (kind.equals("jpeg") ? 384 : 192) + " " + photos);
                compare(kind + "_eval", files, workers, "eval", peer, manager);
                compare(kind + "_train", files, workers, "train", peer, manager);
                if (kind.equals("jpeg")) {
                    compare(kind + "_rand", files, workers, "train rand-m7-mstd0.5-inc1", peer, manager);
                }
            }
        } finally {
            delete(folder);
        }
    }

    private void compare(String name, Path files, int workers, String mode, PythonPeer peer, NDManager manager)
            throws IOException {
        peer.ask("loader " + files + " " + BATCH + " " + workers + " " + mode);
        ReaderOptions reading =
                ReaderOptions.builder().inputKey(".jpg;.png;.webp").build();
        ImageDataset<Pixels> dataset =
                ImageDataset.of(new ImageFolderReader(files, reading), ImageDecoder.rgb()::decode);
        try (dataset;
                Loader loader = Loaders.createLoader(dataset, options(mode).workers(workers))) {
            Pairs.Medians medians =
                    Pairs.measure(PAIRS, () -> time(loader, manager), () -> peer.measure("epoch"));
            System.out.printf(
                    Locale.ROOT,
                    "bench: loader_%s_w%d java_ips=%.1f python_ips=%.1f speed=%.2f ratio=%.3f%n",
                    name,
                    workers,
                    1e3 / medians.java(),
                    1e3 / medians.python(),
                    medians.python() / medians.java(),
                    medians.java() / medians.python());
        }
    }

    /** Milliseconds a picture. */
    private double time(Loader loader, NDManager manager) {
        long start = System.nanoTime();
        int samples = 0;
        try (Batches batches = loader.epoch(epoch++, manager)) {
            while (batches.hasNext()) {
                try (Batch batch = batches.next()) {
                    samples += batch.size();
                }
            }
        }
        return (System.nanoTime() - start) / 1e6 / samples;
    }

    private static LoaderOptions options(String mode) {
        DataConfig config = new DataConfig(
                new InputSize(3, 224, 224),
                Interpolation.BICUBIC,
                List.of(0.485, 0.456, 0.406),
                List.of(0.229, 0.224, 0.225),
                0.875,
                CropMode.CENTER);
        if (mode.equals("eval")) {
            return LoaderOptions.evaluation(config, BATCH);
        }
        String policy = mode.substring("train".length()).strip();
        return LoaderOptions.training(config, BATCH)
                .augmentation(transform -> transform.autoAugment(policy))
                .erasing(RandomErasing.of(0.25, ErasingMode.PIXEL, 1));
    }

    private static Path photos(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (String photo : PHOTOS) {
            try (InputStream in = LoaderBench.class.getResourceAsStream("/photos/" + photo)) {
                if (in != null) {
                    Files.copy(in, folder.resolve(photo));
                }
            }
        }
        return folder;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
