package io.github.timm4j.train.report;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.github.timm4j.CorruptFileException;
import io.github.timm4j.config.PythonFloat;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The {@code summary.csv} of a run, line for line as {@code timm.utils.summary} writes it: {@code epoch}, {@code train_…},
 * {@code eval_…}, {@code lr}.
 */
public final class SummaryCsv {
    private static final String EPOCH = "epoch";
    private static final String TRAIN = "train_";
    private static final String EVAL = "eval_";
    private static final String RATE = "lr";

    private final Path file;

    /**
     * Names the file; nothing is written yet.
     *
     * @param file in an existing folder
     */
    public SummaryCsv(Path file) {
        this.file = file;
    }

    /**
     * The file.
     *
     * @return its path
     */
    public Path file() {
        return file;
    }

    /**
     * Adds an epoch, with a heading before it where the file is new or empty ({@code update_summary}).
     *
     * @param row what the epoch measured
     * @throws UncheckedIOException if the file cannot be written
     */
    public void append(EpochRow row) {
        append(row, !Files.exists(file) || size() == 0);
    }

    /**
     * Adds an epoch.
     *
     * @param row what the epoch measured
     * @param heading whether the names come first
     * @throws UncheckedIOException if the file cannot be written
     */
    public void append(EpochRow row, boolean heading) {
        Map<String, String> fields = fields(row);
        List<List<String>> lines = new ArrayList<>();
        if (heading) {
            lines.add(List.copyOf(fields.keySet()));
        }
        lines.add(List.copyOf(fields.values()));
        try {
            Files.writeString(file, csv(lines), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /**
     * Drops epochs that a resumed run trains again ({@code trim_summary}); without any left the file is empty.
     *
     * @param startEpoch the first epoch to drop
     * @throws UncheckedIOException if the file cannot be read or written
     * @throws CorruptFileException if the file is no such table
     */
    public void trim(int startEpoch) {
        List<List<String>> lines = Files.exists(file) ? lines() : List.of();
        if (lines.isEmpty()) {
            return;
        }
        List<List<String>> body = lines.subList(1, lines.size());
        List<List<String>> kept = body.stream()
                .filter(line -> isEpoch(line) && number(line.get(0)) < startEpoch)
                .toList();
        if (kept.size() == body.size()) {
            return;
        }
        List<List<String>> all = new ArrayList<>(kept);
        if (!kept.isEmpty()) {
            all.add(0, lines.get(0));
        }
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            Files.writeString(temporary, csv(all));
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /**
     * Reads the epochs back.
     *
     * @return in the file's order; columns of other names are left out
     * @throws UncheckedIOException if the file cannot be read
     * @throws CorruptFileException if the file is no such table
     */
    public List<EpochRow> rows() {
        List<List<String>> lines = lines();
        return lines.stream()
                .skip(1)
                .filter(SummaryCsv::isEpoch)
                .map(line -> row(lines.get(0), line))
                .toList();
    }

    private EpochRow row(List<String> names, List<String> line) {
        Map<String, Double> train = new LinkedHashMap<>();
        Map<String, Double> eval = new LinkedHashMap<>();
        Double rate = null;
        for (int i = 0; i < Math.min(names.size(), line.size()); i++) {
            String name = names.get(i);
            if (name.startsWith(TRAIN)) {
                train.put(name.substring(TRAIN.length()), number(line.get(i)));
            } else if (name.startsWith(EVAL)) {
                eval.put(name.substring(EVAL.length()), number(line.get(i)));
            } else if (name.equals(RATE)) {
                rate = number(line.get(i));
            }
        }
        return new EpochRow((int) number(line.get(0)), train, eval, rate);
    }

    private static Map<String, String> fields(EpochRow row) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put(EPOCH, Integer.toString(row.epoch()));
        row.train().forEach((name, value) -> fields.put(TRAIN + name, PythonFloat.repr(value)));
        row.eval().forEach((name, value) -> fields.put(EVAL + name, PythonFloat.repr(value)));
        if (row.learningRate() != null) {
            fields.put(RATE, PythonFloat.repr(row.learningRate()));
        }
        return fields;
    }

    private static boolean isEpoch(List<String> line) {
        return !line.get(0).isEmpty() && !line.get(0).equals(EPOCH);
    }

    private double number(String text) {
        try {
            return switch (text) {
                case "nan" -> Double.NaN;
                case "inf" -> Double.POSITIVE_INFINITY;
                case "-inf" -> Double.NEGATIVE_INFINITY;
                default -> Double.parseDouble(text);
            };
        } catch (NumberFormatException e) {
            throw new CorruptFileException(file + ": expected a number, found '" + text + "'", e);
        }
    }

    private long size() {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private List<List<String>> lines() {
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(file)) {
            return reader.stream().map(CsvRecord::getFields).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        } catch (CsvParseException e) {
            throw new CorruptFileException(file + " is no CSV file: " + e.getMessage(), e);
        }
    }

    private static String csv(List<List<String>> lines) {
        StringWriter text = new StringWriter();
        try (CsvWriter writer =
                CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(text)) {
            lines.forEach(writer::writeRecord);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
