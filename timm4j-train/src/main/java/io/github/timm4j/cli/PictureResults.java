package io.github.timm4j.cli;

import io.github.timm4j.data.DataConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Writes results by picture in the formats of timm's inference. */
final class PictureResults {
    private static final List<String> ENDINGS = List.of(".json", ".csv", ".parquet");

    private final Settings settings;
    private final ResultTable results;

    PictureResults(Settings settings, ResultTable results) {
        this.settings = settings;
        this.results = results;
    }

    /** Writes a file for each format and, unless that is off, the console's. */
    void write(String model, DataConfig input, Console console) throws IOException {
        for (String format : settings.words("results_format")) {
            write(base(model, input), format);
        }
        boolean byName = !settings.flag("no_console_results")
                || settings.words("results_format").contains("json");
        if (byName && results.repeats(settings.word("filename_col"))) {
            console.say("note: several pictures have the same name, of which JSON by name keeps the last: --fullname"
                    + " tells them apart");
        }
        if (!settings.flag("no_console_results")) {
            console.print("--result");
            console.print(results.jsonBy(settings.word("filename_col")).strip());
        }
    }

    private Path base(String model, DataConfig input) {
        String name = settings.text("results_file");
        if (name == null) {
            name = model.replaceAll("[^A-Za-z0-9._-]+", "_") + "-"
                    + input.inputSize().height();
        }
        for (String ending : ENDINGS) {
            name = name.endsWith(ending) ? name.substring(0, name.length() - ending.length()) : name;
        }
        return Path.of(settings.word("results_dir")).resolve(name);
    }

    private void write(Path base, String format) throws IOException {
        switch (format) {
            case "csv" -> ResultFiles.write(Path.of(base + ".csv"), results.csv());
            case "json" -> ResultFiles.write(Path.of(base + ".json"), results.jsonBy(settings.word("filename_col")));
            case "json-record", "json-records" -> ResultFiles.write(Path.of(base + ".json"), results.jsonRecords());
            case "json-split" -> ResultFiles.write(Path.of(base + ".json"), results.jsonSplit());
            case "parquet" -> ResultFiles.writeParquet(Path.of(base + ".parquet"), results);
            default ->
                throw new UsageException("--results-format: expected csv, json, json-records, json-split or parquet,"
                        + " found '" + format + "'");
        }
    }
}
