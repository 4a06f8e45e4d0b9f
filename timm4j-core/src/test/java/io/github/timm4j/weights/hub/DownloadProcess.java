package io.github.timm4j.weights.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A process of its own that downloads the same files in many threads and reports what each thread got. */
final class DownloadProcess {
    private DownloadProcess() {}

    /** Takes the endpoint, the cache folder, the report file, the number of threads, and the names of the files. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Duration patience = Duration.ofSeconds(30);
        HubSettings settings = new HubSettings(
                URI.create(args[0]), Path.of(args[1]), null, false, patience, patience, true, "timm4j/test");
        int count = Integer.parseInt(args[3]);
        List<String> names = List.of(args).subList(4, args.length);
        CountDownLatch start = new CountDownLatch(count);
        ExecutorService threads = Executors.newFixedThreadPool(count);
        List<Future<String>> results = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            results.add(threads.submit(() -> {
                start.countDown();
                start.await();
                HubClient client = new HubClient(settings);
                StringBuilder hashes = new StringBuilder();
                for (String name : names) {
                    hashes.append(sha256(client.download(HubFile.model(HubTestCase.REPO, name))))
                            .append(' ');
                }
                return hashes.toString().strip();
            }));
        }
        List<String> report = new ArrayList<>();
        for (Future<String> result : results) {
            report.add(outcome(result));
        }
        threads.shutdown();
        Files.write(Path.of(args[2]), report);
    }

    private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String outcome(Future<String> result) throws InterruptedException {
        try {
            return result.get();
        } catch (ExecutionException e) {
            return String.valueOf(e.getCause());
        }
    }

    /** Starts one; the options come before the Java command, as for a shell that sets limits. */
    static Process start(List<String> prefix, URI endpoint, Path cache, Path report, int threads, String... names)
            throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), DownloadProcess.class.getName()));
        command.addAll(List.of(endpoint.toString(), cache.toString(), report.toString(), String.valueOf(threads)));
        command.addAll(List.of(names));
        return new ProcessBuilder(command).inheritIO().start();
    }
}
