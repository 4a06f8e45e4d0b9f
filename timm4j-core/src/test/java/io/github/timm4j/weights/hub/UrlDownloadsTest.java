package io.github.timm4j.weights.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timm4j.HubException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights at plain addresses, which anonymous servers serve. */
class UrlDownloadsTest extends HubTestCase {
    private static final String NAME = "resnet18-" + FakeHub.sha256(WEIGHTS).substring(0, 8) + ".pth";

    private UrlDownloads downloads() {
        return new UrlDownloads(hub.settings(cache), cache.resolve("checkpoints"), ProgressListener.SILENT, tuning());
    }

    private String address(String name) {
        return hub.endpoint() + "/weights/" + name + "?download=1";
    }

    private void offer(String name) {
        hub.small("weights", name, WEIGHTS);
    }

    @Test
    void aFileIsFetchedOnceUnderTheLastPartOfItsAddress() throws IOException {
        offer(NAME);
        Path path = downloads().download(address(NAME));
        assertThat(path).isEqualTo(cache.resolve("checkpoints").resolve(NAME));
        assertThat(Files.readAllBytes(path)).isEqualTo(WEIGHTS);
        assertThat(downloads().download(address(NAME))).isEqualTo(path);
        assertThat(hub.requests()).extracting(FakeHub.Request::method).containsExactly("GET");
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void noTokenAndNoCounterAreSentEvenToTheHub() {
        offer(NAME);
        downloads().download(address(NAME));
        assertThat(hub.requests().get(0).headers())
                .doesNotContainKeys("authorization", "x-hf-download-counter")
                .containsEntry("user-agent", "timm4j/test; java/test");
    }

    @ParameterizedTest
    @ValueSource(strings = {"resnet18-00000000.pth", "a-0123456789abcdef.safetensors"})
    void aContentWithoutTheHashOfItsNameIsRefused(String name) {
        offer(name);
        assertThatThrownBy(() -> downloads().download(address(name)))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("has the SHA-256");
        assertThat(cache.resolve("checkpoints").resolve(name)).doesNotExist();
        assertThat(leftovers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"IN1K-vit.h.14-300e.pth.tar", "plain.bin", "short-abc1234.pth", "noend-0123456789"})
    void aNameWithoutAHashIsTakenAsItIs(String name) throws IOException {
        offer(name);
        assertThat(Files.readAllBytes(downloads().download(address(name)))).isEqualTo(WEIGHTS);
    }

    @Test
    void aDamagedFileIsFetchedAgainOrReportedOffline() throws IOException {
        offer(NAME);
        Path path = downloads().download(address(NAME));
        Files.write(path, new byte[WEIGHTS.length]);
        UrlDownloads offline = new UrlDownloads(hub.settings(cache).withOffline(true), path.getParent());
        assertThatThrownBy(() -> offline.download(address(NAME)))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("offline mode is on")
                .hasMessageContaining("is damaged");
        assertThat(Files.readAllBytes(downloads().download(address(NAME)))).isEqualTo(WEIGHTS);
        assertThat(offline.download(address(NAME))).isEqualTo(path);
    }

    @Test
    void cutsAndRedirectsAreSurvived() throws IOException {
        offer(NAME);
        hub.next("GET", "weights", answer -> answer.redirect("/weights/" + NAME))
                .next("GET", "weights", answer -> answer.cutAfter(700_000))
                .next("GET", "weights", answer -> answer.status(502));
        assertThat(Files.readAllBytes(downloads().download(address(NAME)))).isEqualTo(WEIGHTS);
        assertThat(hub.requests())
                .last()
                .satisfies(request -> assertThat(request.headers()).containsKey("range"));
    }

    @Test
    void aNameOfTheCallersChoiceIsUsed() {
        offer("x");
        assertThat(downloads().download(address("x"), NAME)).hasFileName(NAME);
    }

    @Test
    void whatIsNotThereIsSaid() {
        assertThatThrownBy(() -> downloads().download(address("none.pth")))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("none.pth: not found (HTTP 404)");
    }

    @Test
    void onlyWebAddressesAndPlainNamesAreTaken() {
        for (String address : new String[] {"file:///etc/passwd", "ftp://host/x", "weights.pth", "mailto:x"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> downloads().download(address, "x.pth"));
        }
        for (String name : new String[] {"../x", "a/b", "", "/x", "C:x"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> downloads().download(address("x"), name));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> downloads().download("https://host/"));
    }
}
