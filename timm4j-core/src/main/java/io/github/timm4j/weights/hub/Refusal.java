package io.github.timm4j.weights.hub;

import io.github.timm4j.weights.hub.HttpTransport.Call;
import io.github.timm4j.weights.hub.HttpTransport.Reply;
import io.github.timm4j.weights.hub.RequestException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Says in plain words why a server did not deliver, from the status and the hub's error headers. */
final class Refusal {
    private static final Set<Integer> BUSY = Set.of(408, 429, 500, 502, 503, 504);
    private static final Pattern RATE_LIMIT = Pattern.compile("r\\s*=\\s*0\\s*;\\s*t\\s*=\\s*(\\d{1,6})");
    private static final int BODY_LIMIT = 2000;
    private static final Map<String, String> BY_CODE = Map.of(
            "EntryNotFound", "the repository has no such file at this revision",
            "RevisionNotFound", "the repository has no such revision",
            "GatedRepo",
                    "the repository is gated: accept its conditions on its web page, then use a token of an"
                            + " account that has access",
            "RepoNotFound", "there is no such repository, or it is private and the token gives no access");

    private Refusal() {}

    /** Turns any status but 2xx and 3xx into an exception. */
    static void check(Call call, Reply reply, boolean token) throws IOException {
        int status = reply.status();
        if (status / 100 == 2 || reply.redirect() != null) {
            return;
        }
        String said = said(reply);
        String request = reply.header("X-Request-Id");
        String message = call.what() + ": " + reason(reply, token) + " (HTTP " + status
                + (said.isEmpty() ? "" : ", the server says: " + said)
                + (request == null ? "" : ", request " + request) + ")";
        throw RequestException.of(kind(reply), message, new RequestException.Answer(pause(reply), commit(reply)));
    }

    static @Nullable String commit(Reply reply) {
        String commit = reply.header("X-Repo-Commit");
        return commit != null && HubRepo.isCommit(commit) ? commit : null;
    }

    private static Kind kind(Reply reply) {
        String code = reply.header("X-Error-Code");
        boolean noEntry =
                "EntryNotFound".equals(code) || (code == null && reply.status() == 404 && commit(reply) != null);
        if (noEntry) {
            return Kind.NO_ENTRY;
        }
        if ("RevisionNotFound".equals(code)) {
            return Kind.NO_REVISION;
        }
        if (reply.status() == 416) {
            return Kind.BAD_RANGE;
        }
        return BUSY.contains(reply.status()) ? Kind.BUSY : Kind.REFUSED;
    }

    private static String reason(Reply reply, boolean token) {
        String known = BY_CODE.get(String.valueOf(reply.header("X-Error-Code")));
        if (known != null) {
            return known;
        }
        return switch (reply.status()) {
            case 401 ->
                token
                        ? "the token was not accepted, or gives no access to this repository"
                        : "no such repository, or a private or gated one: no token was sent (HF_TOKEN sets one)";
            case 403 -> token ? "the token gives no access" : "access needs a token (HF_TOKEN sets one)";
            case 404 -> commit(reply) == null ? "not found" : "the repository has no such file at this revision";
            case 429 -> "too many requests";
            default -> BUSY.contains(reply.status()) ? "the server is in trouble" : "the server refused";
        };
    }

    private static String said(Reply reply) throws IOException {
        String header = reply.header("X-Error-Message");
        try (var body = reply.response().body()) {
            if (header != null) {
                return header;
            }
            String type = String.valueOf(reply.header("Content-Type"));
            return type.contains("html") || reply.header("Content-Encoding") != null
                    ? ""
                    : new String(body.readNBytes(BODY_LIMIT), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "";
        }
    }

    /** The wait that a server asks for: the hub's rate limit header, else Retry-After as seconds or as a date. */
    private static @Nullable Duration pause(Reply reply) {
        Matcher limit = RATE_LIMIT.matcher(String.valueOf(reply.header("RateLimit")));
        if (reply.status() == 429 && limit.find()) {
            return Duration.ofSeconds(Long.parseLong(limit.group(1)));
        }
        String after = String.valueOf(reply.header("Retry-After")).strip();
        if (after.matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(after));
        }
        try {
            Instant date = DateTimeFormatter.RFC_1123_DATE_TIME.parse(after, Instant::from);
            Duration wait = Duration.between(Instant.now(), date);
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
