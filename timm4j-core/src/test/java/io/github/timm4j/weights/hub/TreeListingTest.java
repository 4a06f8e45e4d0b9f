package io.github.timm4j.weights.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timm4j.HubException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TreeListingTest extends HubTestCase {
    private static final HubRepo PHOTOS = HubRepo.dataset("timm/photos");

    @BeforeEach
    void photos() {
        hub.small("datasets/timm/photos", "README.md", CONFIG);
        for (int i = 0; i < 7; i++) {
            hub.large("datasets/timm/photos", "data/train-" + i + ".parquet", noise(100 + i));
        }
    }

    private Path kept() {
        return cache.resolve("datasets--timm--photos/trees/" + FakeHub.COMMIT + ".json");
    }

    @Test
    void everyPageOfAListingIsRead() throws IOException {
        List<TreeEntry> files = client().files(PHOTOS);
        assertThat(files).hasSize(8);
        assertThat(files.get(0)).isEqualTo(new TreeEntry("README.md", CONFIG.length, FakeHub.gitSha1(CONFIG), null));
        assertThat(files.get(7).path()).isEqualTo("data/train-6.parquet");
        assertThat(files.get(7).size()).isEqualTo(106);
        assertThat(files.get(7).sha256()).isEqualTo(FakeHub.sha256(noise(106)));
        assertThat(hub.requests())
                .extracting(FakeHub.Request::path)
                .startsWith(
                        "/api/datasets/timm/photos/revision/main",
                        "/api/datasets/timm/photos/tree/" + FakeHub.COMMIT + "?recursive=true&expand=false");
        assertThat(hub.requests())
                .hasSize(4)
                .allMatch(request -> request.headers().containsKey("authorization"));
        assertThat(hub.requests()).noneMatch(request -> request.headers().containsKey("x-hf-download-counter"));
        Path shard = client().download(PHOTOS.file(files.get(7).path()));
        assertThat(Files.readAllBytes(shard)).isEqualTo(noise(106));
    }

    @Test
    void theListOfACommitIsKeptAndServesOffline() {
        List<TreeEntry> files = client().files(PHOTOS);
        hub.forget();
        assertThat(client().files(PHOTOS.at(FakeHub.COMMIT))).containsExactlyInAnyOrderElementsOf(files);
        assertThat(hub.requests()).isEmpty();
        assertThat(client(hub.settings(cache).withOffline(true)).files(PHOTOS)).hasSize(8);
        assertThat(hub.requests()).isEmpty();
        assertThat(client().files(PHOTOS)).hasSize(8);
        assertThat(hub.requests()).hasSize(1);
    }

    @Test
    void theKeptListHasThePythonClientsForm() throws IOException {
        client().files(PHOTOS);
        assertThat(Files.readString(kept()))
                .startsWith("{\"format_version\":1,\"files\":{\"README.md\":{\"size\":27,\"blob_id\":\"7adfef50d943")
                .contains("\"lfs_sha256\":\"" + FakeHub.sha256(noise(106)) + "\",\"lfs_size\":106");
    }

    @Test
    void aDamagedListIsFetchedAgain() throws IOException {
        client().files(PHOTOS);
        for (String damaged : List.of("", "{", "{\"format_version\": 2, \"files\": {}}")) {
            Files.writeString(kept(), damaged);
            assertThat(client().files(PHOTOS)).hasSize(8);
        }
    }

    @Test
    void aModelIsListedUnderModels() {
        assertThat(client().files(HubRepo.model(REPO).at(FakeHub.COMMIT)))
                .extracting(TreeEntry::path)
                .containsExactly("config.json", "model.safetensors");
        assertThat(hub.requests())
                .first()
                .extracting(FakeHub.Request::path)
                .asString()
                .startsWith("/api/models/timm/demo/tree/");
    }

    @Test
    void busyPagesAreAskedForAgain() {
        hub.next("GET", "cursor=3", answer -> answer.status(503)).next("GET", "revision", answer -> answer.status(429));
        assertThat(client().files(PHOTOS)).hasSize(8);
        assertThat(pauses).hasSize(2);
    }

    @Test
    void pagesInALoopAndForeignAnswersAreRefused() {
        String self =
                hub.endpoint() + "/api/datasets/timm/photos/tree/" + FakeHub.COMMIT + "?recursive=true&expand=false";
        hub.next("GET", "tree", answer -> answer.header("Link", "<" + self + ">; rel=next"));
        assertRefused("the pages form a loop");
        hub.next("GET", "tree", answer -> answer.body("<html>".getBytes(StandardCharsets.UTF_8)));
        assertRefused("is not JSON");
        hub.next("GET", "tree", answer -> answer.body("{}".getBytes(StandardCharsets.UTF_8)));
        assertRefused("expected a list");
        hub.next("GET", "revision", answer -> answer.body("{\"sha\": \"../..\"}".getBytes(StandardCharsets.UTF_8)));
        assertRefused("expected a commit hash in 'sha', found '../..'");
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> client().files(PHOTOS))
                .isInstanceOf(HubException.class)
                .hasMessageContaining(message);
    }
}
