package io.github.timm4j.weights.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timm4j.HubException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in the cache serves, and what is damaged there is noticed. */
class HubCacheTest extends HubTestCase {
    private Path downloaded(HubFile file) {
        Path path = client().download(file);
        hub.forget();
        return path;
    }

    private HubClient offline() {
        return client(hub.settings(cache).withOffline(true));
    }

    private void assertFetchedAgain() throws IOException {
        assertThat(Files.readAllBytes(client().download(LARGE))).isEqualTo(WEIGHTS);
        assertThat(hub.requests("GET")).hasSize(1);
        assertThat(Files.readAllBytes(offline().download(LARGE))).isEqualTo(WEIGHTS);
    }

    private void assertOffline(String message) {
        assertThatThrownBy(() -> offline().download(LARGE))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("offline mode is on")
                .hasMessageContaining(message);
        assertThat(offline().cached(LARGE)).isEmpty();
        assertThat(hub.requests()).isEmpty();
    }

    @Test
    void aFileOfABranchCostsOneHeadRequestTheSecondTime() {
        Path path = downloaded(LARGE);
        assertThat(client().download(LARGE)).isEqualTo(path);
        assertThat(hub.requests()).extracting(FakeHub.Request::method).containsExactly("HEAD");
    }

    @Test
    void aFileOfACommitCostsNothingTheSecondTime() {
        HubFile pinned = LARGE.repo().at(FakeHub.COMMIT).file(LARGE.path());
        Path path = downloaded(pinned);
        assertThat(client().download(pinned)).isEqualTo(path);
        assertThat(hub.requests()).isEmpty();
        assertThat(repoFolder().resolve("refs")).doesNotExist();
    }

    @Test
    void aTagThatIsNoHashStillHasItsSizeChecked() throws IOException {
        hub.always("HEAD", "model", answer -> answer.header("X-Linked-Etag", "mirror-17"));
        HubFile pinned = LARGE.repo().at(FakeHub.COMMIT).file(LARGE.path());
        Path path = downloaded(pinned);
        assertThat(offline().cached(pinned)).contains(path);
        Files.write(repoFolder().resolve("blobs/mirror-17"), new byte[1000]);
        assertThat(offline().cached(pinned)).isEmpty();
        assertThat(Files.readAllBytes(client().download(pinned))).isEqualTo(WEIGHTS);
    }

    @Test
    void twoFilesOfOneContentShareABlob() throws IOException {
        hub.large(REPO, "folder/copy.bin", WEIGHTS);
        downloaded(LARGE);
        Path copy = client().download(LARGE.repo().file("folder/copy.bin"));
        assertThat(hub.requests("GET")).isEmpty();
        assertThat(Files.readSymbolicLink(copy).toString()).isEqualTo("../../../blobs/" + FakeHub.sha256(WEIGHTS));
    }

    @Test
    void aTruncatedBlobIsFetchedAgain() throws IOException {
        downloaded(LARGE);
        Files.write(blob(WEIGHTS), new byte[1000]);
        assertOffline("is damaged");
        assertFetchedAgain();
    }

    @Test
    void aBlobOfTheRightSizeAndTheWrongContentIsFetchedAgain() throws IOException {
        downloaded(LARGE);
        Files.write(blob(WEIGHTS), new byte[WEIGHTS.length]);
        Files.setLastModifiedTime(blob(WEIGHTS), FileTime.from(Instant.now().plusSeconds(60)));
        assertOffline("is damaged");
        assertFetchedAgain();
    }

    @Test
    void aTruncatedFileOfACommitIsNoticedWithoutTheHubsSize() throws IOException {
        HubFile pinned = LARGE.repo().at(FakeHub.COMMIT).file(LARGE.path());
        Path path = downloaded(pinned);
        Files.write(blob(WEIGHTS), new byte[1000]);
        assertThat(Files.readAllBytes(client().download(pinned))).isEqualTo(WEIGHTS);
        assertThat(hub.requests("GET")).hasSize(1);
        assertThat(path).exists();
    }

    @Test
    void aBlobThatAnotherClientLeftTruncatedIsNoticedToo() throws IOException {
        downloaded(LARGE);
        Files.delete(repoFolder().resolve(".verified/blobs").resolve(FakeHub.sha256(WEIGHTS)));
        Files.write(blob(WEIGHTS), new byte[999]);
        assertOffline("is damaged");
        assertFetchedAgain();
    }

    @Test
    void aDanglingLinkIsFetchedAgain() throws IOException {
        downloaded(LARGE);
        Files.delete(blob(WEIGHTS));
        assertOffline("links to a missing file");
        assertFetchedAgain();
    }

    @Test
    void aLinkToTheWrongBlobIsSetRight() throws IOException {
        downloaded(SMALL);
        Path path = downloaded(LARGE);
        Files.delete(path);
        Files.createSymbolicLink(path, Path.of("../../blobs", FakeHub.gitSha1(CONFIG)));
        assertThat(Files.readAllBytes(client().download(LARGE))).isEqualTo(WEIGHTS);
        assertThat(hub.requests("GET")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "main", "../../../../etc", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void aDamagedReferenceIsWrittenAgain(String content) throws IOException {
        downloaded(LARGE);
        Path ref = repoFolder().resolve("refs/main");
        Files.writeString(ref, content);
        assertOffline("is damaged: expected 40 hex digits, found '" + content + "'");
        client().download(LARGE);
        assertThat(ref).hasContent(FakeHub.COMMIT);
        assertThat(offline().cached(LARGE)).isPresent();
    }

    @Test
    void aReferenceToAMissingCommitIsSetRight() throws IOException {
        downloaded(LARGE);
        Files.writeString(repoFolder().resolve("refs/main"), "b".repeat(40));
        assertOffline("does not have it at commit " + "b".repeat(40));
        client().download(LARGE);
        assertThat(repoFolder().resolve("refs/main")).hasContent(FakeHub.COMMIT);
    }

    @Test
    void anEmptyCacheSaysWhatItLacks() {
        assertOffline("knows no commit of revision 'main'");
    }

    @Test
    void anUnreachableHubIsReplacedByTheCache() {
        Path path = downloaded(LARGE);
        hub.close();
        assertThat(client().download(LARGE)).isEqualTo(path);
        assertThat(pauses).isEmpty();
    }

    @Test
    void anUnreachableHubWithAnEmptyCacheEndsInAMessage() {
        hub.close();
        assertThatThrownBy(() -> client().download(LARGE))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("connection failed")
                .hasMessageContaining("knows no commit of revision 'main'");
        assertThat(pauses).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 429, 500, 503})
    void aRefusingHubIsReplacedByTheCache(int status) {
        Path path = downloaded(LARGE);
        hub.always("HEAD", "model", answer -> answer.status(status).header("X-Repo-Commit", ""));
        assertThat(client().download(LARGE)).isEqualTo(path);
        assertThat(pauses).isEmpty();
    }

    @Test
    void aMissingFileIsNotedAndNotServedFromAnOlderCommit() {
        downloaded(LARGE);
        HubFile missing = LARGE.repo().file("folder/missing.bin");
        assertThat(client().downloadIfPresent(missing)).isEmpty();
        assertThat(client().knownAbsent(missing)).isTrue();
        assertThat(client().knownAbsent(LARGE)).isFalse();
        hub.forget();
        assertThat(offline().downloadIfPresent(missing)).isEmpty();
        assertThat(client().downloadIfPresent(missing.repo().at(FakeHub.COMMIT).file(missing.path())))
                .isEmpty();
        assertThat(hub.requests()).isEmpty();
        assertThat(client().downloadIfPresent(LARGE)).isPresent();
        hub.always("HEAD", "model", answer -> answer.status(404).header("X-Error-Code", "EntryNotFound"));
        assertThatThrownBy(() -> client().download(LARGE)).hasMessageContaining("no such file at this revision");
    }

    @Test
    void servingFromTheCacheWritesNothing() throws IOException {
        downloaded(LARGE);
        List<String> before = state();
        client().download(LARGE);
        offline().download(LARGE);
        assertThat(offline().cached(LARGE)).isPresent();
        assertThat(state()).isEqualTo(before);
    }

    private List<String> state() throws IOException {
        try (Stream<Path> paths = Files.walk(cache)) {
            return paths.sorted()
                    .map(path -> path + " " + path.toFile().lastModified())
                    .toList();
        }
    }

    @Test
    void aCacheThatCannotBeWrittenServesWhatItHasAndSaysSoOtherwise() throws IOException {
        Path blocked = cache.resolve("blocked");
        Files.writeString(blocked, "a file where a folder is needed");
        assertThatThrownBy(() -> client(hub.settings(blocked.resolve("hub"))).download(LARGE))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("cannot be written")
                .hasMessageContaining("HF_HUB_CACHE");
    }

    @Test
    void withoutLinksTheSnapshotHoldsTheFile() throws IOException {
        HubClient linkless = client(hub.settings(cache).withSymlinks(false));
        Path path = linkless.download(LARGE);
        assertThat(path)
                .isRegularFile()
                .satisfies(file -> assertThat(Files.isSymbolicLink(file)).isFalse());
        assertThat(blob(WEIGHTS)).doesNotExist();
        hub.forget();
        assertThat(linkless.download(LARGE)).isEqualTo(path);
        assertThat(hub.requests()).extracting(FakeHub.Request::method).containsExactly("HEAD");
        Files.write(path, new byte[1000]);
        hub.forget();
        assertOffline("is damaged");
        assertThat(Files.readAllBytes(linkless.download(LARGE))).isEqualTo(WEIGHTS);
    }

    @Test
    void whereLinksAreForbiddenAnOldBlobIsCopied() throws IOException {
        downloaded(LARGE);
        hub.large(REPO, "copy.bin", WEIGHTS);
        Tuning forbidden = new Tuning(pauses::add, CHUNK, (link, target) -> {
            throw new FileSystemException(link.toString(), null, "A required privilege is not held by the client");
        });
        HubClient windows = new HubClient(hub.settings(cache), ProgressListener.SILENT, forbidden);
        Path copy = windows.download(LARGE.repo().file("copy.bin"));
        assertThat(Files.isSymbolicLink(copy)).isFalse();
        assertThat(Files.readAllBytes(copy)).isEqualTo(WEIGHTS);
        assertThat(blob(WEIGHTS)).isRegularFile();
        assertThat(windows.download(SMALL)).isRegularFile();
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void anotherClientsUnfinishedFileIsLeftAlone() throws IOException {
        downloaded(SMALL);
        Path pythons = repoFolder().resolve("blobs/" + FakeHub.sha256(WEIGHTS) + ".0123abcd.incomplete");
        Path own = repoFolder().resolve("blobs/" + FakeHub.sha256(WEIGHTS) + ".0123abcd" + PartFile.ENDING);
        Files.writeString(pythons, "part");
        Files.writeString(own, "left by a killed process");
        downloaded(LARGE);
        assertThat(pythons).exists();
        assertThat(own).doesNotExist();
    }

    @Test
    void anUnfinishedFileThatIsSweptAwayIsFetchedAgain() throws IOException {
        ProgressListener sweeper = new ProgressListener() {
            private boolean swept;

            @Override
            public void started(String file, long total) {
                if (!swept) {
                    swept = true;
                    assertThat(leftovers())
                            .hasSize(1)
                            .allSatisfy(line -> Files.delete(cache.resolve(line.substring(5))));
                }
            }
        };
        Path path = new HubClient(hub.settings(cache), sweeper, tuning()).download(LARGE);
        assertThat(Files.readAllBytes(path)).isEqualTo(WEIGHTS);
        assertThat(hub.requests("GET")).hasSize(2);
    }

    @Test
    void aBlobThatLeadsIntoThePythonClientsSharedStoreServes() throws IOException {
        downloaded(LARGE);
        Path shared = cache.resolve("blobs/ab/" + "ab".repeat(32));
        Files.createDirectories(shared.getParent());
        Files.move(blob(WEIGHTS), shared);
        Files.createSymbolicLink(blob(WEIGHTS), Path.of("../../blobs/ab", "ab".repeat(32)));
        assertThat(Files.readAllBytes(client().download(LARGE))).isEqualTo(WEIGHTS);
        assertThat(hub.requests("GET")).isEmpty();
    }

    @Test
    void aCacheFolderThatIsALinkWorks() throws IOException {
        Path real = Files.createDirectories(cache.resolve("big-disk"));
        Path link = Files.createSymbolicLink(cache.resolve("hub"), real);
        assertThat(Files.readAllBytes(client(hub.settings(link)).download(LARGE)))
                .isEqualTo(WEIGHTS);
        assertThat(real.resolve("models--timm--demo/refs/main")).hasContent(FakeHub.COMMIT);
    }

    @Test
    void branchesWithSlashesHaveReferencesInFolders() {
        HubFile request = LARGE.repo().at("refs/pr/1").file("config.json");
        client().download(request);
        assertThat(repoFolder().resolve("refs/refs/pr/1")).hasContent(FakeHub.COMMIT);
        assertThat(hub.requests())
                .first()
                .extracting(FakeHub.Request::path)
                .isEqualTo("/timm/demo/resolve/refs%2Fpr%2F1/config.json");
    }
}
