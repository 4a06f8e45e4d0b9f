package io.github.timm4j.cli;

import java.io.IOException;

/** What a command does. */
@FunctionalInterface
interface Command {
    /**
     * Runs.
     *
     * @return the exit code
     */
    int run(Settings settings, Console console) throws IOException;
}
