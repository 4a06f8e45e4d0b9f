package io.github.timm4j.examples.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A Python process that answers one line with one line, so that both sides run turn by turn on the same machine. */
final class PythonPeer implements AutoCloseable {
    private final Process process;
    private final Path script;
    private final BufferedReader answers;
    private final BufferedWriter questions;

    PythonPeer(String interpreter, String resource, int threads) throws IOException {
        script = Files.createTempFile("timm4j-bench", ".py");
        try (InputStream in = PythonPeer.class.getResourceAsStream("/bench/" + resource)) {
            if (in == null) {
                throw new IllegalArgumentException("no bench script " + resource);
            }
            Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
        }
        ProcessBuilder builder = new ProcessBuilder(interpreter, "-W", "ignore", script.toString());
        builder.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        process = builder.start();
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        questions = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    }

    /** Asks a process of its own one question about a model. */
    static String once(String interpreter, String resource, int threads, String model, String question)
            throws IOException {
        try (PythonPeer peer = new PythonPeer(interpreter, resource, threads)) {
            peer.ask("model " + model);
            return peer.ask(question);
        }
    }

    /** Sends a line and waits for the answer. */
    String ask(String question) throws IOException {
        questions.write(question);
        questions.newLine();
        questions.flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("the Python side stopped at: " + question);
        }
        return answer;
    }

    /** Sends a line and reads the answer as a number. */
    double measure(String question) throws IOException {
        return Double.parseDouble(ask(question));
    }

    @Override
    public void close() throws IOException {
        questions.close();
        process.destroy();
        Files.deleteIfExists(script);
    }
}
