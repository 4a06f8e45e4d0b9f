package io.github.timm4j.data.loader;

import io.github.timm4j.data.dataset.SampleSeeds;
import io.github.timm4j.data.mix.Mixup;
import io.github.timm4j.data.random.Draws;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One epoch's way from samples to batches on the host. Workers take samples in the order of the plan, prepare them in
 * any order, and each enters its batch when all before it have: so batches are the same for any number of workers, and
 * a sample that is passed over leaves no gap.
 */
final class Assembly {
    private static final long MIXING = 0x5DEECE66DL;

    private final Plan plan;
    private final Setup setup;
    private final int epoch;
    private final @Nullable Mixup mixup;
    /** In the order of the plan. */
    private final Deque<Ticket> unfinished = new ArrayDeque<>();
    /** In order, the last perhaps still filling. */
    private final Deque<HostBatch> batches = new ArrayDeque<>();

    private @Nullable HostBatch filling;
    private @Nullable LoaderException failure;
    private int begun;
    /** Samples between plan and caller. */
    private int outstanding;

    private boolean planning;
    private boolean planned;

    /**
     * What all epochs of a loader share.
     *
     * @param layout of batches
     * @param ahead samples that may be prepared or in work ahead of the caller
     * @param seed of mixing
     * @param buffers that batches are put together in
     * @param signal told of every change
     */
    record Setup(HostBatch.Layout layout, int ahead, long seed, Buffers buffers, Signal signal) {}

    Assembly(Plan plan, Setup setup, int epoch, @Nullable Mixup mixup) {
        this.plan = plan;
        this.setup = setup;
        this.epoch = epoch;
        this.mixup = mixup;
    }

    int epoch() {
        return epoch;
    }

    /** Takes up one sample, if there is one to take up now, prepares it and puts it where it belongs. */
    boolean work() {
        if (!begin()) {
            return false;
        }
        Ticket ticket;
        try {
            ticket = plan.next();
        } catch (RuntimeException | Error e) {
            ticket = new Ticket(() -> "", Optional::empty);
            ticket.finish(Ticket.Outcome.failed("read on in the data set", e));
        }
        seal(enlisted(ticket));
        if (ticket != null && ticket.outcome() == null) {
            Ticket.Outcome outcome = ticket.run();
            seal(finished(ticket, outcome));
        }
        return true;
    }

    private synchronized boolean begin() {
        if (planning || planned || outstanding >= setup.ahead()) {
            return false;
        }
        planning = true;
        outstanding++;
        return true;
    }

    private synchronized List<HostBatch> enlisted(@Nullable Ticket ticket) {
        planning = false;
        if (ticket == null) {
            planned = true;
            outstanding--;
        } else if (!planned) {
            unfinished.add(ticket);
            planned = ticket.outcome() != null;
        }
        return drained();
    }

    private synchronized List<HostBatch> finished(Ticket ticket, Ticket.Outcome outcome) {
        ticket.finish(outcome);
        return drained();
    }

    /** Moves what is finished, up to the first that is not, into batches; returns those that are complete now. */
    private List<HostBatch> drained() {
        List<HostBatch> complete = new ArrayList<>();
        try {
            for (Ticket next = unfinished.peek(); next != null && next.outcome() != null; next = unfinished.peek()) {
                unfinished.remove();
                enter(next.outcome(), complete);
            }
        } catch (RuntimeException | Error e) {
            fail(Ticket.Outcome.failed("put a batch together", e).failure());
        }
        HostBatch last = filling;
        if (planned && unfinished.isEmpty() && !planning && last != null) {
            filling = null;
            if (last.acceptable()) {
                complete.add(last);
            } else {
                drop(last);
            }
        }
        setup.signal().changed();
        return complete;
    }

    private void enter(Ticket.Outcome outcome, List<HostBatch> complete) {
        if (outcome.failure() != null) {
            fail(outcome.failure());
        } else if (outcome.views().isEmpty()) {
            outstanding--;
        } else {
            HostBatch batch = filling == null ? newBatch() : filling;
            filling = batch;
            batch.add(outcome.views().get());
            if (batch.full()) {
                complete.add(batch);
                filling = null;
            }
        }
    }

    private HostBatch newBatch() {
        HostBatch batch = new HostBatch(
                begun, plan.form(begun), setup.layout(), setup.buffers().take());
        begun++;
        batches.add(batch);
        return batch;
    }

    private void drop(HostBatch batch) {
        batches.remove(batch);
        outstanding -= batch.size();
        setup.buffers().give(batch.buffer());
    }

    /** Ends the epoch behind the batches that are complete. */
    private void fail(@Nullable LoaderException error) {
        failure = error;
        planned = true;
        unfinished.clear();
        if (filling != null) {
            drop(filling);
            filling = null;
        }
    }

    /** Mixing takes its time and so holds up nobody. */
    private void seal(List<HostBatch> complete) {
        for (HostBatch batch : complete) {
            batch.seal(mixup, draws(MIXING, batch.number()));
            setup.signal().changed();
        }
    }

    /** Draws for a whole batch. */
    Draws draws(long purpose, int batch) {
        return Draws.of(SampleSeeds.of(setup.seed() ^ purpose, epoch, batch));
    }

    /** Stops at once: the caller gets this in place of the next batch. */
    synchronized void abort(LoaderException error) {
        batches.clear();
        filling = null;
        fail(error);
        setup.signal().changed();
    }

    /** Whether the next batch, or the end, can be had without waiting. */
    synchronized boolean decided() {
        HostBatch head = batches.peek();
        return head == null ? failure != null || ended() : head.sealed();
    }

    private boolean ended() {
        return planned && unfinished.isEmpty() && !planning;
    }

    /** The next batch once {@link #decided}, null behind the last. */
    synchronized @Nullable HostBatch peek() {
        HostBatch head = batches.peek();
        if (head != null) {
            return head.checked();
        }
        if (failure != null) {
            throw failure.again();
        }
        return null;
    }

    /** Removes what {@link #peek} gave. */
    synchronized void remove(HostBatch batch) {
        batches.remove(batch);
        outstanding -= batch.size();
        setup.signal().changed();
    }

    /** Whether all samples are taken up, so that the next epoch may be begun. */
    synchronized boolean handedOut() {
        return planned;
    }

    /** Stops; samples in work are lost. */
    void close() {
        cancel();
        boolean interrupted = false;
        for (long seen = setup.signal().changes();
                busyPlanning();
                seen = setup.signal().changes()) {
            try {
                setup.signal().await(seen);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        plan.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void cancel() {
        batches.stream()
                .filter(HostBatch::sealed)
                .forEach(batch -> setup.buffers().give(batch.buffer()));
        batches.removeIf(HostBatch::sealed);
        fail(new LoaderException("the epoch was closed"));
        batches.clear();
        setup.signal().changed();
    }

    private synchronized boolean busyPlanning() {
        return planning;
    }
}
