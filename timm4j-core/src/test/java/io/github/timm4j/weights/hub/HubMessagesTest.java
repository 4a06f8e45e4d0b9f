package io.github.timm4j.weights.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timm4j.HubException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Refusals are explained in plain words. */
class HubMessagesTest extends HubTestCase {
    private void assertMessage(HubSettings settings, Consumer<FakeHub.Answer> change, String... parts) {
        hub.always("HEAD", "config", change);
        assertThatThrownBy(() -> client(settings).download(SMALL))
                .isInstanceOf(HubException.class)
                .hasMessageContainingAll("timm/demo/config.json")
                .hasMessageContainingAll(parts)
                .hasMessageNotContaining(FakeHub.TOKEN);
    }

    private HubSettings withToken() {
        return hub.settings(cache);
    }

    private HubSettings withoutToken() {
        return withToken().withToken(null);
    }

    @Test
    void aGatedRepository() {
        assertMessage(
                withToken(),
                answer -> answer.status(403)
                        .header("X-Error-Code", "GatedRepo")
                        .header("X-Error-Message", "Access to model timm/demo is restricted.")
                        .header("X-Request-Id", "Root=1-2"),
                "gated: accept its conditions",
                "the server says: Access to model timm/demo is restricted.",
                "request Root=1-2");
    }

    @Test
    void aMissingRepository() {
        assertThatThrownBy(() -> client().download(HubFile.model("timm/none", "config.json")))
                .hasMessageContaining("there is no such repository, or it is private")
                .hasMessageContaining("knows no commit");
    }

    @Test
    void aMissingRevision() {
        assertMessage(
                withToken(),
                answer -> answer.status(404).header("X-Error-Code", "RevisionNotFound"),
                "no such revision",
                "HTTP 404");
    }

    @Test
    void aMissingFile() {
        assertMessage(
                withToken(),
                answer -> answer.status(404).header("X-Repo-Commit", FakeHub.COMMIT),
                "no such file at this revision");
    }

    @Test
    void nothingThere() {
        assertMessage(withToken(), answer -> answer.status(404).header("X-Repo-Commit", ""), "not found");
    }

    @Test
    void noToken() {
        assertMessage(withoutToken(), answer -> answer.status(401), "no token was sent", "HF_TOKEN");
        assertThat(hub.requests()).noneMatch(request -> request.headers().containsKey("authorization"));
    }

    @Test
    void aBadToken() {
        assertMessage(withToken(), answer -> answer.status(401), "the token was not accepted");
    }

    @Test
    void aForbiddenRepository() {
        assertMessage(withToken(), answer -> answer.status(403), "the token gives no access");
    }

    @Test
    void aForbiddenRepositoryWithoutToken() {
        assertMessage(withoutToken(), answer -> answer.status(403), "access needs a token");
    }

    @Test
    void whatTheContentHostSays() {
        hub.always(
                "GET",
                "/cdn/",
                answer -> answer.status(410).body("signature expired".getBytes(StandardCharsets.UTF_8)));
        assertThatThrownBy(() -> client().download(LARGE))
                .hasMessageContaining("the server refused (HTTP 410, the server says: signature expired)");
    }

    @Test
    void aPageOfHtmlIsNotQuoted() {
        hub.always(
                "GET",
                "/cdn/",
                answer -> answer.status(403).header("Content-Type", "text/html").body(new byte[] {'<', 'p', '>'}));
        assertThatThrownBy(() -> client().download(LARGE)).hasMessageContaining("(HTTP 403)");
    }

    @Test
    void aRedirectThatLeadsNowhere() {
        assertMessage(withToken(), answer -> answer.status(302), "the server refused (HTTP 302)");
    }
}
