package io.github.timm4j.weights.hub;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;

/** Builds and reads web addresses. */
final class Addresses {
    private static final String UNRESERVED = "_.-~";
    private static final String ANY_PART = UNRESERVED + ":/?#[]@!$&'()*+,;=%";

    private Addresses() {}

    /** The address of a file's content at its revision. */
    static URI file(URI endpoint, HubFile file) {
        HubRepo repo = file.repo();
        return URI.create(endpoint + "/" + repo.type().urlPrefix() + repo.id() + "/resolve/"
                + encode(repo.revision(), UNRESERVED) + "/" + encode(file.path(), UNRESERVED + "/"));
    }

    /** An address of the REST interface: {@code api/models/ID/VERB/REVISION}. */
    static URI api(URI endpoint, HubRepo repo, String verb, String revision) {
        return URI.create(endpoint + "/api/" + repo.type().plural() + "/" + repo.id() + "/" + verb + "/"
                + encode(revision, UNRESERVED));
    }

    /** Where a Location or Link header points, also if the server left characters unescaped. */
    static URI resolve(URI base, String location) throws IOException {
        try {
            return base.resolve(new URI(encode(location.strip(), ANY_PART)));
        } catch (URISyntaxException e) {
            throw RequestException.of(
                    RequestException.Kind.REFUSED, base + " redirects to a malformed address: '" + location + "'");
        }
    }

    /** An address for messages: without its query, which may be a signature. */
    static String plain(URI address) {
        return address.toString().replaceAll("[?#].*", "");
    }

    private static String encode(String text, String keep) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if ((c < 0x80 && Character.isLetterOrDigit(c)) || keep.indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append('%').append("0123456789ABCDEF".charAt(c >> 4)).append("0123456789ABCDEF".charAt(c & 15));
            }
        }
        return out.toString();
    }
}
