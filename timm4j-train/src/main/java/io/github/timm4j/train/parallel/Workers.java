package io.github.timm4j.train.parallel;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.github.timm4j.data.loader.Batch;
import io.github.timm4j.internal.Engines;
import io.github.timm4j.internal.Gradients;
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
import org.jspecify.annotations.Nullable;

/**
 * Workers that compute gradients of one model on their parts of a batch: the first with the model's own arrays, each other with
 * copies on its device. Workers of different devices run at the same time, those of one device one after the other.
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
     * @throws IllegalArgumentException where there is no device or the model lies elsewhere
     */
    public Workers(Collection<Parameter> parameters, List<Device> devices, int splits) {
        if (devices.isEmpty()) {
            throw new IllegalArgumentException("training needs at least one device, found none");
        }
        this.all = List.copyOf(parameters);
        this.trained = all.stream().filter(Parameter::requiresGradient).toList();
        this.first = devices.get(0);
        this.splits = splits;
        Device own = all.get(0).getArray().getDevice();
        if (!own.equals(first)) {
            throw new IllegalArgumentException("the model lies on " + own + ", the first worker on " + first);
        }
        for (Device device : devices.subList(1, devices.size())) {
            replicas.add(new Replica(device, all));
        }
        long others = replicas.stream()
                .map(Replica::device)
                .filter(device -> !device.equals(first))
                .distinct()
                .count();
        threads = others == 0 ? null : Executors.newFixedThreadPool((int) others, Workers::thread);
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
        int samples = batch.size() / splits;
        Map<Device, List<Runnable>> byDevice = new LinkedHashMap<>();
        for (int i = 0; i < count(); i++) {
            int from = (int) ((long) samples * i / count());
            int to = (int) ((long) samples * (i + 1) / count());
            int worker = i;
            if (from < to) {
                byDevice.computeIfAbsent(device(i), key -> new ArrayList<>())
                        .add(() -> work.accept(share(worker, batch, from, to)));
            }
        }
        runAll(byDevice);
    }

    private Device device(int worker) {
        return worker == 0 ? first : replicas.get(worker - 1).device();
    }

    private Share share(int worker, Batch batch, int from, int to) {
        double weight = (double) (to - from) * splits / batch.size();
        ParameterStore store = worker == 0 ? null : replicas.get(worker - 1);
        Device device = device(worker);
        return new Share(
                worker,
                store,
                part(batch.images(), from, to).toDevice(device, false),
                part(batch.targets(), from, to).toDevice(device, false),
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

    private void runAll(Map<Device, List<Runnable>> byDevice) {
        List<Future<?>> others = new ArrayList<>();
        if (threads != null) {
            byDevice.forEach((device, work) -> {
                if (!device.equals(first)) {
                    others.add(threads.submit(() -> work.forEach(Workers::record)));
                }
            });
        }
        try {
            byDevice.getOrDefault(first, List.of()).forEach(Workers::record);
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

    /** Adds every worker's gradients to those of the model's own parameters, and sets the workers' to zero. */
    public void reduceGradients() {
        List<NDArray> own = trained.stream().map(Parameter::getArray).toList();
        for (Replica replica : replicas) {
            List<NDArray> copies = replica.of(trained);
            try (NDManager scratch = NDManager.newBaseManager(first)) {
                ReplicaKernels.addGradients(own, copies, scratch);
            }
            Gradients.zero(copies);
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

    private void broadcast(List<Parameter> parameters) {
        List<NDArray> own = parameters.stream().map(Parameter::getArray).toList();
        for (Replica replica : replicas) {
            ReplicaKernels.copy(own, replica.of(parameters));
        }
    }

    /** Makes running statistics of batch norms the mean of all workers', for all of them. */
    public void reduceBatchStatistics() {
        List<Parameter> statistics = all.stream()
                .filter(parameter -> parameter.getName().equals("running_mean")
                        || parameter.getName().equals("running_var"))
                .toList();
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
