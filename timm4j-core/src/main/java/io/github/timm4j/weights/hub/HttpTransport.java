package io.github.timm4j.weights.hub;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Sends requests and follows redirects; the token goes to the hub's own hosts only, and offline nothing goes out. */
final class HttpTransport {
    private static final int MAX_REDIRECTS = 20;

    private final HubSettings settings;
    private @Nullable HttpClient client;

    HttpTransport(HubSettings settings) {
        this.settings = settings;
    }

    /**
     * One request.
     *
     * @param what for messages
     */
    record Call(String method, URI address, Map<String, String> headers, Duration patience, String what) {}

    /** An answer, the address that gave it and, where a redirect was not followed, the address it names. */
    record Reply(
            HttpResponse<InputStream> response,
            URI address,
            @Nullable URI redirect) {
        int status() {
            return response.statusCode();
        }

        @Nullable
        String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        /** The body without transfer coding. */
        InputStream body() throws IOException {
            String coding = header("Content-Encoding");
            if (coding == null || coding.equalsIgnoreCase("identity")) {
                return response.body();
            }
            if (coding.equalsIgnoreCase("gzip")) {
                return new GZIPInputStream(response.body(), 1 << 16);
            }
            response.body().close();
            throw new IOException("unknown content encoding '" + coding + "'");
        }
    }

    /** Follows redirects while the predicate holds for their target; the first other answer is the result. */
    Reply send(Call call, Predicate<URI> follow) throws IOException {
        URI address = call.address;
        boolean own = true;
        for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
            own &= Origin.trusted(settings.endpoint(), address);
            HttpResponse<InputStream> response = exchange(call, address, own);
            URI target = redirect(call, address, response);
            if (target == null || !follow.test(target)) {
                return new Reply(response, address, target);
            }
            response.body().close();
            address = target;
        }
        throw RequestException.of(
                RequestException.Kind.REFUSED,
                call.what + ": redirected more than " + MAX_REDIRECTS + " times (a loop?)");
    }

    private static @Nullable URI redirect(Call call, URI address, HttpResponse<InputStream> response)
            throws IOException {
        String location = response.headers().firstValue("Location").orElse(null);
        if (response.statusCode() / 100 != 3 || location == null) {
            return null;
        }
        URI target = Addresses.resolve(address, location);
        Origin origin = Origin.of(target);
        boolean downgrade = "https".equals(address.getScheme()) && !"https".equals(target.getScheme());
        if (origin == null || !origin.scheme().matches("https?") || downgrade) {
            throw RequestException.of(
                    RequestException.Kind.REFUSED,
                    call.what + ": redirected to '" + Addresses.plain(target) + "', which is not followed");
        }
        return target;
    }

    private HttpResponse<InputStream> exchange(Call call, URI address, boolean own) throws IOException {
        if (settings.offline()) {
            throw RequestException.offline(call.what);
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .method(call.method, HttpRequest.BodyPublishers.noBody())
                .timeout(call.patience)
                .header("user-agent", settings.userAgent());
        call.headers.forEach(request::header);
        if (own && settings.token() != null) {
            request.header("authorization", "Bearer " + settings.token());
        }
        try {
            return client().send(request.build(), info -> new TimedBody(settings.downloadTimeout()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(call.what + ": interrupted");
        } catch (IOException e) {
            throw RequestException.network(call.what, e);
        }
    }

    /** Made on first use, so that a process that stays offline starts no network threads. */
    private synchronized HttpClient client() {
        HttpClient existing = client;
        if (existing == null) {
            existing = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(settings.etagTimeout())
                    .build();
            client = existing;
        }
        return existing;
    }
}
