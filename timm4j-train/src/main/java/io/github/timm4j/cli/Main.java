package io.github.timm4j.cli;

/** The command-line program {@code timm4j}. */
public final class Main {
    private Main() {}

    /**
     * Runs one command and ends the machine with its exit code: 0 done, 1 failed, 2 a line that cannot be run, 130
     * interrupted.
     *
     * @param args the command and its options; {@code --help} lists them
     */
    public static void main(String[] args) {
        System.setProperty("ai.djl.offline", System.getProperty("ai.djl.offline", "true"));
        System.setProperty("OPT_OUT_TRACKING", System.getProperty("OPT_OUT_TRACKING", "true"));
        Interruption interruption = new Interruption();
        interruption.install();
        int code = Program.run(Console.system(interruption), args);
        interruption.finished();
        System.exit(code);
    }
}
