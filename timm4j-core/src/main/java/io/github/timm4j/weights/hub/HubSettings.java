package io.github.timm4j.weights.hub;

import io.github.timm4j.HubException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the hub is, where its files are kept and how it is spoken to.
 *
 * @param endpoint address of the hub, {@code http} or {@code https}, without a trailing slash
 * @param cacheDir folder that holds the repositories
 * @param token access token, or null; sent to the hub's own hosts only and never shown by {@link #toString}
 * @param offline true where no connection may be made at all
 * @param etagTimeout longest wait for an answer about a file
 * @param downloadTimeout longest wait for the next piece of a file
 * @param symlinks false where snapshots hold files instead of links to blobs
 * @param userAgent name and version pairs that are sent with every request
 */
public record HubSettings(
        URI endpoint,
        Path cacheDir,
        @Nullable String token,
        boolean offline,
        Duration etagTimeout,
        Duration downloadTimeout,
        boolean symlinks,
        String userAgent) {
    private static final String HUB = "https://huggingface.co";

    /**
     * Checks the endpoint and cuts its trailing slashes.
     *
     * @throws IllegalArgumentException if the endpoint is no absolute web address or the token has characters that no
     *     token has
     */
    public HubSettings {
        endpoint = URI.create(endpoint.toString().replaceAll("/+$", ""));
        if (endpoint.getHost() == null || !String.valueOf(endpoint.getScheme()).matches("https?")) {
            throw new IllegalArgumentException(
                    "endpoint must be an address such as " + HUB + ", found '" + endpoint + "'");
        }
        if (token != null && !token.matches("[\\x21-\\x7e]+")) {
            throw new IllegalArgumentException("the hub token must be printable ASCII without spaces");
        }
    }

    /**
     * The settings that the Python client would use in this process.
     *
     * @return settings from the environment and the token file
     * @throws IllegalArgumentException if a variable is malformed
     * @throws HubException if the token file exists and cannot be read
     */
    public static HubSettings fromEnvironment() {
        return fromEnvironment(System.getenv());
    }

    /**
     * The settings that the Python client would use with an environment. Read are {@code HF_HUB_CACHE},
     * {@code HUGGINGFACE_HUB_CACHE}, {@code HF_HOME}, {@code XDG_CACHE_HOME}, {@code HF_ENDPOINT}, {@code HF_TOKEN},
     * {@code HF_TOKEN_PATH}, {@code HF_HUB_OFFLINE}, {@code TRANSFORMERS_OFFLINE}, {@code HF_HUB_ETAG_TIMEOUT},
     * {@code HF_HUB_DOWNLOAD_TIMEOUT}, {@code HF_HUB_DISABLE_SYMLINKS}, {@code HF_HUB_DISABLE_IMPLICIT_TOKEN},
     * {@code HF_HUB_DISABLE_TELEMETRY}, {@code DISABLE_TELEMETRY}, {@code DO_NOT_TRACK} and
     * {@code HF_HUB_USER_AGENT_ORIGIN}. {@code HF_HUB_DISABLE_XET} needs no reading: files always come over plain HTTP.
     *
     * @param variables the environment
     * @return settings from the variables and the token file
     * @throws IllegalArgumentException if a variable is malformed
     * @throws HubException if the token file exists and cannot be read
     */
    public static HubSettings fromEnvironment(Map<String, String> variables) {
        Environment env = new Environment(variables);
        return new HubSettings(
                URI.create(env.text("HF_ENDPOINT").orElse(HUB)),
                env.hubCache(),
                env.flag("HF_HUB_DISABLE_IMPLICIT_TOKEN") ? null : token(env).orElse(null),
                env.flag(env.text("HF_HUB_OFFLINE").isPresent() ? "HF_HUB_OFFLINE" : "TRANSFORMERS_OFFLINE"),
                env.seconds("HF_HUB_ETAG_TIMEOUT", 10),
                env.seconds("HF_HUB_DOWNLOAD_TIMEOUT", 10),
                !env.flag("HF_HUB_DISABLE_SYMLINKS"),
                UserAgent.of(env));
    }

    private static Optional<String> token(Environment env) {
        return env.text("HF_TOKEN")
                .or(() -> env.text("HUGGING_FACE_HUB_TOKEN"))
                .flatMap(HubSettings::cleaned)
                .or(() -> fileToken(env.text("HF_TOKEN_PATH")
                        .map(env::path)
                        .orElseGet(() -> env.huggingFaceHome().resolve("token"))));
    }

    private static Optional<String> fileToken(Path file) {
        try {
            return cleaned(Files.readString(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new HubException("cannot read the hub token in " + file + ": " + Trouble.words(e), e);
        }
    }

    private static Optional<String> cleaned(String token) {
        return Optional.of(token.replaceAll("[\r\n]", "").strip()).filter(text -> !text.isEmpty());
    }

    /**
     * The same settings with another address of the hub.
     *
     * @param other address of a hub
     * @return the changed settings
     * @throws IllegalArgumentException if the address is malformed
     */
    public HubSettings withEndpoint(URI other) {
        return new HubSettings(other, cacheDir, token, offline, etagTimeout, downloadTimeout, symlinks, userAgent);
    }

    /**
     * The same settings with another cache folder.
     *
     * @param other a folder, made when needed
     * @return the changed settings
     */
    public HubSettings withCacheDir(Path other) {
        return new HubSettings(endpoint, other, token, offline, etagTimeout, downloadTimeout, symlinks, userAgent);
    }

    /**
     * The same settings with another token.
     *
     * @param other an access token, or null to send none
     * @return the changed settings
     */
    public HubSettings withToken(@Nullable String other) {
        return new HubSettings(endpoint, cacheDir, other, offline, etagTimeout, downloadTimeout, symlinks, userAgent);
    }

    /**
     * The same settings with connections forbidden or allowed.
     *
     * @param other true where no connection may be made
     * @return the changed settings
     */
    public HubSettings withOffline(boolean other) {
        return new HubSettings(endpoint, cacheDir, token, other, etagTimeout, downloadTimeout, symlinks, userAgent);
    }

    /**
     * The same settings with other time limits.
     *
     * @param etag longest wait for an answer about a file
     * @param download longest wait for the next piece of a file
     * @return the changed settings
     */
    public HubSettings withTimeouts(Duration etag, Duration download) {
        return new HubSettings(endpoint, cacheDir, token, offline, etag, download, symlinks, userAgent);
    }

    /**
     * The same settings with links in snapshots or without.
     *
     * @param other false where snapshots hold files instead of links
     * @return the changed settings
     */
    public HubSettings withSymlinks(boolean other) {
        return new HubSettings(endpoint, cacheDir, token, offline, etagTimeout, downloadTimeout, other, userAgent);
    }

    @Override
    public String toString() {
        return "HubSettings[endpoint=" + endpoint + ", cacheDir=" + cacheDir + ", token="
                + (token == null ? "none" : "hidden") + ", offline=" + offline + ", etagTimeout=" + etagTimeout
                + ", downloadTimeout=" + downloadTimeout + ", symlinks=" + symlinks + ", userAgent=" + userAgent + "]";
    }
}
