package io.github.timm4j.data.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import io.github.timm4j.ImageException;
import io.github.timm4j.data.dataset.ImageDataset;
import io.github.timm4j.data.dataset.SampleDecoder;
import io.github.timm4j.data.image.ImageDecoder;
import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.reader.FilenameForm;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoaderFaultsTest {
    private static final LoaderOptions OPTIONS =
            LoaderOptions.evaluation(LoaderPictures.config(16), 4).workers(3);

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    /** Decodes, but for the so-manieth call. */
    private static SampleDecoder<Pixels> decoder(int call, Runnable event) {
        AtomicInteger calls = new AtomicInteger();
        return bytes -> {
            if (calls.getAndIncrement() == call) {
                event.run();
            }
            return ImageDecoder.rgb().decode(bytes);
        };
    }

    private static void raise(Error error) {
        throw error;
    }

    @Test
    void aTransformThatFailsNamesTheSampleBehindTheBatchesBeforeIt() {
        ImageDataset<Pixels> dataset = LoaderPictures.folder().map((image, random) -> image);
        AtomicInteger number = new AtomicInteger();
        ImageDataset<Pixels> failing = dataset.map((image, random) -> {
            if (number.getAndIncrement() == 6) {
                throw new IllegalStateException("no such colour");
            }
            return image;
        });
        try (Loader loader = Loaders.createLoader(failing, OPTIONS.workers(1));
                Batches batches = loader.epoch(0, manager)) {
            batches.next().close();
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(batches::next)
                        .isInstanceOf(LoaderException.class)
                        .hasMessageContaining("sample 6 (")
                        .hasMessageContaining(dataset.reader().filename(6, FilenameForm.ABSOLUTE))
                        .hasMessageContaining("no such colour")
                        .hasCauseInstanceOf(IllegalStateException.class);
            }
            try (Batches next = loader.epoch(1, manager)) {
                next.next().close();
            }
        }
    }

    @Test
    void picturesBrokenInARowFailWithTheNameOfTheLast() {
        ImageDataset<Pixels> broken = LoaderPictures.folder(bytes -> {
            throw new ImageException("no picture");
        });
        try (Loader loader = Loaders.createLoader(broken, OPTIONS);
                Batches batches = loader.epoch(0, manager)) {
            assertThatThrownBy(batches::hasNext)
                    .isInstanceOf(LoaderException.class)
                    .hasMessageContaining("in a row")
                    .hasMessageContaining("sample 0 (");
        }
    }

    @Test
    void brokenPicturesOfAStreamLeaveNoGap() {
        SampleDecoder<Pixels> second = decoder(1, () -> {
            throw new ImageException("torn");
        });
        try (Loader loader = Loaders.createLoader(LoaderPictures.shards(second), OPTIONS.workers(1));
                Batches batches = loader.epoch(0, manager)) {
            try (Batch first = batches.next();
                    Batch last = batches.next()) {
                assertThat(first.size()).isEqualTo(4);
                assertThat(last.size()).isEqualTo(2);
            }
            assertThat(batches.hasNext()).isFalse();
        }
    }

    @Test
    void anErrorInAWorkerReachesTheCaller() {
        for (int workers : new int[] {0, 1, 3}) {
            ImageDataset<Pixels> dataset =
                    LoaderPictures.folder(decoder(5, () -> raise(new OutOfMemoryError("too many dreams"))));
            try (Loader loader = Loaders.createLoader(dataset, OPTIONS.workers(workers));
                    Batches batches = loader.epoch(0, manager)) {
                assertThatThrownBy(() -> {
                            while (batches.hasNext()) {
                                batches.next().close();
                            }
                        })
                        .isInstanceOf(LoaderException.class)
                        .hasMessageContaining("too many dreams")
                        .hasRootCauseInstanceOf(OutOfMemoryError.class);
            }
        }
    }

    @Test
    void aWorkerThatDiesIsReportedAndReplacedInTheNextEpoch() {
        ImageDataset<Pixels> dataset =
                LoaderPictures.folder(decoder(3, () -> Thread.currentThread().interrupt()));
        try (Loader loader = Loaders.createLoader(dataset, OPTIONS.workers(1).prefetch(1))) {
            try (Batches batches = loader.epoch(0, manager)) {
                assertThatThrownBy(() -> {
                            while (batches.hasNext()) {
                                batches.next().close();
                            }
                        })
                        .isInstanceOf(LoaderException.class)
                        .hasMessageContaining("timm4j-loader-0 died")
                        .hasCauseInstanceOf(InterruptedException.class);
            }
            int samples = 0;
            try (Batches batches = loader.epoch(1, manager)) {
                while (batches.hasNext()) {
                    try (Batch batch = batches.next()) {
                        samples += batch.size();
                    }
                }
            }
            assertThat(samples).isEqualTo(12);
        }
    }

    @Test
    void aCallerThatIsInterruptedDoesNotHang() throws InterruptedException {
        CountDownLatch hold = new CountDownLatch(1);
        ImageDataset<Pixels> dataset = LoaderPictures.folder(decoder(0, () -> {
            try {
                hold.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }));
        try (Loader loader = Loaders.createLoader(dataset, OPTIONS);
                Batches batches = loader.epoch(0, manager)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(batches::next)
                    .isInstanceOf(LoaderException.class)
                    .hasMessageContaining("interrupted");
            assertThat(Thread.interrupted()).isTrue();
            hold.countDown();
            batches.next().close();
        }
        assertThat(LoaderPictures.threads()).isEmpty();
    }
}
