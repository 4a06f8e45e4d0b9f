package io.github.timm4j.data.reader;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts and logs what is passed over. */
final class SkipLog {
    private static final Logger LOG = LoggerFactory.getLogger(SkipLog.class);

    private final AtomicLong count = new AtomicLong();

    void skip(String what, @Nullable Exception why) {
        count.incrementAndGet();
        LOG.warn("passed over {}{}", what, why == null ? "" : ": " + why.getMessage());
    }

    long count() {
        return count.get();
    }
}
