package io.github.timm4j.weights.hub;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.timm4j.weights.hub.HttpTransport.Call;
import io.github.timm4j.weights.hub.HttpTransport.Reply;
import io.github.timm4j.weights.hub.RequestException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The three requests of this client: about a file, for content, and to the REST interface. */
final class HubRequests {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> PLAIN = Map.of("accept-encoding", "identity");
    private static final Map<String, String> COUNTED =
            Map.of("accept-encoding", "identity", "x-hf-download-counter", "1");

    private final HubSettings settings;
    private final HttpTransport transport;
    private final Map<String, String> content;

    private HubRequests(HubSettings settings, Map<String, String> content) {
        this.settings = settings;
        this.transport = new HttpTransport(settings);
        this.content = content;
    }

    /** For files of the hub, whose downloads it counts. */
    static HubRequests counted(HubSettings settings) {
        return new HubRequests(settings, COUNTED);
    }

    /** For content anywhere: no token, no counter. */
    static HubRequests anonymous(HubSettings settings) {
        return new HubRequests(settings.withToken(null), PLAIN);
    }

    /** Asks about a file. A redirect off the hub is not followed: it carries what is asked for, and the token stays. */
    RemoteFile head(HubFile file, Duration patience) throws IOException {
        String what = file.toString();
        Call call = new Call("HEAD", Addresses.file(settings.endpoint(), file), content, patience, what);
        Reply reply = transport.send(call, target -> Origin.trusted(settings.endpoint(), target));
        reply.response().body().close();
        check(call, reply);
        return RemoteFile.of(what, reply);
    }

    /** Asks for content, from a byte position on; identity coding, so that positions and hashes are the file's own. */
    Reply get(String what, URI address, long from) throws IOException {
        Map<String, String> headers = new HashMap<>(content);
        if (from > 0) {
            headers.put("range", "bytes=" + from + "-");
        }
        return send(new Call("GET", address, headers, settings.downloadTimeout(), what));
    }

    /** An answer of the REST interface. */
    record Page(JsonNode json, @Nullable URI next) {}

    Page page(String what, URI address) throws IOException {
        Call call = new Call("GET", address, Map.of("accept-encoding", "gzip"), settings.downloadTimeout(), what);
        Reply reply = send(call);
        try (InputStream body = reply.body()) {
            return new Page(JSON.readTree(body), Links.next(reply));
        } catch (JacksonException e) {
            throw RequestException.of(
                    Kind.REFUSED, what + ": the server's answer is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw RequestException.network(what, e);
        }
    }

    private Reply send(Call call) throws IOException {
        Reply reply = transport.send(call, target -> true);
        check(call, reply);
        return reply;
    }

    private void check(Call call, Reply reply) throws IOException {
        Refusal.check(call, reply, settings.token() != null);
    }
}
