package io.github.timm4j.data.loader;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.data.mix.Mixup;
import io.github.timm4j.data.random.Draws;
import io.github.timm4j.data.reader.Target;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A batch that is put together in one direct buffer, views of a kind side by side. */
final class HostBatch {
    private final Plan.Form form;
    private final int number;
    private final ByteBuffer buffer;
    private final Layout layout;
    private final List<Target> targets = new ArrayList<>();
    private float @Nullable [][] mixed;
    private int pictures;
    private volatile @Nullable LoaderException failure;
    private volatile boolean sealed;

    /**
     * What all batches of a loader share.
     *
     * @param type of the samples
     * @param channels of a picture
     * @param views of a sample
     */
    record Layout(DataType type, int channels, int views) {
        /** The bytes of a batch. */
        int bytes(Plan.Form form) {
            long picture = (long) channels * form.size().height() * form.size().width() * type.getNumOfBytes();
            long bytes = picture * form.samples() * views;
            if (bytes > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("a batch must be smaller than 2 GiB, " + form.samples()
                        + " samples of " + views + " views are " + bytes + " bytes");
            }
            return (int) bytes;
        }
    }

    HostBatch(int number, Plan.Form form, Layout layout, ByteBuffer buffer) {
        this.number = number;
        this.form = form;
        this.layout = layout;
        this.buffer = buffer;
    }

    int number() {
        return number;
    }

    /** Samples so far. */
    int size() {
        return targets.size();
    }

    boolean full() {
        return size() == form.samples();
    }

    /** Whether it may be given as it is. */
    boolean acceptable() {
        return full() || (!form.complete() && size() > 0 && layout.views() == 1);
    }

    void add(Views views) {
        if (views.planes().size() != layout.views()) {
            throw new IllegalStateException("expected " + layout.views() + " views of a sample, got "
                    + views.planes().size());
        }
        for (int v = 0; v < layout.views(); v++) {
            views.planes().get(v).put(buffer, v * form.samples() + size());
        }
        targets.add(views.target());
    }

    /** Mixes where that is wanted; behind the last sample. */
    void seal(@Nullable Mixup mixup, Draws draws) {
        pictures = size() * layout.views();
        if (mixup != null) {
            try {
                mix(mixup, draws);
            } catch (RuntimeException | Error e) {
                failure = Ticket.Outcome.failed("mix batch " + number, e).failure();
            }
        }
        sealed = true;
    }

    private void mix(Mixup mixup, Draws draws) {
        float[][] dense = Labels.dense(targets);
        mixed = dense == null
                ? mixup.collate(buffer, shape(), Labels.indices(targets), draws)
                : mixup.collate(buffer, shape(), dense, draws);
        pictures = mixup.outputs(pictures);
    }

    boolean sealed() {
        return sealed;
    }

    /** This batch, if all went well. */
    HostBatch checked() {
        LoaderException error = failure;
        if (error != null) {
            throw error.again();
        }
        return this;
    }

    private Shape shape() {
        return new Shape(
                pictures, layout.channels(), form.size().height(), form.size().width());
    }

    /** The pictures as they lie here: on the CPU a view of the buffer, which must outlive it. */
    NDArray pictures(NDManager manager) {
        Shape shape = shape();
        ByteBuffer filled = buffer.duplicate().order(buffer.order());
        filled.position(0).limit((int) shape.size() * layout.type().getNumOfBytes());
        return manager.create(filled, shape, layout.type());
    }

    NDArray targets(NDManager manager) {
        float[][] values = mixed == null ? Labels.dense(targets) : mixed;
        return values == null
                ? Labels.array(manager, Labels.indices(targets), layout.views())
                : Labels.array(manager, values, mixed == null ? layout.views() : 1);
    }

    ByteBuffer buffer() {
        return buffer;
    }
}
