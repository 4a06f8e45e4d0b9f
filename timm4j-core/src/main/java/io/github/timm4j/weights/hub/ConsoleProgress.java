package io.github.timm4j.weights.hub;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** A one-line progress bar for terminals; with several downloads the line shows the one that moved last. */
public final class ConsoleProgress implements ProgressListener {
    private static final int BAR = 24;
    private static final int NAME = 40;
    private static final long REDRAW_NANOS = 100_000_000;

    private final Consumer<String> sink;
    private final Map<String, Long> totals = new LinkedHashMap<>();
    private long drawnAt;

    /**
     * Makes a bar that writes to a sink.
     *
     * @param sink takes pieces of text; a carriage return goes back to the start of the line
     */
    public ConsoleProgress(Consumer<String> sink) {
        this.sink = sink;
    }

    /**
     * A bar on standard error if a person watches, else silence.
     *
     * @return a bar where the process has a console and {@code HF_HUB_DISABLE_PROGRESS_BARS} is not set to true
     */
    public static ProgressListener ofTerminal() {
        if (!watched() || new Environment(System.getenv()).flag("HF_HUB_DISABLE_PROGRESS_BARS")) {
            return SILENT;
        }
        PrintStream stream = new PrintStream(new FileOutputStream(FileDescriptor.err), true, Charset.defaultCharset());
        return new ConsoleProgress(text -> {
            stream.print(text);
            stream.flush();
        });
    }

    /** From Java 22 on there is a console also where no terminal is, and only its own answer tells. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean watched() {
        Console console = System.console();
        try {
            return console != null
                    && (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return console != null;
        }
    }

    @Override
    public synchronized void started(String file, long total) {
        totals.put(file, total);
        draw(file, 0);
    }

    @Override
    public synchronized void advanced(String file, long received) {
        long now = System.nanoTime();
        if (now - drawnAt >= REDRAW_NANOS) {
            drawnAt = now;
            draw(file, received);
        }
    }

    @Override
    public synchronized void ended(String file, boolean complete) {
        Long total = totals.remove(file);
        if (complete && total != null && total >= 0) {
            totals.put(file, total);
            draw(file, total);
            totals.remove(file);
        }
        sink.accept(complete ? "\n" : " failed\n");
    }

    private void draw(String file, long received) {
        long total = totals.getOrDefault(file, -1L);
        String name = file.length() <= NAME ? file : "..." + file.substring(file.length() - NAME + 3);
        if (total <= 0) {
            sink.accept(String.format(Locale.ROOT, "\r%-" + NAME + "s %s", name, megabytes(received)));
            return;
        }
        int filled = (int) (BAR * Math.min(received, total) / total);
        sink.accept(String.format(
                Locale.ROOT,
                "\r%-" + NAME + "s [%s%s] %3d%% of %s",
                name,
                "#".repeat(filled),
                " ".repeat(BAR - filled),
                100 * Math.min(received, total) / total,
                megabytes(total)));
    }

    static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
