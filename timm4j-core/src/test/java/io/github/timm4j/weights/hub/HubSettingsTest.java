package io.github.timm4j.weights.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timm4j.HubException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The variables of the environment mean what they mean to the Python client. */
class HubSettingsTest {
    @TempDir
    Path home;

    private HubSettings settings(String... pairs) {
        Map<String, String> env = new HashMap<>(Map.of("HOME", home.toString()));
        for (int i = 0; i < pairs.length; i += 2) {
            env.put(pairs[i], pairs[i + 1]);
        }
        return HubSettings.fromEnvironment(env);
    }

    private Path cache(String... pairs) {
        return settings(pairs).cacheDir();
    }

    @Test
    void defaults() {
        HubSettings settings = settings();
        assertThat(settings.endpoint()).hasToString("https://huggingface.co");
        assertThat(settings.cacheDir()).isEqualTo(home.resolve(".cache/huggingface/hub"));
        assertThat(settings.token()).isNull();
        assertThat(settings.offline()).isFalse();
        assertThat(settings.symlinks()).isTrue();
        assertThat(settings.etagTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.downloadTimeout()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void theCacheFolderIsFoundByPrecedence() {
        assertThat(cache("XDG_CACHE_HOME", "/x")).isEqualTo(Path.of("/x/huggingface/hub"));
        assertThat(cache("XDG_CACHE_HOME", "/x", "HF_HOME", "/h")).isEqualTo(Path.of("/h/hub"));
        assertThat(cache("HF_HOME", "/h", "HUGGINGFACE_HUB_CACHE", "/old")).isEqualTo(Path.of("/old"));
        assertThat(cache("HUGGINGFACE_HUB_CACHE", "/old", "HF_HUB_CACHE", "/new"))
                .isEqualTo(Path.of("/new"));
        assertThat(cache("HF_HUB_CACHE", "")).isEqualTo(home.resolve(".cache/huggingface/hub"));
    }

    @Test
    void homeAndVariablesAreFilledIn() {
        assertThat(cache("HF_HOME", "~/hf")).isEqualTo(home.resolve("hf/hub"));
        assertThat(cache("HF_HOME", "~")).isEqualTo(home.resolve("hub"));
        assertThat(cache("HF_HUB_CACHE", "/d/$WHO/${WHAT}x", "WHO", "me", "WHAT", "a$1"))
                .isEqualTo(Path.of("/d/me/a$1x"));
        assertThat(cache("HF_HUB_CACHE", "/d/$UNKNOWN")).isEqualTo(Path.of("/d/$UNKNOWN"));
        assertThat(cache("HF_HUB_CACHE", "/d/~")).isEqualTo(Path.of("/d/~"));
    }

    @ParameterizedTest
    @CsvSource({"1,true", "ON,true", "yes,true", "True,true", "0,false", "false,false", "2,false", "'',false"})
    void switchesAreOnForFourWords(String value, boolean on) {
        assertThat(settings("HF_HUB_OFFLINE", value).offline()).isEqualTo(on);
        assertThat(settings("TRANSFORMERS_OFFLINE", value).offline()).isEqualTo(on);
        assertThat(settings("HF_HUB_DISABLE_SYMLINKS", value).symlinks()).isEqualTo(!on);
    }

    @Test
    void theHubsOwnOfflineSwitchComesFirst() {
        assertThat(settings("HF_HUB_OFFLINE", "0", "TRANSFORMERS_OFFLINE", "1").offline())
                .isFalse();
    }

    @Test
    void theEndpointLosesItsSlashes() {
        assertThat(settings("HF_ENDPOINT", "http://mirror:81/hub//").endpoint())
                .isEqualTo(URI.create("http://mirror:81/hub"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings("HF_ENDPOINT", "mirror"))
                .withMessageContaining("found 'mirror'");
    }

    @Test
    void timeLimitsAreWholeSeconds() {
        assertThat(settings("HF_HUB_ETAG_TIMEOUT", "3").etagTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings("HF_HUB_DOWNLOAD_TIMEOUT", "60").downloadTimeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings("HF_HUB_DOWNLOAD_TIMEOUT", "0").downloadTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings("HF_HUB_ETAG_TIMEOUT", "soon"))
                .withMessageContaining("HF_HUB_ETAG_TIMEOUT must be a whole number of seconds, found 'soon'");
    }

    @Test
    void theTokenComesFromTheEnvironmentElseFromItsFile() throws IOException {
        Files.createDirectories(home.resolve(".cache/huggingface"));
        Files.writeString(home.resolve(".cache/huggingface/token"), " hf_file\r\n");
        Files.writeString(home.resolve("other"), "hf_other\n");
        assertThat(settings().token()).isEqualTo("hf_file");
        assertThat(settings("HF_TOKEN", "hf_env\n").token()).isEqualTo("hf_env");
        assertThat(settings("HF_TOKEN", " \n").token()).isEqualTo("hf_file");
        assertThat(settings("HUGGING_FACE_HUB_TOKEN", "hf_old").token()).isEqualTo("hf_old");
        assertThat(settings("HF_TOKEN_PATH", "$HOME/other").token()).isEqualTo("hf_other");
        assertThat(settings("HF_TOKEN", "x", "HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")
                        .token())
                .isNull();
        assertThat(settings("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")
                        .withToken("hf_explicit")
                        .token())
                .isEqualTo("hf_explicit");
        assertThatThrownBy(() -> settings("HF_TOKEN_PATH", home.toString()))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("cannot read the hub token");
    }

    @Test
    void theTokenIsNeverShown() {
        assertThat(settings("HF_TOKEN", "hf_secret"))
                .asString()
                .contains("token=hidden")
                .doesNotContain("hf_secret");
        assertThat(settings()).asString().contains("token=none");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings().withToken("hf_secret\nx"))
                .withMessageNotContaining("hf_secret");
    }

    @ParameterizedTest
    @CsvSource({"HF_HUB_DISABLE_TELEMETRY", "DISABLE_TELEMETRY", "DO_NOT_TRACK"})
    void theUserAgentNamesTheEngineUnlessTelemetryIsOff(String variable) {
        assertThat(settings(variable, "1").userAgent()).matches("timm4j/\\S+; java/[0-9._]+");
        assertThat(settings(variable, "0").userAgent()).matches("timm4j/\\S+; java/[0-9._]+; djl/[0-9.]+");
        assertThat(settings(variable, "1", "HF_HUB_USER_AGENT_ORIGIN", "partnerä")
                        .userAgent())
                .endsWith("; origin/partner?");
    }

    @Test
    void torchsFolderFollowsItsOwnVariables() {
        String own = home.toString();
        assertThat(UrlDownloads.checkpointsFolder(Map.of("HOME", own)))
                .isEqualTo(home.resolve(".cache/torch/hub/checkpoints"));
        assertThat(UrlDownloads.checkpointsFolder(Map.of("HOME", own, "XDG_CACHE_HOME", "/x")))
                .isEqualTo(Path.of("/x/torch/hub/checkpoints"));
        assertThat(UrlDownloads.checkpointsFolder(Map.of("HOME", own, "XDG_CACHE_HOME", "/x", "TORCH_HOME", "~/t")))
                .isEqualTo(home.resolve("t/hub/checkpoints"));
    }
}
