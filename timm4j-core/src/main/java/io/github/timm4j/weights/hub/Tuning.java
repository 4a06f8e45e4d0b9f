package io.github.timm4j.weights.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What tests replace.
 *
 * @param sleeper waits between tries
 * @param chunk bytes; a broken transfer goes on from the last whole multiple, as in the Python client
 * @param links makes symbolic links
 */
record Tuning(Retries.Sleeper sleeper, long chunk, LinkMaker links) {
    static final Tuning DEFAULT = new Tuning(
            duration -> Thread.sleep(duration.toMillis()),
            10L << 20,
            (link, target) -> Files.createSymbolicLink(link, target));

    /** Makes a symbolic link, which some systems forbid. */
    interface LinkMaker {
        void link(Path link, Path target) throws IOException;
    }
}
