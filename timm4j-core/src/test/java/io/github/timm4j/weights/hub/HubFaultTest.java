package io.github.timm4j.weights.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timm4j.HubException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that cut, refuse, lie and send elsewhere: the file is right or there is none. */
class HubFaultTest extends HubTestCase {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private void assertWhole() throws IOException {
        assertThat(Files.readAllBytes(client().download(LARGE))).isEqualTo(WEIGHTS);
        assertThat(leftovers()).isEmpty();
    }

    private void assertRefused(HubFile file, String message) {
        assertThatThrownBy(() -> client().download(file))
                .isInstanceOf(HubException.class)
                .hasMessageContaining(message);
        assertThat(tree()).noneMatch(line -> line.contains("/blobs/") || line.contains("/snapshots/"));
    }

    @Test
    void aConnectionThatIsCutAtEverySeventhGoesOnAtTheLastWholeChunk() throws IOException {
        for (int part = 1; part <= 6; part++) {
            hub.next("GET", "/cdn/", answer -> answer.cutAfter(WEIGHTS.length / 7));
        }
        assertWhole();
        List<String> ranges = hub.requests("GET").stream()
                .map(request -> request.headers().get("range"))
                .toList();
        assertThat(ranges).hasSize(7).startsWith((String) null);
        assertThat(ranges.subList(1, 7)).allSatisfy(range -> {
            long from = Long.parseLong(range.replaceAll("bytes=(\\d+)-", "$1"));
            assertThat(from % CHUNK).isZero();
            assertThat(from).isPositive();
        });
        assertThat(pauses).hasSize(6).containsOnly(SECOND);
    }

    @Test
    void aSmallFileThatGetsFurtherWithEachCutArrives() throws IOException {
        for (int part = 1; part <= 6; part++) {
            long bytes = (long) WEIGHTS.length * part / 7;
            hub.next("GET", "/cdn/", answer -> answer.cutAfter(bytes));
        }
        Tuning wholeChunks = new Tuning(pauses::add, Tuning.DEFAULT.chunk(), Tuning.DEFAULT.links());
        HubClient client = new HubClient(hub.settings(cache), ProgressListener.SILENT, wholeChunks);
        assertThat(Files.readAllBytes(client.download(LARGE))).isEqualTo(WEIGHTS);
        assertThat(hub.requests("GET"))
                .hasSize(7)
                .noneMatch(request -> request.headers().containsKey("range"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    void aCutAnywhereBelowAChunkStartsOver(int seventh) throws IOException {
        hub.next("GET", "config.json", answer -> answer.cutAfter((long) CONFIG.length * seventh / 7));
        assertThat(Files.readAllBytes(client().download(SMALL))).isEqualTo(CONFIG);
        assertThat(hub.requests("GET"))
                .hasSize(2)
                .allMatch(request -> !request.headers().containsKey("range"));
    }

    @Test
    void aServerThatIgnoresTheRangeIsReadFromTheStart() throws IOException {
        hub.next("GET", "/cdn/", answer -> answer.cutAfter(700_000)).next("GET", "/cdn/", FakeHub.Answer::ignoreRange);
        assertWhole();
    }

    @Test
    void aServerThatSendsAnotherRangeIsAskedAgainFromTheStart() throws IOException {
        hub.next("GET", "/cdn/", answer -> answer.cutAfter(700_000))
                .next(
                        "GET",
                        "/cdn/",
                        answer -> answer.ignoreRange().status(206).header("Content-Range", "bytes 5-1000002/1000003"))
                .next("GET", "/cdn/", answer -> answer.cutAfter(700_000))
                .next("GET", "/cdn/", answer -> answer.status(416));
        assertWhole();
        assertThat(hub.requests("GET")).hasSize(5);
    }

    @Test
    void aServerThatNeverGetsAnyFurtherIsGivenUpAfterFiveMoreTries() {
        hub.always("GET", "/cdn/", answer -> answer.cutAfter(1000));
        assertRefused(LARGE, "connection failed");
        assertThat(hub.requests("GET")).hasSize(6);
    }

    @Test
    void tooManyRequestsAreRepeatedWhenTheServerSays() throws IOException {
        hub.next("HEAD", "model", answer -> answer.status(429).header("Retry-After", "7"))
                .next("GET", "/cdn/", answer -> answer.status(429).header("RateLimit", "\"api\";r=0;t=55"));
        assertWhole();
        assertThat(pauses).containsExactly(Duration.ofSeconds(8), Duration.ofSeconds(56));
    }

    @Test
    void aWaitOfADayIsNotWaited() {
        hub.next("HEAD", "model", answer -> answer.status(429).header("Retry-After", "86400"));
        assertRefused(LARGE, "too many requests");
        assertThat(pauses).isEmpty();
    }

    @Test
    void fiveServerErrorsAreSurvivedWithGrowingPauses() throws IOException {
        for (int i = 0; i < 5; i++) {
            hub.next("HEAD", "model", answer -> answer.status(500)).next("GET", "/cdn/", answer -> answer.status(500));
        }
        assertWhole();
        List<Duration> growing =
                List.of(SECOND, SECOND.multipliedBy(2), SECOND.multipliedBy(4), SECOND.multipliedBy(8));
        assertThat(pauses).hasSize(10).startsWith(growing.toArray(Duration[]::new));
        assertThat(pauses.subList(5, 10)).startsWith(growing.toArray(Duration[]::new));
    }

    @Test
    void endlessServerErrorsEndInAMessage() {
        hub.always("HEAD", "model", answer -> answer.status(503));
        assertRefused(LARGE, "HTTP 503");
        assertThat(hub.requests()).hasSize(7 - 1);
    }

    @Test
    void aWrongLengthIsRefused() {
        hub.always("GET", "/cdn/", answer -> answer.announce(999_999));
        assertRefused(LARGE, "expected 1000003 bytes, the server sends 999999");
    }

    @Test
    void aWrongContentOfTheRightLengthIsNeverVisible() {
        hub.always(
                "GET", "/cdn/", answer -> answer.body(noise(WEIGHTS.length + 1)).announce(WEIGHTS.length));
        assertRefused(LARGE, "has the SHA-256");
    }

    @Test
    void aWrongSmallFileIsNeverVisibleEither() {
        byte[] other = CONFIG.clone();
        other[0] = '[';
        hub.always("GET", "config.json", answer -> answer.body(other));
        assertRefused(SMALL, "has the git SHA-1");
    }

    @Test
    void theTokenStaysWithTheHub() throws IOException {
        assertWhole();
        assertThat(hub.requests())
                .filteredOn(request -> request.host().equals("hub"))
                .isNotEmpty()
                .allMatch(request ->
                        ("Bearer " + FakeHub.TOKEN).equals(request.headers().get("authorization")));
        assertThat(hub.requests())
                .filteredOn(request -> request.host().equals("elsewhere"))
                .isNotEmpty()
                .allMatch(request -> !request.headers().containsKey("authorization"));
    }

    @Test
    void theTokenDoesNotComeBackAfterADetour() throws IOException {
        hub.small(REPO, "copy.json", CONFIG)
                .next("GET", "config.json", answer -> answer.redirect(hub.elsewhere() + "/bounce"))
                .next(
                        "GET",
                        "/bounce",
                        answer -> answer.redirect(hub.endpoint() + "/timm/demo/resolve/main/copy.json"));
        assertThat(Files.readAllBytes(client().download(SMALL))).isEqualTo(CONFIG);
        assertThat(hub.requests("GET"))
                .extracting(request -> request.headers().containsKey("authorization"))
                .containsExactly(true, false, false);
    }

    @Test
    void aMovedRepositoryIsFollowedWithTheToken() throws IOException {
        hub.small("timm/new", "config.json", CONFIG)
                .next(
                        "HEAD",
                        "demo",
                        answer -> answer.status(307).header("Location", "/timm/new/resolve/main/config.json"));
        assertThat(Files.readAllBytes(client().download(SMALL))).isEqualTo(CONFIG);
        assertThat(hub.requests()).extracting(FakeHub.Request::path).endsWith("/timm/new/resolve/main/config.json");
        assertThat(hub.requests()).allMatch(request -> request.headers().containsKey("authorization"));
    }

    @Test
    void redirectLoopsAreRefused() {
        hub.always("HEAD", "config", answer -> answer.redirect("/timm/demo/resolve/main/config.json"));
        assertRefused(SMALL, "redirected more than 20 times");
        hub.always("GET", "/cdn/", answer -> answer.redirect(hub.elsewhere() + "/cdn/again"));
        assertRefused(LARGE, "redirected more than 20 times");
        assertThat(hub.requests()).hasSize(21 + 1 + 21);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "ftp://127.0.0.1/x", "http:", "http://[", "mailto:x"})
    void redirectsToAnythingButAWebAddressAreRefused(String location) {
        hub.always("HEAD", "config", answer -> answer.redirect(location));
        assertRefused(SMALL, "redirect");
    }

    @Test
    void unescapedCharactersInALocationAreEscaped() throws IOException {
        String etag = FakeHub.sha256(WEIGHTS);
        hub.next(
                "HEAD",
                "model",
                answer -> answer.header("Location", hub.elsewhere() + "/cdn/" + etag + "?a=b c|\"d\""));
        assertWhole();
    }

    @Test
    void aServerThatStallsIsLeft() {
        hub.always("GET", "/cdn/", answer -> answer.slowly(3000));
        HubSettings hasty = hub.settings(cache).withTimeouts(Duration.ofSeconds(5), Duration.ofMillis(50));
        assertThatThrownBy(() -> client(hasty).download(LARGE))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("nothing arrived for 0.05 seconds");
    }

    @Test
    void compressedContentIsUnpackedAndNeverResumed() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(WEIGHTS);
        }
        byte[] body = packed.toByteArray();
        hub.next(
                        "GET",
                        "/cdn/",
                        a -> a.body(body).header("Content-Encoding", "gzip").cutAfter(700_000))
                .next("GET", "/cdn/", a -> a.body(body).header("Content-Encoding", "gzip"));
        assertWhole();
        assertThat(hub.requests("GET")).noneMatch(request -> request.headers().containsKey("range"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "main", "../../x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void anAnswerWithoutACommitHashIsNoHub(String commit) {
        hub.always("HEAD", "config", answer -> answer.header("X-Repo-Commit", commit));
        assertRefused(SMALL, "X-Repo-Commit");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"\"", "\"../../escape\"", "\"a/b\"", "\"..\"", "\"a\\b\"", "\"a:b\""})
    void aTagThatIsNoFileNameIsRefused(String etag) {
        hub.always("HEAD", "config", answer -> answer.header("ETag", etag));
        assertRefused(SMALL, "ETag");
    }

    @Test
    void weakTagsAndUnknownTagsWork() throws IOException {
        hub.next("HEAD", "config", answer -> answer.header("ETag", "W/\"mirror-17\""));
        assertThat(Files.readAllBytes(client().download(SMALL))).isEqualTo(CONFIG);
        assertThat(repoFolder().resolve("blobs/mirror-17")).isRegularFile();
    }

    @Test
    void filesBeyondThePlainProtocolAreRefusedBeforeTheyAreFetched() {
        hub.always("HEAD", "model", answer -> answer.header("X-Linked-Size", "50000000001"));
        assertRefused(LARGE, "plain HTTP serves at most 50000000000");
        assertThat(hub.requests("GET")).isEmpty();
    }

    @Test
    void progressIsHeardFromStartToEnd() {
        StringBuilder heard = new StringBuilder();
        hub.next("GET", "/cdn/", answer -> answer.cutAfter(WEIGHTS.length / 2));
        ProgressListener listener = new ProgressListener() {
            private long last = -1;

            @Override
            public void started(String file, long total) {
                heard.append("start ").append(total).append(' ');
            }

            @Override
            public void advanced(String file, long received) {
                last = received;
            }

            @Override
            public void ended(String file, boolean complete) {
                heard.append("end ").append(last).append(' ').append(complete);
            }
        };
        Objects.requireNonNull(new HubClient(hub.settings(cache), listener, tuning()).download(LARGE));
        assertThat(heard).hasToString("start 1000003 end 1000003 true");
    }
}
