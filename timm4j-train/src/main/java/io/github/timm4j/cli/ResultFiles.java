package io.github.timm4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Writes results so that a file is whole or as it was before. */
final class ResultFiles {
    private ResultFiles() {}

    /** Fills a file. */
    @FunctionalInterface
    interface Content {
        void writeTo(Path file) throws IOException;
    }

    static void write(Path file, Content content) throws IOException {
        Path target = file.toAbsolutePath();
        Files.createDirectories(target.resolveSibling(""));
        Path temporary = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            content.writeTo(temporary);
            Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    static void write(Path file, String text) throws IOException {
        write(file, temporary -> Files.writeString(temporary, text));
    }

    /** Writes a parquet file; the class that does cannot even be linked without its library. */
    static void writeParquet(Path file, ResultTable results) throws IOException {
        try {
            write(file, temporary -> ParquetResults.write(temporary, results));
        } catch (NoClassDefFoundError e) {
            throw new UsageException(
                    "--results-format parquet needs com.jerolba:carpet-record on the class path: no " + e.getMessage(),
                    e);
        }
    }

    /** Writes a summary of models: csv, or a JSON list; a single model's JSON is one object. */
    static void writeSummary(Path file, ResultTable results, boolean single, String format) throws IOException {
        switch (format) {
            case "csv" -> write(file, results.csv());
            case "json" ->
                write(file, single ? ResultTable.pretty(results.rows().get(0)) : results.json());
            case "parquet" -> writeParquet(file, results);
            default ->
                throw new UsageException("--results-format: expected csv, json or parquet, found '" + format + "'");
        }
    }
}
