package io.github.timm4j.data.dataset;

import io.github.timm4j.data.reader.IndexedReader;
import java.util.random.RandomGenerator;

/**
 * Pictures by number.
 *
 * @param <X> kind of picture
 */
public sealed interface IndexedDataset<X> extends VisionDataset<X> permits ImageDataset, AugMixDataset {
    /**
     * Reads, decodes and transforms one.
     *
     * @param index from 0
     * @param random for the transforms
     * @return the example, or the next that is not broken
     * @throws io.github.timm4j.ImageException where too many in a row are broken; it names the last file
     */
    Example<X> get(int index, RandomGenerator random);

    /**
     * How many pictures there are.
     *
     * @return at least 1
     */
    default int size() {
        return reader().size();
    }

    @Override
    IndexedReader reader();
}
