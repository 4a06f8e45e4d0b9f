package io.github.timm4j.cli;

import io.github.timm4j.config.Arguments;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Turns the tables of options into picocli's commands and what picocli parsed into settings. */
final class CommandLines {
    private final Verb verb;
    private final Console console;
    private final OptionTable table;

    private CommandLines(Verb verb, Console console) {
        this.verb = verb;
        this.console = console;
        this.table = OptionTable.of(verb.word());
    }

    static CommandLine of(Verb verb, Console console) {
        return new CommandLines(verb, console).build();
    }

    private CommandLine build() {
        CommandLine[] self = new CommandLine[1];
        Callable<Integer> action = () -> run(self[0].getParseResult());
        CommandSpec spec = CommandSpec.wrapWithoutInspection(action);
        spec.name(verb.word()).mixinStandardHelpOptions(true);
        spec.usageMessage().description(verb.summary()).abbreviateSynopsis(true);
        Map<String, ArgGroupSpec.Builder> groups = new LinkedHashMap<>();
        for (OptionRow row : table.rows()) {
            ArgSpec argument = argument(row);
            if (row.group().isEmpty()) {
                spec.add(argument);
            } else {
                groups.computeIfAbsent(
                                row.group(),
                                heading ->
                                        ArgGroupSpec.builder().validate(false).heading("%n" + heading + "%n"))
                        .addArg(argument);
            }
        }
        groups.values().forEach(group -> spec.addArgGroup(group.build()));
        self[0] = new CommandLine(spec);
        return self[0];
    }

    private static ArgSpec argument(OptionRow row) {
        if (row.positional()) {
            return PositionalParamSpec.builder()
                    .paramLabel(row.names().get(0).toUpperCase(Locale.ROOT))
                    .description(help(row))
                    .arity(arity(row.words().arity()))
                    .type(List.class)
                    .auxiliaryTypes(String.class)
                    .build();
        }
        OptionSpec.Builder option =
                OptionSpec.builder(row.names().toArray(new String[0])).description(help(row));
        if (row.words().type() == OptionType.FLAG) {
            return option.arity("0").type(boolean.class).build();
        }
        if (row.words().bare() != null) {
            option.fallbackValue(row.words().bare());
        }
        if (!row.choices().isEmpty()) {
            option.completionCandidates(row.choices());
        }
        option.paramLabel(label(row)).arity(arity(row.words().arity()));
        boolean one = !row.words().several() && row.words().type() != OptionType.PAIRS;
        return one
                ? option.type(String.class).build()
                : option.type(List.class).auxiliaryTypes(String.class).build();
    }

    private static String help(OptionRow row) {
        String help = row.meaning()
                + (row.choices().isEmpty() ? "" : " (" + String.join(", ", row.choices()) + ")")
                + (row.defaults().isEmpty() ? "" : " [" + String.join(" ", row.defaults()) + "]")
                + (row.refused() == null ? "" : "; not available here");
        return help.replace("%", "%%");
    }

    private static String label(OptionRow row) {
        return switch (row.words().type()) {
            case INTEGER -> "N";
            case NUMBER -> "X";
            case PAIRS -> "KEY=VALUE";
            default -> "TEXT";
        };
    }

    private static String arity(String argparse) {
        return switch (argparse) {
            case "?" -> "0..1";
            case "*" -> "0..*";
            case "+" -> "1..*";
            default -> argparse;
        };
    }

    private int run(ParseResult parsed) throws IOException {
        Arguments line = Arguments.NONE;
        for (OptionRow row : table.rows()) {
            List<?> words = words(row, parsed);
            if (words != null) {
                line = line.with(row.key(), row.value(words));
            }
        }
        Arguments given = line;
        if (line.get("config") instanceof String file && !file.isEmpty()) {
            given = ConfigFile.read(Path.of(file), table).with(line);
        }
        for (String note : table.notes(given)) {
            console.say("note: %s", note);
        }
        return verb.command().run(new Settings(table.defaults().with(given), given), console);
    }

    private static @Nullable List<?> words(OptionRow row, ParseResult parsed) {
        if (row.positional()) {
            List<?> all = parsed.commandSpec().positionalParameters().get(0).getValue();
            return all == null ? null : row.words().several() ? all : all.subList(0, 1);
        }
        String name = row.names().get(0);
        if (!parsed.hasMatchedOption(name)) {
            return null;
        }
        if (row.words().type() == OptionType.FLAG) {
            return List.of(true);
        }
        Object words = parsed.matchedOptionValue(name, List.of());
        return words instanceof List<?> several ? new ArrayList<>(several) : List.of(words);
    }
}
