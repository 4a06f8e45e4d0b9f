package io.github.timm4j.train.parallel;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.github.timm4j.data.loader.Batch;
import io.github.timm4j.internal.Engines;
import io.github.timm4j.internal.Gradients;
import io.github.timm4j.nn.BatchSync;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Workers that compute gradients of one model on their parts of a batch: the first with the model's own arrays, each other with
 * copies on its device. Workers of different devices run at the same time, those of one device one after the other; with
 * synchronous batch norms all take turns.
 *
 * <p>Losses are weighted by the parts' sizes, so that the sum of all gradients is that of the whole batch.
 */
public final class Workers implements AutoCloseable {
    private final List<Parameter> all;
    private final List<Parameter> trained;
    private final Device first;
    private final List<Replica> replicas = new ArrayList<>();
    private final @Nullable ExecutorService threads;
    private final int splits;
    private final boolean synchronous;

    /**
     * One worker's part of a batch.
     *
     * @param worker its number from 0
     * @param store where layers get their parameters, null for the model's own
     * @param images the part's pictures, on the worker's device
     * @param targets the part's targets, there too
     * @param weight the part's size over that of the batch
     */
    public record Share(int worker, @Nullable ParameterStore store, NDArray images, NDArray targets, double weight) {}

    /**
     * Makes workers.
     *
     * @param parameters all that a training pass uses, initialized
     * @param devices one a worker, the first that of the model; a device may appear several times
     * @param splits equal augmentation splits of a batch, of which every worker gets its part; 1 for none
     * @param synchronous whether batch norms use the statistics of all parts of a batch
     * @throws IllegalArgumentException where there is no device or the model lies elsewhere
     */
    public Workers(Collection<Parameter> parameters, List<Device> devices, int splits, boolean synchronous) {
        if (devices.isEmpty()) {
            throw new IllegalArgumentException("training needs at least one device, found none");
        }
        this.all = List.copyOf(parameters);
        this.trained = all.stream().filter(Parameter::requiresGradient).toList();
        this.first = devices.get(0);
        this.splits = splits;
        this.synchronous = synchronous && devices.size() > 1;
        Device own = all.get(0).getArray().getDevice();
        if (!own.equals(first)) {
            throw new IllegalArgumentException("the model lies on " + own + ", the first worker on " + first);
        }
        for (Device device : devices.subList(1, devices.size())) {
            replicas.add(new Replica(device, all));
        }
        Stream<Device> others = replicas.stream().map(Replica::device);
        long needed = this.synchronous
                ? others.count()
                : others.filter(device -> !device.equals(first)).distinct().count();
        threads = needed == 0 ? null : Executors.newFixedThreadPool((int) needed, Workers::thread);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "timm4j-worker");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Number of workers.
     *
     * @return at least 1
     */
    public int count() {
        return replicas.size() + 1;
    }

    /**
     * Lets every worker work on its part of a batch; returns when all are done. Autograd records, and what the work leaves
     * behind is freed.
     *
     * @param batch on the first worker's device
     * @param work computes gradients of a part
     */
    public void each(Batch batch, Consumer<Share> work) {
        if (replicas.isEmpty()) {
            record(() -> work.accept(new Share(0, null, batch.images(), batch.targets(), 1)));
            return;
        }
        Map<Device, List<Runnable>> byDevice = new LinkedHashMap<>();
        for (Part part : parts(batch)) {
            byDevice.computeIfAbsent(device(part.worker()), key -> new ArrayList<>())
                    .add(() -> work.accept(share(batch, part)));
        }
        runAll(List.copyOf(byDevice.values()));
    }

    /**
     * Computes the gradients of every worker's part of a batch.
     *
     * @param batch on the first worker's device
     * @param loss of a part, by its weight
     * @param backward differentiates each part's loss, or with synchronous batch norms the sum of all
     */
    public void differentiate(Batch batch, Function<Share, NDArray> loss, Consumer<NDArray> backward) {
        if (!synchronous) {
            each(batch, share -> backward.accept(loss.apply(share)));
            return;
        }
        List<Part> parts = parts(batch);
        NDList losses = new NDList();
        try (BatchSync sync = new BatchSync(parts.size())) {
            List<List<Runnable>> work = new ArrayList<>();
            for (Part part : parts) {
                work.add(List.of(() -> sync.run(part.worker(), () -> {
                    NDArray own = loss.apply(share(batch, part));
                    NDScope.unregister(own);
                    losses.add(own);
                })));
            }
            runAll(work);
            record(() -> backward.accept(sum(losses)));
        } finally {
            losses.close();
        }
        if (parts.size() < count()) {
            broadcast(statistics());
        }
    }

    private NDArray sum(NDList losses) {
        NDArray sum = losses.head();
        for (NDArray other : losses.subNDList(1)) {
            sum = sum.add(other.toDevice(first, false));
        }
        return sum;
    }

    /** Samples of every split, from one to before another. */
    private record Part(int worker, int from, int to) {}

    /** As equal as can be; where there are fewer samples than workers, the last ones get none. */
    private List<Part> parts(Batch batch) {
        long samples = batch.size() / splits;
        long busy = Math.min(count(), samples);
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < busy; i++) {
            parts.add(new Part(i, (int) (samples * i / busy), (int) (samples * (i + 1) / busy)));
        }
        return parts;
    }

    private Device device(int worker) {
        return worker == 0 ? first : replicas.get(worker - 1).device();
    }

    private Share share(Batch batch, Part part) {
        double weight = (double) (part.to() - part.from()) * splits / batch.size();
        ParameterStore store = part.worker() == 0 ? null : replicas.get(part.worker() - 1);
        Device device = device(part.worker());
        return new Share(
                part.worker(),
                store,
                part(batch.images(), part.from(), part.to()).toDevice(device, false),
                part(batch.targets(), part.from(), part.to()).toDevice(device, false),
                weight);
    }

    /** The same samples of every augmentation split. */
    private NDArray part(NDArray array, int from, int to) {
        if (splits == 1) {
            return array.get(from + ":" + to);
        }
        Shape sample = array.getShape().slice(1);
        Shape apart = new Shape(splits, array.getShape().get(0) / splits).addAll(sample);
        return array.reshape(apart)
                .get(":, " + from + ":" + to)
                .reshape(new Shape((long) splits * (to - from)).addAll(sample));
    }

    /** Runs lists of work at the same time, the first on this thread. */
    private void runAll(List<List<Runnable>> work) {
        List<Future<?>> others = new ArrayList<>();
        if (threads != null) {
            for (List<Runnable> other : work.subList(1, work.size())) {
                others.add(threads.submit(() -> other.forEach(Workers::record)));
            }
        }
        try {
            work.get(0).forEach(Workers::record);
        } finally {
            others.forEach(Workers::await);
        }
    }

    private static void await(Future<?> future) {
        try {
            future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("a worker failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a worker", e);
        }
    }

    private static void record(Runnable work) {
        boolean recording = Engines.recording();
        Engines.recording(true);
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            work.run();
        } finally {
            Engines.recording(recording);
        }
    }

    /** Adds every worker's gradients to those of the model's own parameters, and drops the workers'. */
    public void reduceGradients() {
        List<NDArray> own = trained.stream().map(Parameter::getArray).toList();
        for (Replica replica : replicas) {
            List<NDArray> copies = replica.of(trained);
            try (NDManager scratch = NDManager.newBaseManager(first)) {
                ReplicaKernels.addGradients(own, copies, scratch);
            }
            Gradients.drop(copies);
        }
    }

    /** Gives every worker the values of the model's trained parameters, as after an update. */
    public void broadcastParameters() {
        broadcast(trained);
    }

    /** Gives every worker the values of the model's batch statistics and other buffers. */
    public void broadcastBuffers() {
        broadcast(all.stream().filter(parameter -> !trained.contains(parameter)).toList());
    }

    private List<Parameter> statistics() {
        return all.stream()
                .filter(parameter -> parameter.getName().equals("running_mean")
                        || parameter.getName().equals("running_var"))
                .toList();
    }

    private void broadcast(List<Parameter> parameters) {
        List<NDArray> own = parameters.stream().map(Parameter::getArray).toList();
        for (Replica replica : replicas) {
            ReplicaKernels.copy(own, replica.of(parameters));
        }
    }

    /** Makes running statistics of batch norms the mean of all workers', for all of them. */
    public void reduceBatchStatistics() {
        List<Parameter> statistics = statistics();
        if (replicas.isEmpty() || statistics.isEmpty()) {
            return;
        }
        List<NDArray> own = statistics.stream().map(Parameter::getArray).toList();
        try (NDManager scratch = NDManager.newBaseManager(first)) {
            for (Replica replica : replicas) {
                ReplicaKernels.add(own, ReplicaKernels.moved(replica.of(statistics), first, scratch));
            }
        }
        ReplicaKernels.scale(own, 1.0 / count());
        broadcast(statistics);
    }

    @Override
    public void close() {
        if (threads != null) {
            threads.shutdownNow();
        }
        replicas.forEach(Replica::close);
    }
}
