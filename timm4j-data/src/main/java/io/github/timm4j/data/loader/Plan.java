package io.github.timm4j.data.loader;

import io.github.timm4j.config.ImageSize;
import org.jspecify.annotations.Nullable;

/** What an epoch consists of, handed out sample by sample; by one thread at a time. */
interface Plan extends AutoCloseable {
    /** The next sample, null behind the last. */
    @Nullable
    Ticket next();

    /** How the so-manieth batch is made. */
    Form form(int batch);

    @Override
    default void close() {}

    /**
     * The form of a batch.
     *
     * @param samples how many it has when complete
     * @param size of its pictures
     * @param complete whether it must be complete to be given
     */
    record Form(int samples, ImageSize size, boolean complete) {}
}
