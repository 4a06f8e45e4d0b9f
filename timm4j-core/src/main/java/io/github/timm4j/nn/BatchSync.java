package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDScope;
import io.github.timm4j.internal.Aten;
import io.github.timm4j.internal.AtenOp;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets several workers, each on its thread, normalise their parts of one batch together: in a training pass every batch norm
 * uses the statistics of all parts ({@code torch.nn.SyncBatchNorm}). The workers take turns, each until its next batch norm,
 * so that nothing depends on their speed; on accelerators their queued work still overlaps.
 *
 * <p>What they compute is one graph: their losses are added up and differentiated once.
 */
public final class BatchSync implements AutoCloseable {
    private static final AtenOp VAR_MEAN = AtenOp.unary("var_mean", new long[] {0, 2, 3}, false, true);
    private static final ThreadLocal<@Nullable Member> CURRENT = new ThreadLocal<>();

    private final int members;
    private final List<Statistics> parts = new ArrayList<>();
    private final List<Statistics> met = new ArrayList<>();
    private int turn;
    private @Nullable RuntimeException failure;

    /**
     * Mean and biased variance of a batch's channels.
     *
     * @param mean {@code (1, C, 1, 1)}
     * @param variance {@code (1, C, 1, 1)}
     * @param count values of each channel
     */
    record Statistics(NDArray mean, NDArray variance, long count) {
        static Statistics of(NDArray x) {
            NDList found = Aten.callList(VAR_MEAN, x);
            return new Statistics(
                    found.get(1), found.get(0), x.size() / x.getShape().get(1));
        }

        /** Those of all parts' values: squares of distances from the common mean, never differences of squares. */
        static Statistics of(List<Statistics> parts) {
            Statistics first = parts.get(0);
            long count = parts.stream().mapToLong(Statistics::count).sum();
            NDArray mean = first.mean.mul((double) first.count / count);
            for (Statistics part : parts.subList(1, parts.size())) {
                mean = mean.add(on(first, part.mean).mul((double) part.count / count));
            }
            NDArray variance = first.mean.zerosLike();
            for (Statistics part : parts) {
                NDArray about = on(first, part.mean).sub(mean).square().add(on(first, part.variance));
                variance = variance.add(about.mul((double) part.count / count));
            }
            return new Statistics(mean, variance, count);
        }

        private static NDArray on(Statistics place, NDArray array) {
            return array.toDevice(place.mean.getDevice(), false);
        }
    }

    /** A worker at work on its thread. */
    static final class Member {
        private final BatchSync sync;
        private final int number;
        private int meetings;

        private Member(BatchSync sync, int number) {
            this.sync = sync;
            this.number = number;
        }

        /** Statistics of all workers' inputs of a layer, on this one's device. */
        Statistics meet(NDArray x) {
            Statistics all = sync.exchange(number, meetings++, Statistics.of(x));
            return new Statistics(
                    all.mean.toDevice(x.getDevice(), false), all.variance.toDevice(x.getDevice(), false), all.count);
        }
    }

    /**
     * A group of workers.
     *
     * @param members their number
     */
    public BatchSync(int members) {
        this.members = members;
    }

    /** The worker of this thread, or null outside of a group. */
    static @Nullable Member member() {
        return CURRENT.get();
    }

    /**
     * Does a worker's part on this thread; all workers' parts are under way at the same time, each on its thread.
     *
     * @param number the worker's, from 0
     * @param work a training pass
     * @throws RuntimeException what this part or another one failed with
     */
    public void run(int number, Runnable work) {
        CURRENT.set(new Member(this, number));
        try {
            awaitTurn(number);
            work.run();
            pass(number);
        } catch (RuntimeException e) {
            throw fail(e);
        } catch (Error e) {
            fail(new IllegalStateException("a worker failed", e));
            throw e;
        } finally {
            CURRENT.remove();
        }
    }

    private Statistics exchange(int number, int meeting, Statistics part) {
        parts.add(part);
        if (number == members - 1) {
            combine();
        }
        pass(number);
        awaitTurn(number);
        if (met.size() <= meeting) {
            throw new IllegalStateException("worker " + number + " came to batch norm " + meeting
                    + " of its pass, another one had only " + met.size());
        }
        return met.get(meeting);
    }

    private void combine() {
        if (parts.size() != members) {
            throw new IllegalStateException(
                    "only " + parts.size() + " of " + members + " workers came to batch norm " + met.size());
        }
        Statistics all = members == 1 ? parts.get(0) : Statistics.of(parts);
        // the others read them after this worker's scope may have ended
        NDScope.unregister(all.mean, all.variance);
        met.add(all);
        parts.clear();
    }

    private synchronized void awaitTurn(int number) {
        try {
            while (turn != number && failure == null) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for other workers", e);
        }
        if (failure != null) {
            throw failure;
        }
    }

    private synchronized void pass(int number) {
        turn = (number + 1) % members;
        notifyAll();
    }

    /** Ends everyone's waiting; what failed first is what all throw. */
    private synchronized RuntimeException fail(RuntimeException cause) {
        if (failure == null) {
            failure = cause;
        }
        notifyAll();
        return failure;
    }

    /** Frees the statistics; what a graph needs of them it keeps. */
    @Override
    public void close() {
        met.forEach(all -> {
            all.mean.close();
            all.variance.close();
        });
        met.clear();
    }
}
