package io.github.timm4j.weights.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timm4j.HubException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Offline no connection is tried, and cached weights are there at once. */
class HubOfflineTest extends HubTestCase {
    @Test
    void offlineNothingConnectsAndCachedFilesServeAtOnce() throws IOException {
        Path path = client().download(LARGE);
        try (ServerSocket listener = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            String endpoint = "http://127.0.0.1:" + listener.getLocalPort();
            HubSettings settings = HubSettings.fromEnvironment(Map.of(
                    "HF_HUB_OFFLINE",
                    "1",
                    "HF_ENDPOINT",
                    endpoint,
                    "HF_HUB_CACHE",
                    cache.toString(),
                    "HOME",
                    cache.toString()));
            long start = System.nanoTime();
            HubClient client = new HubClient(settings);
            assertThat(client.download(LARGE)).isEqualTo(path);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));

            assertThatThrownBy(() -> client.download(LARGE.repo().file("other.bin")))
                    .isInstanceOf(HubException.class)
                    .hasMessageContaining("offline mode is on");
            assertThatThrownBy(() -> client.downloadIfPresent(LARGE.repo().file("other.bin")))
                    .isInstanceOf(HubException.class);
            assertThatThrownBy(() -> client.files(LARGE.repo())).hasMessageContaining("offline mode is on");
            UrlDownloads plain = new UrlDownloads(settings, cache.resolve("torch"));
            assertThatThrownBy(() -> plain.download(endpoint + "/weights.pth"))
                    .isInstanceOf(HubException.class)
                    .hasMessageContaining("offline mode is on");

            listener.setSoTimeout(100);
            assertThatThrownBy(listener::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void theCheckSeesAConnectionWhereOneIsMade() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            HubSettings settings = hub.settings(cache)
                    .withEndpoint(URI.create("http://127.0.0.1:" + listener.getLocalPort()))
                    .withTimeouts(Duration.ofMillis(50), Duration.ofMillis(50));
            Tuning tuning = new Tuning(
                    pause -> {
                        throw new InterruptedException();
                    },
                    CHUNK,
                    Tuning.DEFAULT.links());
            assertThatThrownBy(() -> new HubClient(settings, ProgressListener.SILENT, tuning).download(LARGE))
                    .hasMessageContaining("interrupted");
            assertThat(Thread.interrupted()).isTrue();
            listener.setSoTimeout(5000);
            listener.accept().close();
        }
    }
}
