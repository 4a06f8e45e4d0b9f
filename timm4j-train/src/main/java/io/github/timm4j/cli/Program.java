package io.github.timm4j.cli;

import ai.djl.engine.EngineException;
import io.github.timm4j.TimmException;
import java.io.IOException;
import java.io.UncheckedIOException;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The whole program: parses a line, runs the command, answers errors with one line and an exit code. */
final class Program {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int INTERRUPTED = 130;

    private Program() {}

    /** Runs one command line: 0 done, 1 failed, 2 a line that cannot be run, 130 interrupted. */
    static int run(Console console, String... line) {
        int code = execute(console, line);
        console.out().flush();
        console.err().flush();
        return console.interruption().requested() && code == OK ? INTERRUPTED : code;
    }

    private static int execute(Console console, String... line) {
        try {
            return commandLine(console).execute(line);
        } catch (OutOfMemoryError e) {
            sayWhatHelps(e, console);
            return FAILED;
        }
    }

    private static void sayWhatHelps(OutOfMemoryError e, Console console) {
        console.say(
                "timm4j: the JVM is out of memory (%s): give it more by -Xmx, or take smaller batches or fewer workers",
                String.valueOf(e.getMessage()));
    }

    static CommandLine commandLine(Console console) {
        CommandSpec spec = CommandSpec.create().name("timm4j").mixinStandardHelpOptions(true);
        spec.version("timm4j " + version());
        spec.usageMessage().description("Image models on the JVM: train, evaluate, predict.");
        CommandLine program = new CommandLine(spec);
        for (Verb verb : Verb.values()) {
            program.addSubcommand(CommandLines.of(verb, console));
        }
        program.addSubcommand(new CommandLine(new AutoComplete.GenerateCompletion()));
        program.setOut(console.out());
        program.setErr(console.err());
        program.setAbbreviatedOptionsAllowed(true);
        program.setOverwrittenOptionsAllowed(true);
        program.setExecutionExceptionHandler((e, command, parsed) -> failure(e, command, console));
        program.setParameterExceptionHandler((e, words) -> usage(e, console));
        program.setUsageHelpAutoWidth(true);
        return program;
    }

    private static String version() {
        String version = Program.class.getPackage().getImplementationVersion();
        return version == null ? "(development)" : version;
    }

    private static int usage(ParameterException e, Console console) {
        CommandLine command = e.getCommandLine();
        console.say("%s: %s", command.getCommandSpec().qualifiedName(), String.valueOf(e.getMessage()));
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, console.err())) {
            console.say("try: %s --help", command.getCommandSpec().qualifiedName());
        }
        return USAGE;
    }

    private static int failure(Exception e, CommandLine command, Console console) throws Exception {
        boolean known = e instanceof TimmException
                || e instanceof IllegalArgumentException
                || e instanceof IOException
                || e instanceof UncheckedIOException
                || e instanceof EngineException;
        if (!known) {
            e.printStackTrace(console.err());
        }
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        console.say("%s: %s", command.getCommandSpec().qualifiedName(), message);
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError memory) {
                sayWhatHelps(memory, console);
            }
        }
        return e instanceof UsageException ? USAGE : FAILED;
    }
}
