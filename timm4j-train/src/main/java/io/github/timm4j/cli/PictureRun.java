package io.github.timm4j.cli;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.github.timm4j.data.DataConfig;
import io.github.timm4j.data.dataset.VisionDataset;
import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.loader.Batch;
import io.github.timm4j.data.loader.Batches;
import io.github.timm4j.data.loader.Loader;
import io.github.timm4j.data.loader.LoaderOptions;
import io.github.timm4j.data.loader.Loaders;
import io.github.timm4j.data.reader.FilenameForm;
import io.github.timm4j.nn.ImageModel;
import java.util.Arrays;
import java.util.List;

/** Runs a model over the pictures of the options, one result a picture. */
final class PictureRun {
    private final Settings settings;
    private final Console console;
    private final Models models;

    PictureRun(Settings settings, Console console) {
        this.settings = settings;
        this.console = console;
        this.models = new Models(settings);
    }

    /** Takes a picture's result. */
    @FunctionalInterface
    interface Results {
        /**
         * Takes one.
         *
         * @param name of the picture, its number in a stream
         * @param output of the model
         * @param target its class, -1 for none
         */
        void add(String name, float[] output, int target);
    }

    /** Runs over all pictures, or until the user interrupts. */
    void run(ImageModel model, DataConfig input, Results results) {
        LoaderOptions options = LoaderOptions.evaluation(input, settings.count("batch_size"))
                .workers(settings.count("workers"))
                .imageType(models.type());
        try (VisionDataset<Pixels> dataset = Pictures.open(settings, input);
                Loader loader = Loaders.createLoader(dataset, options);
                Forward forward = Forward.of(model, settings, input, models.type());
                NDManager manager = NDManager.newBaseManager(models.device());
                ProgressLine progress = console.progress("Predict", loader.samples(), settings.count("log_freq"));
                Batches batches = loader.epoch(0, manager)) {
            FilenameForm form = settings.flag("fullname") ? FilenameForm.RELATIVE : FilenameForm.BASENAME;
            List<String> names = Pictures.names(dataset, form);
            int done = 0;
            while (batches.hasNext() && !console.interruption().requested()) {
                try (Batch batch = batches.next()) {
                    add(batch, forward, names, done, results);
                    done += batch.size();
                    progress.step(batch.size(), "");
                }
            }
        }
    }

    private static void add(Batch batch, Forward forward, List<String> names, int done, Results results) {
        long[] targets = batch.targets().toLongArray();
        try (NDArray output = forward.apply(batch.images());
                NDArray floats = output.toType(DataType.FLOAT32, true)) {
            float[] all = floats.toFloatArray();
            int width = all.length / targets.length;
            for (int i = 0; i < targets.length; i++) {
                String name = names.isEmpty() ? String.valueOf(done + i) : names.get(done + i);
                results.add(name, Arrays.copyOfRange(all, i * width, (i + 1) * width), (int) targets[i]);
            }
        }
    }
}
