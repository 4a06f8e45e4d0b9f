package io.github.timm4j.weights.hub;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Scheme, host and port: what two addresses must share to be one server. */
record Origin(String scheme, String host, int port) {
    /** The hub's public hosts; a mirror may redirect to them and the token may follow. */
    private static final Set<Origin> HUB = Set.of(
            new Origin("https", "huggingface.co", 443),
            new Origin("https", "hub-ci.huggingface.co", 443),
            new Origin("https", "hf.co", 443));

    static @Nullable Origin of(URI address) {
        String scheme = address.getScheme();
        String host = address.getHost();
        if (scheme == null || host == null) {
            return null;
        }
        String lower = scheme.toLowerCase(Locale.ROOT);
        int port = address.getPort() >= 0 ? address.getPort() : lower.equals("https") ? 443 : 80;
        return new Origin(lower, host.toLowerCase(Locale.ROOT), port);
    }

    /** Whether an address belongs to the hub itself, so that it may see the token. */
    static boolean trusted(URI endpoint, URI address) {
        Origin origin = of(address);
        return origin != null && (origin.equals(of(endpoint)) || HUB.contains(origin));
    }
}
