package io.github.timm4j.data.loader;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads of a loader; they work for the epochs that are open, the older ones first. */
final class Workers {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
    private static final long PATIENCE_MS = 10_000;

    private final int count;
    private final Signal signal;
    private final List<Assembly> assemblies = new CopyOnWriteArrayList<>();
    private final List<Worker> threads = new ArrayList<>();

    Workers(int count, Signal signal) {
        this.count = count;
        this.signal = signal;
    }

    /** Begins with an epoch; starts threads that are missing. */
    void open(Assembly assembly) {
        assemblies.add(assembly);
        synchronized (threads) {
            threads.removeIf(worker -> worker.ended);
            while (threads.size() < count) {
                Worker worker = new Worker(threads.size());
                threads.add(worker);
                worker.start();
            }
        }
        signal.changed();
    }

    void close(Assembly assembly) {
        assemblies.remove(assembly);
        assembly.close();
    }

    /** Whether callers must do the work themselves. */
    boolean none() {
        return count == 0;
    }

    /** Ends the threads behind the sample that each is at. */
    void stop() {
        List<Worker> ending;
        synchronized (threads) {
            ending = List.copyOf(threads);
            threads.clear();
        }
        ending.forEach(worker -> worker.stopped = true);
        signal.changed();
        long deadline = System.nanoTime() + PATIENCE_MS * 1_000_000;
        for (Worker worker : ending) {
            try {
                worker.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            if (worker.isAlive()) {
                LOG.warn("{} is still at its last sample and left to itself", worker.getName());
            }
        }
    }

    private final class Worker extends Thread {
        private volatile boolean stopped;
        /** Set before anybody hears of it, so that nobody counts on a thread that is about to end. */
        private volatile boolean ended;

        Worker(int number) {
            super("timm4j-loader-" + number);
            setDaemon(true);
        }

        @Override
        public void run() {
            Throwable cause = null;
            try {
                while (!stopped) {
                    long seen = signal.changes();
                    if (assemblies.stream().noneMatch(Assembly::work) && !stopped) {
                        signal.await(seen);
                    }
                }
            } catch (InterruptedException | RuntimeException | Error e) {
                cause = e;
            } finally {
                ended = true;
                if (!stopped) {
                    LoaderException death = new LoaderException("worker " + getName() + " died: " + cause, cause);
                    assemblies.forEach(assembly -> assembly.abort(death));
                }
            }
        }
    }
}
