package io.github.timm4j.data.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.BatchSampler;
import ai.djl.translate.TranslateException;
import io.github.timm4j.data.reader.ImageFolderReader;
import io.github.timm4j.data.reader.ReaderOptions;
import io.github.timm4j.data.reader.Target;
import io.github.timm4j.data.reader.WdsReader;
import io.github.timm4j.data.sampler.OrderedDistributedSampler;
import io.github.timm4j.data.sampler.Replica;
import io.github.timm4j.fixtures.Fixtures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class DjlDatasetTest {
    private static final ArrayEncoder<Integer> ENCODER = (manager, size) -> new NDList(manager.create((float) size));

    private static ImageDataset<Integer> folder() {
        return ImageDataset.of(
                new ImageFolderReader(Fixtures.path("data/readers/folder"), ReaderOptions.DEFAULT),
                bytes -> bytes.length);
    }

    private static IterableImageDataset<Integer> shards() {
        return IterableImageDataset.of(
                new WdsReader(
                        Fixtures.path("data/readers/wds"),
                        ReaderOptions.builder().split("train").build()),
                bytes -> bytes.length);
    }

    private static List<float[]> values(Iterable<Batch> batches) {
        List<float[]> values = new ArrayList<>();
        for (Batch batch : batches) {
            values.add(batch.getData().head().toFloatArray());
            assertThat(batch.getLabels().head().getDataType()).isEqualTo(DataType.INT64);
            assertThat(batch.getSize()).isEqualTo(values.get(values.size() - 1).length);
            batch.close();
        }
        return values;
    }

    @Test
    void picturesByNumberAreADjlDataSet() throws IOException, TranslateException {
        DjlImageDataset<Integer> dataset =
                DjlImageDataset.builder(folder(), ENCODER).setSampling(5, false).build();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (NDManager manager = NDManager.newBaseManager()) {
            List<float[]> plain = values(dataset.getData(manager));
            assertThat(dataset.size()).isEqualTo(12);
            assertThat(plain).hasSize(3);
            assertThat(plain.get(0)).containsExactly(91, 92, 93, 692, 93);
            assertThat(values(dataset.getData(manager, threads)))
                    .usingRecursiveComparison()
                    .isEqualTo(plain);
            assertThat(manager.getManagedArrays()).isEmpty();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void djlsSamplersTakeOurOrders() throws IOException, TranslateException {
        OrderedDistributedSampler second = new OrderedDistributedSampler(12, new Replica(1, 2));
        DjlImageDataset<Integer> dataset = DjlImageDataset.builder(folder(), ENCODER)
                .setSampling(new BatchSampler(second.forEpoch(0), 6))
                .optLimit(6)
                .build();
        try (NDManager manager = NDManager.newBaseManager()) {
            assertThat(values(dataset.getData(manager)).get(0)).containsExactly(92, 692, 92, 92, 696, 93);
        }
    }

    @Test
    void chanceDependsOnSeedEpochAndPictureOnly() {
        ImageDataset<Integer> random = folder().map((input, source) -> source.nextInt(1_000_000));
        DjlImageDataset<Integer> dataset = DjlImageDataset.builder(random, ENCODER)
                .setSampling(4, true)
                .optSeed(3)
                .build();
        try (NDManager manager = NDManager.newBaseManager()) {
            float first = dataset.get(manager, 7).getData().head().getFloat();
            dataset.setEpoch(1);
            float second = dataset.get(manager, 7).getData().head().getFloat();
            dataset.setEpoch(0);
            assertThat(dataset.get(manager, 7).getData().head().getFloat())
                    .isEqualTo(first)
                    .isNotEqualTo(second);
        }
    }

    @Test
    void streamedPicturesAreADjlDataSet() {
        try (NDManager manager = NDManager.newBaseManager()) {
            List<float[]> all = values(new DjlIterableDataset<>(shards(), ENCODER, 3, false, 0).getData(manager));
            assertThat(all).extracting(batch -> batch.length).containsExactly(3, 3, 1);
            assertThat(all.get(0)).containsExactly(713, 92, 699);
            List<float[]> whole = values(new DjlIterableDataset<>(shards(), ENCODER, 3, true, 0).getData(manager));
            assertThat(whole).hasSize(2);
            assertThat(manager.getManagedArrays()).isEmpty();
        }
        assertThatThrownBy(() -> new DjlIterableDataset<>(shards(), ENCODER, 0, true, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void labelsBecomeArrays() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray index = ArrayEncoder.label(manager, new Target.Index(3));
            assertThat(index.getShape()).isEqualTo(new Shape());
            assertThat(index.getLong()).isEqualTo(3);
            assertThat(ArrayEncoder.label(manager, new Target.Dense(0, 1)).toFloatArray())
                    .containsExactly(0, 1);
            assertThatThrownBy(() -> ArrayEncoder.label(manager, new Target.Indices(List.of(1))))
                    .hasMessageContaining("MultiLabelTarget");
        }
    }
}
