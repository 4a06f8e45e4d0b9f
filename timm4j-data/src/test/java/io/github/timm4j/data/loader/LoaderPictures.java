package io.github.timm4j.data.loader;

import io.github.timm4j.config.PretrainedCfg.InputSize;
import io.github.timm4j.data.CropMode;
import io.github.timm4j.data.DataConfig;
import io.github.timm4j.data.dataset.ImageDataset;
import io.github.timm4j.data.dataset.IterableImageDataset;
import io.github.timm4j.data.dataset.SampleDecoder;
import io.github.timm4j.data.image.ImageDecoder;
import io.github.timm4j.data.image.Interpolation;
import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.reader.ImageFolderReader;
import io.github.timm4j.data.reader.ReaderOptions;
import io.github.timm4j.data.reader.Target;
import io.github.timm4j.data.reader.WdsReader;
import io.github.timm4j.fixtures.Fixtures;
import java.util.List;
import java.util.SplittableRandom;

/** What the loader's tests read. */
final class LoaderPictures {
    private LoaderPictures() {}

    static DataConfig config(int side) {
        return new DataConfig(
                new InputSize(3, side, side),
                Interpolation.BICUBIC,
                List.of(0.485, 0.456, 0.406),
                List.of(0.229, 0.224, 0.225),
                0.875,
                CropMode.CENTER);
    }

    /** Twelve small pictures of three classes. */
    static ImageDataset<Pixels> folder() {
        return folder(ImageDecoder.rgb()::decode);
    }

    static ImageDataset<Pixels> folder(SampleDecoder<Pixels> decoder) {
        return ImageDataset.of(
                new ImageFolderReader(Fixtures.path("data/readers/folder"), ReaderOptions.DEFAULT), decoder);
    }

    static Pixels picture(int index) {
        return folder().get(index, new SplittableRandom(0)).input();
    }

    static long label(int index) {
        return ((Target.Index) folder().reader().target(index)).value();
    }

    static IterableImageDataset<Pixels> shards(SampleDecoder<Pixels> decoder) {
        return IterableImageDataset.of(
                new WdsReader(
                        Fixtures.path("data/readers/wds"),
                        ReaderOptions.builder().split("train").build()),
                decoder);
    }

    /** The threads of all loaders. */
    static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("timm4j-loader"))
                .toList();
    }
}
