package io.github.timm4j.data.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.data.augment.ErasingMode;
import io.github.timm4j.data.augment.RandomErasing;
import io.github.timm4j.data.dataset.ImageDataset;
import io.github.timm4j.data.image.ImageDecoder;
import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.mix.MixLabels;
import io.github.timm4j.data.mix.MixMode;
import io.github.timm4j.data.mix.Mixup;
import io.github.timm4j.data.mix.MixupConfig;
import io.github.timm4j.data.reader.Target;
import io.github.timm4j.data.sampler.ChoiceSchedule;
import io.github.timm4j.data.sampler.DistributedSampler;
import io.github.timm4j.data.sampler.Replica;
import io.github.timm4j.data.sampler.ScheduledBatchSampler;
import io.github.timm4j.data.transform.ImageTransform;
import io.github.timm4j.data.transform.TrainingTransforms;
import io.github.timm4j.data.transform.Transforms;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoaderTest {
    private static final LoaderOptions EVALUATION = LoaderOptions.evaluation(LoaderPictures.config(32), 5);
    private static final LoaderOptions TRAINING = LoaderOptions.training(LoaderPictures.config(32), 4)
            .augmentation(transform -> transform.autoAugment("rand-m9-mstd0.5-inc1"))
            .erasing(RandomErasing.of(0.5, ErasingMode.PIXEL, 1));

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    /** Pictures and labels of an epoch. */
    private record Seen(List<float[]> pictures, List<float[]> targets) {}

    private Seen run(BatchSource loader, int epoch) {
        Seen seen = new Seen(new ArrayList<>(), new ArrayList<>());
        try (Batches batches = loader.epoch(epoch, manager)) {
            while (batches.hasNext()) {
                try (Batch batch = batches.next();
                        NDArray images = batch.images().toType(DataType.FLOAT32, true);
                        NDArray targets = batch.targets().toType(DataType.FLOAT32, true)) {
                    seen.pictures.add(images.toFloatArray());
                    seen.targets.add(targets.toFloatArray());
                }
            }
        }
        return seen;
    }

    private Seen run(LoaderOptions options, int epoch) {
        try (Loader loader = Loaders.createLoader(LoaderPictures.folder(), options)) {
            return run(loader, epoch);
        }
    }

    private static void assertSame(Seen one, Seen other) {
        assertThat(one).usingRecursiveComparison().isEqualTo(other);
    }

    @Test
    void evaluationGivesEachPictureOnceInOrderAsTheTransformMakesIt() {
        ImageDataset<Pixels> dataset = LoaderPictures.folder();
        ImageTransform transform = Transforms.create(LoaderPictures.config(32));
        try (Loader loader = Loaders.createLoader(dataset, EVALUATION.workers(3))) {
            assertThat(loader.batches()).isEqualTo(3);
            assertThat(loader.samples()).isEqualTo(12);
            Seen seen = run(loader, 0);
            assertThat(seen.pictures)
                    .extracting(each -> each.length / (3 * 32 * 32))
                    .containsExactly(5, 5, 2);
            for (int i = 0; i < 12; i++) {
                float[] expected = transform.toFloats(
                        dataset.get(i, new SplittableRandom(0)).input());
                float[] batch = seen.pictures.get(i / 5);
                float[] own = Arrays.copyOfRange(batch, i % 5 * expected.length, (i % 5 + 1) * expected.length);
                // the device subtracts before it divides
                assertThat(own).containsExactly(expected, Offset.offset(2e-6f));
                assertThat(seen.targets.get(i / 5)[i % 5])
                        .isEqualTo(((Target.Index) dataset.reader().target(i)).value());
            }
        }
    }

    @Test
    void workersThatNormaliseGiveTheTransformsNumbers() {
        ImageTransform transform = Transforms.create(LoaderPictures.config(32));
        Seen seen = run(EVALUATION.batchSize(1).normalizing(Normalizing.IN_WORKERS), 0);
        for (int i = 0; i < 12; i++) {
            assertThat(seen.pictures.get(i)).containsExactly(transform.toFloats(LoaderPictures.picture(i)));
        }
    }

    @Test
    void callersMayNormaliseThemselves() {
        try (Loader loader =
                        Loaders.createLoader(LoaderPictures.folder(), EVALUATION.normalizing(Normalizing.BY_CALLER));
                Batches batches = loader.epoch(0, manager);
                Batch first = batches.next();
                Batch second = batches.next()) {
            assertThat(first.images().getDataType()).isEqualTo(DataType.UINT8);
            assertThat(first.images().getShape()).isEqualTo(new Shape(5, 3, 32, 32));
            assertThat(first.targets().getDataType()).isEqualTo(DataType.INT64);
            byte[] before = first.images().toByteArray();
            assertThat(second.images().toByteArray()).isNotEqualTo(before);
            assertThat(first.images().toByteArray()).isEqualTo(before);
        }
    }

    @Test
    void trainingIsTheSameForAnyNumberOfWorkersAndDiffersByEpochAndSeed() {
        Seen inline = run(TRAINING.workers(0), 3);
        assertThat(inline.pictures).hasSize(3);
        assertSame(run(TRAINING.workers(1), 3), inline);
        assertSame(run(TRAINING.workers(5).prefetch(1), 3), inline);
        assertThat(run(TRAINING.workers(2), 4).pictures.get(0)).isNotEqualTo(inline.pictures.get(0));
        assertThat(run(TRAINING.workers(2).seed(1), 3).pictures.get(0)).isNotEqualTo(inline.pictures.get(0));
    }

    @Test
    void oneLoaderRunsManyEpochsWithTheSameThreads() {
        try (Loader loader = Loaders.createLoader(LoaderPictures.folder(), TRAINING.workers(2))) {
            Seen second = run(loader, 1);
            run(loader, 0);
            assertSame(run(loader, 1), second);
            assertThat(LoaderPictures.threads()).hasSize(2);
        }
        assertThat(LoaderPictures.threads()).isEmpty();
    }

    @Test
    void preparingTheNextEpochAheadChangesNothing() {
        try (Loader plain = Loaders.createLoader(LoaderPictures.folder(), TRAINING.workers(2));
                Loader ahead = Loaders.createLoader(
                        LoaderPictures.folder(), TRAINING.workers(2).multiEpochs(true))) {
            for (int epoch : new int[] {0, 1, 2, 5, 6, 0}) {
                assertSame(run(ahead, epoch), run(plain, epoch));
            }
        }
    }

    @Test
    void threadsThatAreNotPersistentEndWithTheEpoch() {
        try (Loader loader = Loaders.createLoader(
                LoaderPictures.folder(), TRAINING.workers(2).persistentWorkers(false))) {
            Seen first = run(loader, 0);
            assertThat(LoaderPictures.threads()).isEmpty();
            assertSame(run(loader, 0), first);
        }
    }

    @Test
    void processesShareTheDataSet() {
        List<Float> labels = new ArrayList<>();
        for (int rank = 0; rank < 2; rank++) {
            Seen part = run(TRAINING.batchSize(3).distributed(new Replica(rank, 2)), 0);
            part.targets.forEach(batch -> {
                for (float label : batch) {
                    labels.add(label);
                }
            });
        }
        List<Float> all = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            all.add((float) ((Target.Index) LoaderPictures.folder().reader().target(i)).value());
        }
        assertThat(labels).containsExactlyInAnyOrderElementsOf(all);
        assertThat(run(EVALUATION.distributed(new Replica(1, 5)), 0).targets.get(0))
                .hasSize(3);
    }

    @Test
    void repeatedSamplesAreAugmentedAnew() {
        LoaderOptions repeated = LoaderOptions.training(LoaderPictures.config(32), 12)
                .augmentation(transform -> transform.hflip(0).colorJitter(List.of()))
                .distributed(new Replica(0, 1))
                .augRepeats(12);
        Seen seen = run(repeated, 0);
        assertThat(seen.targets.get(0)).containsOnly(seen.targets.get(0)[0]);
        float[] batch = seen.pictures.get(0);
        int length = batch.length / 12;
        assertThat(Arrays.copyOf(batch, length)).isNotEqualTo(Arrays.copyOfRange(batch, length, 2 * length));
    }

    @Test
    void viewsOfAPictureComeSideBySideWithTheCleanOnesFirst() {
        UnaryOperator<TrainingTransforms> policy = transform -> transform.autoAugment("rand-m9-n3");
        LoaderOptions plain = LoaderOptions.training(LoaderPictures.config(32), 4)
                .augmentation(transform -> transform.colorJitter(List.of()))
                .workers(2);
        Seen clean = run(plain, 0);
        Seen views = run(plain.augmentation(policy).augSplits(3), 0);
        assertThat(views.pictures.get(0)).hasSize(3 * 4 * 3 * 32 * 32).startsWith(clean.pictures.get(0));
        assertThat(views.targets.get(0)).hasSize(12).startsWith(clean.targets.get(0));
        assertThat(Arrays.copyOfRange(views.targets.get(0), 8, 12)).isEqualTo(clean.targets.get(0));
    }

    @Test
    void erasingMaySpareHalfOfTheBatch() {
        LoaderOptions plain = TRAINING.erasing(null);
        Seen clean = run(plain, 0);
        Seen erased =
                run(plain.erasing(RandomErasing.of(1, ErasingMode.CONST, 1)).splitErasing(true), 0);
        int half = clean.pictures.get(0).length / 2;
        assertThat(erased.pictures.get(0)).startsWith(Arrays.copyOf(clean.pictures.get(0), half));
        assertThat(erased.pictures.get(0)).isNotEqualTo(clean.pictures.get(0));
        assertThat(run(plain.noAug(true).erasing(RandomErasing.of(1, ErasingMode.CONST, 1)), 0)
                        .pictures
                        .get(0))
                .isEqualTo(run(plain.noAug(true), 0).pictures.get(0));
    }

    @Test
    void collatingMixesAndStopsWhereItIsToldTo() {
        Mixup mixup = new Mixup(MixupConfig.of(0.8, 1).mode(MixMode.ELEM).offEpoch(1), MixLabels.single(5, 0.1));
        LoaderOptions mixing = TRAINING.erasing(null).collateMixup(mixup);
        Seen mixed = run(mixing.workers(3), 0);
        assertThat(mixed.targets.get(0)).hasSize(4 * 5);
        assertThat(mixed.pictures.get(0))
                .isNotEqualTo(run(TRAINING.erasing(null), 0).pictures.get(0));
        assertSame(run(mixing.workers(0), 0), mixed);
        assertThat(run(mixing, 1).pictures.get(0))
                .isEqualTo(run(TRAINING.erasing(null), 1).pictures.get(0));
    }

    @Test
    void collatingByHalvesGivesHalfTheBatch() {
        Mixup mixup = new Mixup(MixupConfig.of(0.8, 1).mode(MixMode.HALF), MixLabels.single(5, 0));
        Seen halves = run(TRAINING.collateMixup(mixup), 0);
        assertThat(halves.pictures)
                .extracting(each -> each.length / (3 * 32 * 32))
                .containsExactly(2, 2, 2);
        assertThat(halves.targets.get(0)).hasSize(2 * 5);
    }

    @Test
    void batchesMayBeHalfPrecisionButNotBrainFloats() {
        try (Loader loader = Loaders.createLoader(LoaderPictures.folder(), EVALUATION.imageType(DataType.FLOAT16));
                Batches batches = loader.epoch(0, manager);
                Batch batch = batches.next()) {
            assertThat(batch.images().getDataType()).isEqualTo(DataType.FLOAT16);
        }
        assertThatThrownBy(() -> EVALUATION.imageType(DataType.BFLOAT16))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bfloat16");
    }

    @Test
    void labelsWithAValuePerClassStayTogether() {
        ImageDataset<Pixels> dataset = LoaderPictures.folder().mapTarget(target -> new Target.Dense(0, 1, 0.5f));
        try (Loader loader = Loaders.createLoader(dataset, EVALUATION)) {
            assertThat(run(loader, 0).targets.get(2)).containsExactly(0, 1, 0.5f, 0, 1, 0.5f);
        }
        ImageDataset<Pixels> lists = LoaderPictures.folder().mapTarget(target -> new Target.Indices(List.of(1, 2)));
        try (Loader loader = Loaders.createLoader(lists, EVALUATION)) {
            assertThatThrownBy(() -> run(loader, 0)).hasMessageContaining("MultiLabelTarget");
        }
    }

    @Test
    void anEpochEndsAndCanBeClosedEarlyAndTwice() {
        try (Loader loader = Loaders.createLoader(LoaderPictures.folder(), EVALUATION.workers(2))) {
            Batches early = loader.epoch(0, manager);
            early.next().close();
            early.close();
            early.close();
            assertThat(early.hasNext()).isFalse();
            assertThatThrownBy(early::next).isInstanceOf(NoSuchElementException.class);
            Batches replaced = loader.epoch(1, manager);
            assertThat(run(loader, 2).pictures).hasSize(3);
            assertThat(replaced.hasNext()).isFalse();
        }
        assertThat(manager.getManagedArrays()).isEmpty();
        assertThat(LoaderPictures.threads()).isEmpty();
    }

    @Test
    void aClosedLoaderSaysSo() {
        Loader loader = Loaders.createLoader(LoaderPictures.folder(), EVALUATION);
        loader.close();
        loader.close();
        assertThatThrownBy(() -> loader.epoch(0, manager))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void optionsThatContradictEachOtherAreRefused() {
        Mixup mixup = new Mixup(MixupConfig.of(0.8, 1), MixLabels.single(5, 0));
        List<LoaderOptions> wrong = List.of(
                EVALUATION.collateMixup(mixup),
                EVALUATION.augSplits(2),
                TRAINING.augRepeats(3),
                TRAINING.augSplits(3).collateMixup(mixup),
                TRAINING.normalizing(Normalizing.BY_CALLER),
                TRAINING.normalizing(Normalizing.IN_WORKERS).collateMixup(mixup),
                TRAINING.normalizing(Normalizing.IN_WORKERS).imageType(DataType.FLOAT16),
                TRAINING.batchSize(13),
                LoaderOptions.evaluation(LoaderPictures.config(4096), 64),
                TRAINING.augmentation(transform -> transform.erasing(RandomErasing.of(1, ErasingMode.CONST, 1))));
        for (LoaderOptions options : wrong) {
            assertThatThrownBy(() -> Loaders.createLoader(LoaderPictures.folder(), options))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> TRAINING.workers(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TRAINING.augSplits(1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TRAINING.batchSize(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void streamsGiveTheirPicturesInOrderForAnyNumberOfWorkers() {
        Seen inline;
        try (Loader loader =
                Loaders.createLoader(LoaderPictures.shards(ImageDecoder.rgb()::decode), EVALUATION.workers(0))) {
            inline = run(loader, 0);
            assertThat(loader.samples()).isEqualTo(7);
        }
        assertThat(inline.targets).extracting(each -> each.length).containsExactly(5, 2);
        try (Loader loader =
                Loaders.createLoader(LoaderPictures.shards(ImageDecoder.rgb()::decode), EVALUATION.workers(4))) {
            assertSame(run(loader, 0), inline);
            assertSame(run(loader, 1), inline);
        }
        assertThatThrownBy(() ->
                        Loaders.createLoader(LoaderPictures.shards(ImageDecoder.rgb()::decode), TRAINING.augSplits(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("stream");
    }

    @Test
    void batchesOfSeveralSizesFollowTheSchedule() {
        ResolutionSchedule schedule = new ResolutionSchedule(
                List.of(
                        new ResolutionSchedule.Choice(new ImageSize(16, 24), 4, 1),
                        ResolutionSchedule.Choice.of(ImageSize.square(32))),
                new ScheduledBatchSampler.Options(ChoiceSchedule.constant(), 5, 0, false, true));
        LoaderOptions options = TRAINING.batchSize(2).schedule(schedule);
        ScheduledBatchSampler expected = new ScheduledBatchSampler(
                new DistributedSampler(12, Replica.SINGLE, 42),
                List.of(new ScheduledBatchSampler.Choice(4, 1), new ScheduledBatchSampler.Choice(2, 1)),
                schedule.sampling());
        try (Loader loader = Loaders.createLoader(LoaderPictures.folder(), options.workers(3));
                Batches batches = loader.epoch(1, manager)) {
            assertThat(loader.batches()).isEqualTo(expected.batches());
            assertThat(loader.samples()).isEqualTo(12);
            assertThat(loader.referenceBatchSize()).isEqualTo(3);
            for (ScheduledBatchSampler.Batch each : expected.batches(1)) {
                try (Batch batch = batches.next()) {
                    int count = each.indices().size();
                    assertThat(batch.images().getShape())
                            .isEqualTo(each.choice() == 0 ? new Shape(count, 3, 16, 24) : new Shape(count, 3, 32, 32));
                    assertThat(batch.targets().toLongArray())
                            .containsExactly(each.indices().stream()
                                    .mapToLong(LoaderPictures::label)
                                    .toArray());
                }
            }
            assertThat(batches.hasNext()).isFalse();
        }
        assertSame(run(options.workers(0), 1), run(options.workers(2), 1));
        assertThatThrownBy(() -> Loaders.createLoader(LoaderPictures.folder(), EVALUATION.schedule(schedule)))
                .hasMessageContaining("training only");
    }
}
