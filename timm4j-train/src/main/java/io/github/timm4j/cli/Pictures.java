package io.github.timm4j.cli;

import io.github.timm4j.data.DataConfig;
import io.github.timm4j.data.dataset.Datasets;
import io.github.timm4j.data.dataset.VisionDataset;
import io.github.timm4j.data.image.ColorMode;
import io.github.timm4j.data.image.ImageDecoder;
import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.reader.ClassMapSource;
import io.github.timm4j.data.reader.FilenameForm;
import io.github.timm4j.data.reader.IndexedReader;
import io.github.timm4j.data.reader.ReaderOptions;
import io.github.timm4j.data.reader.StreamOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The data set of a command's options. */
final class Pictures {
    private Pictures() {}

    /** Opens the data set of an evaluation. */
    static VisionDataset<Pixels> open(Settings settings, DataConfig input) {
        return open(settings, settings.word("split"), stream(settings, "num_samples"), input);
    }

    /** How a stream of samples is run through in evaluation. */
    static StreamOptions stream(Settings settings, String samples) {
        Integer count = settings.integer(samples);
        return count == null ? StreamOptions.DEFAULT : StreamOptions.DEFAULT.withNumSamples(count);
    }

    /** Opens a split. */
    static VisionDataset<Pixels> open(Settings settings, String split, StreamOptions stream, DataConfig input) {
        String classes = settings.text("class_map");
        ReaderOptions options = ReaderOptions.builder()
                .split(split)
                .classMap(classes == null ? null : ClassMapSource.file(classes))
                .inputKey(settings.text("input_key"))
                .targetKey(settings.text("target_key"))
                .stream(stream)
                .build();
        ImageDecoder decoder = ImageDecoder.rgb().mode(mode(settings, input));
        return Datasets.createDataset(settings.word("dataset"), root(settings), options, decoder::decode);
    }

    private static ColorMode mode(Settings settings, DataConfig input) {
        String name = settings.text("input_img_mode");
        if (name == null) {
            return input.inputSize().channels() == 1 ? ColorMode.L : ColorMode.RGB;
        }
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "RGB" -> ColorMode.RGB;
            case "L" -> ColorMode.L;
            default -> throw new UsageException("--input-img-mode: expected RGB or L, found '" + name + "'");
        };
    }

    /** The root of the data set, null where none is given. */
    static @Nullable Path root(Settings settings) {
        Path positional = settings.path("data");
        Path root = positional == null ? settings.path("data_dir") : positional;
        if (root == null && settings.text("dataset") == null) {
            throw new UsageException("no data set: give its folder or tar file as DATA or --data-dir");
        }
        return root;
    }

    /** The names of the pictures in their order, none of a stream. */
    static List<String> names(VisionDataset<?> dataset, FilenameForm form) {
        return dataset.reader() instanceof IndexedReader pictures ? pictures.filenames(form) : List.of();
    }
}
