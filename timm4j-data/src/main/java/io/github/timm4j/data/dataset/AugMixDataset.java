package io.github.timm4j.data.dataset;

import io.github.timm4j.data.reader.IndexedReader;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Several views of each picture: the first only normalised, the others augmented and normalised, all from one result of
 * the base transform. Paper: AugMix, arXiv:1912.02781; source: timm.data.dataset.
 *
 * @param <X> kind of picture after the base transform
 * @param <Y> kind of picture after normalising
 */
public final class AugMixDataset<X, Y> implements IndexedDataset<List<Y>> {
    private final ImageDataset<X> dataset;
    private final SampleTransform<? super X, ? extends X> augmentation;
    private final SampleTransform<? super X, ? extends Y> normalize;
    private final int splits;

    /**
     * Wraps a data set.
     *
     * @param dataset with the base transform
     * @param augmentation for all views but the first
     * @param normalize for all views
     * @param splits number of views
     * @throws IllegalArgumentException where there are none
     */
    public AugMixDataset(
            ImageDataset<X> dataset,
            SampleTransform<? super X, ? extends X> augmentation,
            SampleTransform<? super X, ? extends Y> normalize,
            int splits) {
        if (splits < 1) {
            throw new IllegalArgumentException("at least one view is needed, got " + splits);
        }
        this.dataset = dataset;
        this.augmentation = augmentation;
        this.normalize = normalize;
        this.splits = splits;
    }

    /** The plain view comes first. */
    @Override
    public Example<List<Y>> get(int index, RandomGenerator random) {
        Example<X> base = dataset.get(index, random);
        List<Y> views = new ArrayList<>();
        views.add(normalize.apply(base.input(), random));
        while (views.size() < splits) {
            views.add(normalize.apply(augmentation.apply(base.input(), random), random));
        }
        return base.with(List.copyOf(views));
    }

    @Override
    public IndexedReader reader() {
        return dataset.reader();
    }

    @Override
    public long broken() {
        return dataset.broken();
    }
}
