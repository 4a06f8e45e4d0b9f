package io.github.timm4j.weights.hub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A hub with one small and one large file, a cache folder, and clients that note their pauses instead of waiting. */
abstract class HubTestCase {
    static final String REPO = "timm/demo";
    static final byte[] CONFIG = "{\"architecture\":\"resnet18\"}".getBytes(StandardCharsets.UTF_8);
    static final byte[] WEIGHTS = noise(1_000_003);
    static final int CHUNK = 1 << 16;

    static final HubFile SMALL = HubFile.model(REPO, "config.json");
    static final HubFile LARGE = HubFile.model(REPO, "model.safetensors");

    final FakeHub hub = new FakeHub().small(REPO, "config.json", CONFIG).large(REPO, "model.safetensors", WEIGHTS);
    final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());

    @TempDir
    Path cache;

    @AfterEach
    void stop() {
        hub.close();
    }

    static byte[] noise(int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return content;
    }

    HubClient client() {
        return client(hub.settings(cache));
    }

    HubClient client(HubSettings settings) {
        return new HubClient(settings, ProgressListener.SILENT, tuning());
    }

    Tuning tuning() {
        return new Tuning(pauses::add, CHUNK, Tuning.DEFAULT.links());
    }

    Path repoFolder() {
        return cache.resolve("models--timm--demo");
    }

    Path blob(byte[] content) {
        String name = content.length < 1000 ? FakeHub.gitSha1(content) : FakeHub.sha256(content);
        return repoFolder().resolve("blobs").resolve(name);
    }

    /** Files and links below the cache, without the notes of checked files, which the Python client does not make. */
    List<String> tree() {
        try (Stream<Path> paths = Files.walk(cache)) {
            return paths.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .filter(path -> !path.toString().contains(".verified"))
                    .map(this::line)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String line(Path path) {
        String name = cache.relativize(path).toString().replace('\\', '/');
        try {
            return Files.isSymbolicLink(path)
                    ? "link " + name + " -> "
                            + Files.readSymbolicLink(path).toString().replace('\\', '/')
                    : "file " + name;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> leftovers() {
        return tree().stream().filter(line -> line.contains("incomplete")).toList();
    }
}
