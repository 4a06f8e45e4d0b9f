package io.github.timm4j.data.dataset;

import io.github.timm4j.ImageException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the broken pictures of a data set, and says how many in a row are too many. */
final class BrokenSamples {
    private static final Logger LOG = LoggerFactory.getLogger(BrokenSamples.class);

    private final int limit;
    private final AtomicLong count = new AtomicLong();

    BrokenSamples(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("at least one try is needed, got " + limit);
        }
        this.limit = limit;
    }

    /** As many as timm's environment variable says, else ten. */
    static BrokenSamples standard() {
        String limit = System.getenv("TIMM_DATASET_MAX_RETRIES");
        return new BrokenSamples(limit == null || limit.isEmpty() ? 10 : Integer.parseInt(limit));
    }

    /**
     * Reports one, the so-manieth in a row.
     *
     * @throws ImageException where that is too many
     */
    void report(String location, int inARow, Exception cause) {
        count.incrementAndGet();
        if (inARow >= limit) {
            throw new ImageException(
                    limit + " samples in a row could not be read, the last is " + location + ": " + cause.getMessage(),
                    cause);
        }
        LOG.warn("passed over broken sample {}: {}", location, cause.toString());
    }

    int limit() {
        return limit;
    }

    long count() {
        return count.get();
    }
}
