package io.github.timm4j.data.reader;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.random.RandomGenerator;

/**
 * Gives the items of an iterator in random order, choosing among a number of them at a time.
 *
 * @param <T> kind of item
 */
final class ShuffleBuffer<T> implements Iterator<T> {
    private final Iterator<T> source;
    private final int size;
    private final RandomGenerator random;
    private final List<T> held = new ArrayList<>();

    ShuffleBuffer(Iterator<T> source, int size, RandomGenerator random) {
        this.source = source;
        this.size = size;
        this.random = random;
    }

    @Override
    public boolean hasNext() {
        return !held.isEmpty() || source.hasNext();
    }

    @Override
    public T next() {
        while (held.size() < size && source.hasNext()) {
            held.add(source.next());
        }
        if (held.isEmpty()) {
            throw new NoSuchElementException();
        }
        int chosen = random.nextInt(held.size());
        T item = held.get(chosen);
        T end = held.remove(held.size() - 1);
        if (chosen < held.size()) {
            held.set(chosen, end);
        }
        return item;
    }
}
