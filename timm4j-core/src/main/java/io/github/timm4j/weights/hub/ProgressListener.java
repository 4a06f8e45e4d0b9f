package io.github.timm4j.weights.hub;

/** Hears how downloads go on. Calls come from the downloading threads; several files may be under way at once. */
public interface ProgressListener {
    /** Hears everything and says nothing. */
    ProgressListener SILENT = new ProgressListener() {};

    /**
     * A download begins.
     *
     * @param file what is fetched, for display
     * @param total bytes, or -1 where the server does not say
     */
    default void started(String file, long total) {}

    /**
     * More of a file has arrived; the count falls where a broken transfer starts over.
     *
     * @param file as in {@link #started}
     * @param received bytes so far
     */
    default void advanced(String file, long received) {}

    /**
     * A download ends.
     *
     * @param file as in {@link #started}
     * @param complete false where it failed
     */
    default void ended(String file, boolean complete) {}
}
