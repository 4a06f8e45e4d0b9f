package io.github.timm4j.data.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.timm4j.HubException;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.weights.hub.HubClient;
import io.github.timm4j.weights.hub.HubSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data set on a hub on this machine, through the client that fetches weights. */
class HubDatasetTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final List<String> FILES = List.of(
            "data/train-00000-of-00002.parquet",
            "data/train-00001-of-00002.parquet",
            "data/validation-00000-of-00001.parquet");

    @TempDir
    Path cache;

    private final List<String> fetched = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private ReaderOptions.Builder options;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        HubSettings settings = HubSettings.fromEnvironment(Map.of())
                .withEndpoint(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
                .withCacheDir(cache);
        options = ReaderOptions.builder().hub(DatasetHub.of(new HubClient(settings)));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] body;
        if (path.equals("/api/datasets/owner/pets/revision/main")) {
            body = ("{\"sha\": \"" + COMMIT + "\"}").getBytes(StandardCharsets.UTF_8);
        } else if (path.startsWith("/api/datasets/owner/pets/tree/")) {
            body = FILES.stream()
                    .map(file -> "{\"type\": \"file\", \"size\": 1, \"oid\": \"x\", \"path\": \"" + file + "\"}")
                    .collect(Collectors.joining(",", "[", "]"))
                    .getBytes(StandardCharsets.UTF_8);
        } else if (path.startsWith("/datasets/owner/pets/resolve/main/")) {
            String file = path.replace("/datasets/owner/pets/resolve/main/", "");
            body = Files.readAllBytes(Fixtures.path("data/readers/hf/" + file));
            exchange.getResponseHeaders().add("X-Repo-Commit", COMMIT);
            exchange.getResponseHeaders().add("ETag", "\"" + gitSha1(body) + "\"");
            fetched.add(exchange.getRequestMethod() + " " + file);
        } else {
            exchange.getResponseHeaders().add("X-Error-Code", "RepoNotFound");
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
            return;
        }
        boolean head = exchange.getRequestMethod().equals("HEAD");
        if (head) {
            exchange.getResponseHeaders().add("Content-Length", String.valueOf(body.length));
        }
        exchange.sendResponseHeaders(200, head ? -1 : body.length);
        exchange.getResponseBody().write(head ? new byte[0] : body);
        exchange.close();
    }

    private static String gitSha1(byte[] content) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            digest.update(("blob " + content.length + "\0").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void filesOfTheSplitAreFetchedOnce() throws IOException {
        for (int run = 0; run < 2; run++) {
            try (HfdsReader reader = new HfdsReader(
                    "owner/pets", null, options.split("validation").build())) {
                assertThat(reader.read(0).name()).isEqualTo("pic_0.jpg");
                assertThat(reader.classes().names()).containsKeys("ant", "bee", "cow");
            }
        }
        assertThat(fetched.stream().filter(request -> request.startsWith("GET")))
                .containsExactly("GET data/validation-00000-of-00001.parquet");
    }

    @Test
    void aStreamOfKnownSizeFetchesShardsWhenTheyAreNeeded() {
        ReaderOptions known =
                options.stream(StreamOptions.DEFAULT.withNumSamples(6)).build();
        HfidsReader reader = new HfidsReader("owner/pets", null, known);
        assertThat(fetched).filteredOn(request -> request.startsWith("GET")).hasSize(1);
        try (var samples = reader.samples(0)) {
            assertThat(samples.count()).isEqualTo(6);
        }
        assertThat(fetched).filteredOn(request -> request.startsWith("GET")).hasSize(2);
    }

    @Test
    void anUnknownDataSetIsSaidToBeUnknown() {
        assertThatThrownBy(() -> new HfdsReader("owner/cars", null, options.build()))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("owner/cars");
        assertThatThrownBy(() -> new HfdsReader("justaname", null, options.build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("owner/name");
    }
}
