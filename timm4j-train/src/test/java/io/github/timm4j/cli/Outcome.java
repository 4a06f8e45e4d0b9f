package io.github.timm4j.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;

/** What one run of the program in this process gave. */
record Outcome(int code, String out, String err) {
    /** Runs the program. */
    static Outcome of(String... line) {
        return of(new Interruption(), line);
    }

    static Outcome of(Interruption interruption, String... line) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Console console = new Console(new PrintWriter(out), new PrintWriter(err), false, interruption);
        int code = Program.run(console, line);
        return new Outcome(code, out.toString(), err.toString());
    }

    /** What follows the line that announces results. */
    String result() {
        return out.substring(out.indexOf("--result") + "--result".length());
    }

    /** The bundled ImageNet weights of tf_efficientnet_lite0. */
    static String weights() {
        Path fixtures = Path.of(System.getProperty("timm4j.fixtures.default", "../src-test-fixtures/fixtures"));
        return fixtures.resolve("../../examples/src/main/resources/META-INF/timm4j/weights")
                .resolve("tf_efficientnet_lite0.in1k/model.safetensors")
                .normalize()
                .toString();
    }
}
