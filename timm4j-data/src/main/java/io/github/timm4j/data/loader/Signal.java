package io.github.timm4j.data.loader;

/**
 * Tells waiting threads that something changed: they look again, and none misses a change between looking and waiting.
 */
final class Signal {
    private long changes;

    /** How many changes there were; read before looking. */
    synchronized long changes() {
        return changes;
    }

    synchronized void changed() {
        changes++;
        notifyAll();
    }

    /** Waits until there were more changes than were seen. */
    synchronized void await(long seen) throws InterruptedException {
        while (changes == seen) {
            wait();
        }
    }
}
