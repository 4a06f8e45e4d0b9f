package io.github.timm4j.data.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import io.github.timm4j.data.image.ImageDecoder;
import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.image.Window;
import io.github.timm4j.data.mix.MixLabels;
import io.github.timm4j.data.mix.Mixup;
import io.github.timm4j.data.mix.MixupConfig;
import io.github.timm4j.data.transform.Transforms;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContactSheetTest {
    private static final LoaderOptions OPTIONS = LoaderOptions.evaluation(LoaderPictures.config(64), 5);

    private final ContactSheet sheet = new ContactSheet(LoaderPictures.config(64), List.of("first", "second"));

    @TempDir
    Path folder;

    private Pixels write(LoaderOptions options) {
        Path file = folder.resolve("sheet.png");
        try (NDManager manager = NDManager.newBaseManager();
                Loader loader = Loaders.createLoader(LoaderPictures.folder(), options);
                Batches batches = loader.epoch(0, manager);
                Batch batch = batches.next()) {
            sheet.write(batch, 3, file);
        }
        return ImageDecoder.rgb().decode(file);
    }

    @Test
    void aSheetShowsThePicturesOfABatchWithoutTheirNormalisation() {
        Pixels written = write(OPTIONS);
        assertThat(written).hasToString("Pixels(132 x 200 x 3)");
        assertThat(write(OPTIONS.normalizing(Normalizing.BY_CALLER))).isEqualTo(written);
        Pixels fourth = Transforms.create(LoaderPictures.config(64)).toPixels(LoaderPictures.picture(3));
        // below the label
        assertThat(written.crop(new Window(68 + 24, 0, 40, 64))).isEqualTo(fourth.crop(new Window(24, 0, 40, 64)));
        assertThat(written.crop(new Window(68, 0, 20, 64))).isNotEqualTo(fourth.crop(new Window(0, 0, 20, 64)));
    }

    @Test
    void mixedLabelsAreShownWithTheirShares() {
        Mixup mixup = new Mixup(MixupConfig.of(0.8, 1), MixLabels.single(5, 0.1));
        LoaderOptions training = LoaderOptions.training(LoaderPictures.config(64), 4);
        assertThat(write(training.collateMixup(mixup)))
                .hasToString("Pixels(132 x 200 x 3)")
                .isNotEqualTo(write(training));
    }

    @Test
    void whatCannotBeWrittenIsSaid() {
        try (NDManager manager = NDManager.newBaseManager();
                Loader loader = Loaders.createLoader(LoaderPictures.folder(), OPTIONS);
                Batches batches = loader.epoch(0, manager);
                Batch batch = batches.next()) {
            assertThatThrownBy(() -> sheet.write(batch, 0, folder.resolve("a.png")))
                    .isInstanceOf(IllegalArgumentException.class);
            Path nowhere = folder.resolve("none").resolve("a.png");
            assertThatThrownBy(() -> sheet.write(batch, 2, nowhere))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining(nowhere.toString());
        }
    }
}
