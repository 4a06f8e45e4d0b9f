package io.github.timm4j.weights.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.HubException;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Repeats the session that the Python client was recorded in and compares requests and cache. */
@Tag("oracle")
class ReferenceTraceTest {
    private static final String TRACE = "hub/reference_trace.json";
    private static final String USER_AGENT = "(\\S+/\\S+)(; \\S+/\\S+)*";

    @TempDir
    Path home;

    @TestFactory
    Stream<DynamicTest> requestsAndCacheEqualThePythonClients() {
        return Parity.tests(
                "hub-trace",
                Stream.of(TRACE)
                        .filter(Fixtures::has)
                        .map(name -> new OracleCase(name, true, () -> compare(Fixtures.json(name)))));
    }

    private void compare(JsonNode trace) throws IOException {
        byte[] weights = new byte[1 << 20];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (byte) i;
        }
        try (FakeHub hub = new FakeHub()
                .small(HubTestCase.REPO, "config.json", HubTestCase.CONFIG)
                .large(HubTestCase.REPO, "model.safetensors", weights)
                .next("GET", "/cdn/", answer -> answer.cutAfter(300_000))) {
            List<Duration> pauses = new ArrayList<>();
            Tuning tuning = new Tuning(pauses::add, Tuning.DEFAULT.chunk(), Tuning.DEFAULT.links());
            HubClient client = new HubClient(
                    hub.settings(home.resolve("hub")).withToken(token(trace)), ProgressListener.SILENT, tuning);
            HubRepo repo = HubRepo.model(HubTestCase.REPO);

            Path config = client.download(repo.file("config.json"));
            client.download(repo.file("model.safetensors"));
            assertThatThrownBy(() -> client.download(repo.file("missing.bin")))
                    .isInstanceOf(HubException.class)
                    .hasMessageContaining("no such file");
            assertThat(client.download(repo.file("config.json"))).isEqualTo(config);
            assertThat(client.download(repo.at(FakeHub.COMMIT).file("config.json")))
                    .isEqualTo(config);

            assertThat(hub.requests().stream().map(this::seen)).isEqualTo(recorded(trace));
            assertThat(hub.requests())
                    .allSatisfy(request ->
                            assertThat(request.headers().get("user-agent")).matches(USER_AGENT));
            assertThat(pauses).containsExactly(Duration.ofSeconds(1));
            assertThat(tree()).isEqualTo(texts(trace.get("cache_tree")));
            assertThat(home.resolve("hub/models--timm--demo/refs/main")).hasContent(FakeHub.COMMIT);
        }
    }

    private static String token(JsonNode trace) {
        return trace.at("/requests/0/sent/authorization").asText().replace("Bearer ", "");
    }

    /**
     * What matters of a request. The reference offers compressed coding for content, this client does not: hashes and
     * positions are those of the plain bytes. User agents differ by name.
     */
    private Map<String, String> essence(String method, String path, Map<String, String> headers) {
        Map<String, String> essence = new TreeMap<>(Map.of("method", method, "path", path));
        for (String name : List.of("authorization", "x-hf-download-counter", "range")) {
            if (headers.containsKey(name)) {
                essence.put(name, headers.get(name));
            }
        }
        if (method.equals("HEAD")) {
            essence.put("accept-encoding", headers.get("accept-encoding"));
        }
        return essence;
    }

    private Map<String, String> seen(FakeHub.Request request) {
        String path = request.path().replaceAll("[0-9a-f]{64}", "{sha256}");
        return essence(request.method(), path, request.headers());
    }

    private List<Map<String, String>> recorded(JsonNode trace) {
        List<Map<String, String>> recorded = new ArrayList<>();
        for (JsonNode request : trace.get("requests")) {
            Map<String, String> headers = new TreeMap<>();
            request.get("sent")
                    .properties()
                    .forEach(header ->
                            headers.put(header.getKey(), header.getValue().asText()));
            recorded.add(
                    essence(request.get("method").asText(), request.get("path").asText(), headers));
        }
        return recorded;
    }

    private List<String> tree() throws IOException {
        try (Stream<Path> paths = Files.walk(home)) {
            List<String> lines = new ArrayList<>();
            for (Path path : paths.sorted().toList()) {
                // the notes of checked files are this client's own
                if (Files.isSymbolicLink(path)
                        || (Files.isRegularFile(path) && !path.toString().contains(".verified"))) {
                    String link = Files.isSymbolicLink(path) ? " -> " + Files.readSymbolicLink(path) : "";
                    lines.add((link.isEmpty() ? "file " : "link ") + home.relativize(path) + link);
                }
            }
            return lines;
        }
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(node -> texts.add(node.asText()));
        return texts;
    }
}
