package io.github.timm4j.cli;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Locale;
import picocli.CommandLine;

/**
 * Where a command speaks: results on one stream, what it is doing on the other.
 *
 * @param out results
 * @param err messages and progress
 * @param terminal whether somebody watches, who then sees bars in place of lines
 * @param interruption tells that the user wants to stop
 */
record Console(PrintWriter out, PrintWriter err, boolean terminal, Interruption interruption) {
    static Console system(Interruption interruption) {
        Charset charset = Charset.defaultCharset();
        return new Console(
                new PrintWriter(System.out, true, charset),
                new PrintWriter(System.err, true, charset),
                CommandLine.Help.Ansi.AUTO.enabled(),
                interruption);
    }

    /** One line about what is going on. */
    void say(String format, Object... values) {
        err.println(String.format(Locale.ROOT, format, values));
        err.flush();
    }

    /** A result. */
    void print(String text) {
        out.println(text);
        out.flush();
    }

    /** Begins to count. */
    ProgressLine progress(String task, long total, int every) {
        return new ProgressLine(this, task, total, every);
    }
}
