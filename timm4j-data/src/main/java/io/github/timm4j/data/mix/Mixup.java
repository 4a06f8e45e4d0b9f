package io.github.timm4j.data.mix;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.data.random.Draws;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Mixes the samples of a batch and their labels: normalised ones on the device ({@link #mix}), or 8-bit ones while a
 * batch is put together ({@link #collate}, timm's FastCollateMixup). Source: timm.data.mixup.
 *
 * @see <a href="https://arxiv.org/abs/1710.09412">mixup</a>
 * @see <a href="https://arxiv.org/abs/1905.04899">CutMix</a>
 */
public final class Mixup {
    private final MixupConfig config;
    private final MixLabels labels;
    private volatile boolean enabled = true;

    /**
     * A mixer.
     *
     * @param config what is mixed
     * @param labels what labels are
     */
    public Mixup(MixupConfig config, MixLabels labels) {
        this.config = config;
        this.labels = labels;
    }

    /**
     * Begins an epoch: from {@link MixupConfig#offEpoch} on, samples stay as they are and labels are only smoothed.
     *
     * @param epoch from 0
     */
    public void epoch(int epoch) {
        enabled = config.offEpoch() == 0 || epoch < config.offEpoch();
    }

    /**
     * The same mixer as it is in an epoch, whatever becomes of this one.
     *
     * @param epoch from 0
     * @return a copy
     */
    public Mixup forEpoch(int epoch) {
        Mixup copy = new Mixup(config, labels);
        copy.epoch(epoch);
        return copy;
    }

    /**
     * A mixed batch.
     *
     * @param data {@code (N, C, H, W)}
     * @param target shares of classes, {@code (N, classes)}, float32
     */
    public record Batch(NDArray data, NDArray target) {}

    /**
     * Mixes a batch where it lies.
     *
     * @param data {@code (N, C, H, W)}, float32 or float16; it stays as it is
     * @param target class numbers {@code (N)}, or for several labels values {@code (N, classes)}
     * @param draws the only source of chance
     * @return new arrays, owned by the managers of the old ones
     * @throws IllegalArgumentException where the number of samples is odd, the type another one, or the mode is half
     */
    public Batch mix(NDArray data, NDArray target, Draws draws) {
        DataType type = data.getDataType();
        if (config.mode() == MixMode.HALF || (type != DataType.FLOAT32 && type != DataType.FLOAT16)) {
            throw new IllegalArgumentException("batches of float32 or float16 are mixed by batch, pair or elem, got "
                    + type + " by " + config.mode());
        }
        Shape shape = data.getShape();
        List<Mix> mixes = plan(even(shape.get(0)), sizeOf(shape), draws);
        NDArray mixed = mixed(data, mixes);
        try (NDArray dense = labels.dense(target)) {
            return new Batch(mixed, blended(dense, mixes));
        }
    }

    /**
     * Mixes a batch of 8-bit samples in place.
     *
     * @param batch {@code (N, C, H, W)} from index 0 on; where the mode is half, the first half is the result
     * @param shape of the batch
     * @param target class numbers {@code (N)}
     * @param draws the only source of chance
     * @return shares of classes, {@code (}{@link #outputs}{@code , classes)}
     * @throws IllegalArgumentException where the number of samples is odd, or a label out of range
     */
    public float[][] collate(ByteBuffer batch, Shape shape, int[] target, Draws draws) {
        return collated(batch, shape, labels.dense(target), draws);
    }

    /**
     * Mixes a batch of 8-bit samples with several labels each in place.
     *
     * @param batch {@code (N, C, H, W)} from index 0 on; where the mode is half, the first half is the result
     * @param shape of the batch
     * @param target values {@code (N, classes)}
     * @param draws the only source of chance
     * @return shares of classes, {@code (}{@link #outputs}{@code , classes)}
     * @throws IllegalArgumentException where the number of samples is odd, or that of the classes wrong
     */
    public float[][] collate(ByteBuffer batch, Shape shape, float[][] target, Draws draws) {
        return collated(batch, shape, labels.dense(target), draws);
    }

    /**
     * How many samples {@link #collate} leaves of a batch.
     *
     * @param batch its size
     * @return half of it where the mode is half
     */
    public int outputs(int batch) {
        return config.mode() == MixMode.HALF ? batch / 2 : batch;
    }

    private float[][] collated(ByteBuffer batch, Shape shape, float[][] dense, Draws draws) {
        int count = even(shape.get(0));
        if (dense.length != count || batch.limit() < shape.size()) {
            throw new IllegalArgumentException("a batch of " + shape + " has " + shape.size() + " samples and " + count
                    + " labels, got " + batch.limit() + " and " + dense.length);
        }
        List<Mix> mixes = plan(count, sizeOf(shape), draws);
        new ByteMixer(batch, count, (int) shape.get(1), sizeOf(shape)).run(mixes);
        float[][] mixed = new float[mixes.size()][labels.numClasses()];
        for (int i = 0; i < mixed.length; i++) {
            for (int c = 0; c < mixed[i].length; c++) {
                mixed[i][c] = mixes.get(i).blend(dense[i][c], dense[count - 1 - i][c]);
            }
        }
        return mixed;
    }

    private List<Mix> plan(int count, ImageSize size, Draws draws) {
        return enabled ? new MixDraws(config, size, draws).plan(count) : Collections.nCopies(outputs(count), Mix.NONE);
    }

    private static ImageSize sizeOf(Shape shape) {
        return new ImageSize((int) shape.get(2), (int) shape.get(3));
    }

    private static int even(long count) {
        if (count % 2 != 0) {
            throw new IllegalArgumentException("mixing needs an even number of samples, got " + count);
        }
        return (int) count;
    }

    private static NDArray mixed(NDArray data, List<Mix> mixes) {
        List<Mix> blends =
                mixes.stream().map(mix -> mix.blends() ? mix : Mix.NONE).toList();
        boolean blending = mixes.stream().anyMatch(Mix::blends);
        NDArray result = blending ? blended(data, blends) : data.duplicate();
        try (NDArray flipped = data.flip(0)) {
            boolean one = mixes.stream().allMatch(mixes.get(0)::equals);
            for (int i = 0; i < (one ? 1 : mixes.size()); i++) {
                copy(result, flipped, mixes.get(i).box(), one ? ":" : Integer.toString(i));
            }
        }
        return result;
    }

    private static void copy(NDArray to, NDArray from, @Nullable MixBox box, String samples) {
        if (box == null || box.isEmpty()) {
            return;
        }
        NDIndex index =
                new NDIndex(samples + ", :, " + box.top() + ":" + box.bottom() + ", " + box.left() + ":" + box.right());
        try (NDArray part = from.get(index)) {
            to.set(index, part);
        }
    }

    /** Each sample's share of itself and of its partner. */
    private static NDArray blended(NDArray values, List<Mix> mixes) {
        float[] own = new float[mixes.size()];
        float[] other = new float[mixes.size()];
        for (int i = 0; i < own.length; i++) {
            own[i] = mixes.get(i).own();
            other[i] = mixes.get(i).other();
        }
        try (NDManager scope = values.getManager().newSubManager()) {
            NDArray first = values.mul(perSample(scope, own, values));
            NDArray second = values.flip(0);
            second.attach(scope);
            return first.addi(second.muli(perSample(scope, other, values)));
        }
    }

    private static NDArray perSample(NDManager scope, float[] shares, NDArray values) {
        long[] shape = new long[values.getShape().dimension()];
        Arrays.fill(shape, 1);
        shape[0] = shares.length;
        return scope.create(shares, new Shape(shape)).toType(values.getDataType(), false);
    }
}
