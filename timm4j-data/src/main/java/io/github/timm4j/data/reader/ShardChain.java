package io.github.timm4j.data.reader;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The samples of several shards one after the other, one shard open at a time ({@code flatMap} would hold a whole one).
 */
final class ShardChain implements Iterator<Sample>, AutoCloseable {
    private final ShardSource source;
    private final int[] shards;
    private int opened;
    private @Nullable Stream<Sample> open;
    private Iterator<Sample> current = Collections.emptyIterator();

    ShardChain(ShardSource source, int[] shards) {
        this.source = source;
        this.shards = shards;
    }

    @Override
    public boolean hasNext() {
        while (!current.hasNext()) {
            close();
            if (opened == shards.length) {
                return false;
            }
            Stream<Sample> next = source.open(shards[opened++]);
            open = next;
            current = next.iterator();
        }
        return true;
    }

    @Override
    public Sample next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return current.next();
    }

    @Override
    public void close() {
        if (open != null) {
            open.close();
            open = null;
            current = Collections.emptyIterator();
        }
    }
}
