package io.github.timm4j.nn;

import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Lets passes of many threads into a model until it is closed; closing waits for those that are under way. */
final class Lifecycle {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;

    /** Begins a use; {@link #leave} ends it. */
    void enter() {
        lock.readLock().lock();
        if (closed) {
            lock.readLock().unlock();
            throw new IllegalStateException("the model is closed");
        }
    }

    /** Ends a use. */
    void leave() {
        lock.readLock().unlock();
    }

    /** Closes once: runs the action when no use is under way, and not again. */
    void close(Runnable free) {
        if (lock.getReadHoldCount() > 0) {
            throw new IllegalStateException("a model cannot be closed inside its own forward pass");
        }
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                free.run();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Whether {@link #close} was called. */
    boolean isClosed() {
        lock.readLock().lock();
        try {
            return closed;
        } finally {
            lock.readLock().unlock();
        }
    }
}
