package io.github.timm4j.weights.hub;

import io.github.timm4j.weights.hub.HttpTransport.Reply;
import io.github.timm4j.weights.hub.RequestException.Kind;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the hub says about a file: its commit, its hash, its size (-1: unknown) and where the content lies. */
record RemoteFile(String commit, String etag, long size, URI location) {
    private static final Pattern ETAG = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}");

    static RemoteFile of(String what, Reply reply) throws IOException {
        String commit = reply.header("X-Repo-Commit");
        if (commit == null || !HubRepo.isCommit(commit)) {
            throw notAHub(what, "a commit hash in X-Repo-Commit", commit);
        }
        String linked = reply.header("X-Linked-Etag");
        String etag = etag(linked == null || linked.isEmpty() ? reply.header("ETag") : linked);
        // the tag becomes the name of a file
        if (!ETAG.matcher(etag).matches()) {
            throw notAHub(what, "a content hash in ETag or X-Linked-Etag", etag);
        }
        String ownSize = reply.redirect() == null ? reply.header("Content-Length") : null;
        String size = Optional.ofNullable(reply.header("X-Linked-Size")).orElse(String.valueOf(ownSize));
        URI location = Optional.ofNullable(reply.redirect()).orElse(reply.address());
        return new RemoteFile(commit, etag, size.matches("\\d{1,18}") ? Long.parseLong(size) : -1, location);
    }

    private static String etag(@Nullable String header) {
        return header == null ? "" : header.replaceFirst("^[W/]+", "").replaceAll("^\"+|\"+$", "");
    }

    private static RequestException notAHub(String what, String expected, @Nullable String found) {
        return RequestException.of(
                Kind.REFUSED,
                what + ": the server does not answer like a hub: expected " + expected + ", found "
                        + (found == null || found.isEmpty() ? "none" : "'" + found + "'")
                        + "; check HF_ENDPOINT and any proxy between");
    }
}
