package io.github.timm4j.weights.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Plays the hub on loopback: files of repositories, large ones behind a redirect to a second host, listings in pages,
 * and faults on demand. Repositories are named as in addresses: {@code timm/demo} or {@code datasets/timm/photos}.
 */
public final class FakeHub implements AutoCloseable {
    /** The commit that every branch stands for. */
    public static final String COMMIT = "a".repeat(40);

    /** The token that {@link #settings} sends. */
    public static final String TOKEN = "hf_testtoken";

    private static final int PAGE = 3;

    static {
        // without it each answer waits for the client's delayed acknowledgement
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "fake-hub");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpServer hub = server();
    private final HttpServer elsewhere = server();
    private final Map<String, Stored> files = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Fault> faults = new ArrayList<>();

    /** Starts both servers. */
    public FakeHub() {
        hub.createContext("/", exchange -> serve(exchange, "hub"));
        elsewhere.createContext("/", exchange -> serve(exchange, "elsewhere"));
        hub.start();
        elsewhere.start();
    }

    /** What a server was asked; header names are in lower case. */
    public record Request(String host, String method, String path, Map<String, String> headers) {}

    private record Stored(String repo, String path, byte[] content, boolean large) {
        String etag() {
            return large ? sha256(content) : gitSha1(content);
        }
    }

    private record Fault(String method, String pathPart, boolean always, Consumer<Answer> change) {}

    private HttpServer server() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
            server.setExecutor(threads);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The address of the hub. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + hub.getAddress().getPort());
    }

    /** The address of the other host, which serves large files and anything added for it. */
    public URI elsewhere() {
        return URI.create("http://localhost:" + elsewhere.getAddress().getPort());
    }

    /** Settings of a client for this hub. */
    public HubSettings settings(Path cache) {
        Duration patience = Duration.ofSeconds(5);
        return new HubSettings(endpoint(), cache, TOKEN, false, patience, patience, true, "timm4j/test; java/test");
    }

    /** Adds a file that is kept in git: the hub serves it itself, tagged with git's SHA-1. */
    public FakeHub small(String repo, String path, byte[] content) {
        files.put("/" + repo + "/" + path, new Stored(repo, path, content, false));
        return this;
    }

    /** Adds a large file: the hub redirects to the other host, tagged with its SHA-256. */
    public FakeHub large(String repo, String path, byte[] content) {
        files.put("/" + repo + "/" + path, new Stored(repo, path, content, true));
        return this;
    }

    /** Changes the next answer to a request; several calls change one answer each, in this order. */
    public FakeHub next(String method, String pathPart, Consumer<Answer> change) {
        synchronized (faults) {
            faults.add(new Fault(method, pathPart, false, change));
        }
        return this;
    }

    /** Changes every answer to a request. */
    public FakeHub always(String method, String pathPart, Consumer<Answer> change) {
        synchronized (faults) {
            faults.add(new Fault(method, pathPart, true, change));
        }
        return this;
    }

    /** What both servers were asked so far, in order. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** Requests of one method. */
    public List<Request> requests(String method) {
        return requests.stream()
                .filter(request -> request.method().equals(method))
                .toList();
    }

    /** Forgets the requests so far. */
    public void forget() {
        requests.clear();
    }

    @Override
    public void close() {
        hub.stop(0);
        elsewhere.stop(0);
        threads.shutdownNow();
    }

    private void serve(HttpExchange exchange, String host) throws IOException {
        Map<String, String> headers = exchange.getRequestHeaders().entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> entry.getKey().toLowerCase(Locale.ROOT),
                        entry -> String.join(", ", entry.getValue())));
        String path = exchange.getRequestURI().toString();
        requests.add(new Request(host, exchange.getRequestMethod(), path, headers));
        Answer answer = answer(host, URI.create(path));
        fault(exchange.getRequestMethod(), path, answer);
        answer.send(exchange);
    }

    private void fault(String method, String path, Answer answer) {
        Fault found;
        synchronized (faults) {
            found = faults.stream()
                    .filter(fault -> method.equals(fault.method) && path.contains(fault.pathPart))
                    .findFirst()
                    .orElse(null);
            if (found != null && !found.always) {
                faults.remove(found);
            }
        }
        if (found != null) {
            found.change.accept(answer);
        }
    }

    private Answer answer(String host, URI address) {
        String path = address.getPath();
        if (path.startsWith("/cdn/")) {
            return files.values().stream()
                    .filter(file -> path.equals("/cdn/" + file.etag()))
                    .findFirst()
                    .map(file -> new Answer().body(file.content))
                    .orElseGet(() -> new Answer().status(403));
        }
        if (path.startsWith("/api/")) {
            return listing(address);
        }
        return host.equals("hub") ? resolve(address.getRawPath()) : plain(path);
    }

    private Answer plain(String path) {
        Stored file = files.get(path);
        return file == null ? new Answer().status(404) : new Answer().body(file.content);
    }

    private Answer resolve(String path) {
        String[] parts = path.split("/resolve/", 2);
        if (parts.length < 2) {
            return plain(path);
        }
        String escaped = parts[1].substring(parts[1].indexOf('/') + 1);
        String name = URI.create("/" + escaped).getPath().substring(1);
        Stored file = files.get(parts[0] + "/" + name);
        if (file == null) {
            boolean known = files.keySet().stream().anyMatch(key -> key.startsWith(parts[0] + "/"));
            return new Answer()
                    .status(known ? 404 : 401)
                    .header("X-Error-Code", known ? "EntryNotFound" : "RepoNotFound")
                    .header("X-Repo-Commit", known ? COMMIT : "");
        }
        Answer answer = new Answer().header("X-Repo-Commit", COMMIT);
        return file.large
                ? answer.status(302)
                        .header("X-Linked-Etag", "\"" + file.etag() + "\"")
                        .header("X-Linked-Size", String.valueOf(file.content.length))
                        .header("Location", elsewhere() + "/cdn/" + file.etag() + "?sig=1")
                : answer.header("ETag", "\"" + file.etag() + "\"").body(file.content);
    }

    private Answer listing(URI address) {
        String[] parts = address.getPath().split("/(?=revision/|tree/)", 2);
        String repo = parts[0].replaceFirst("^/api/(models/)?", "");
        if (parts[1].startsWith("revision/")) {
            return json("{\"id\": \"" + repo + "\", \"sha\": \"" + COMMIT + "\"}");
        }
        List<Stored> stored = files.values().stream()
                .filter(file -> file.repo.equals(repo))
                .sorted((a, b) -> a.path.compareTo(b.path))
                .toList();
        String query = String.valueOf(address.getQuery());
        int from = query.contains("cursor=") ? Integer.parseInt(query.replaceAll(".*cursor=", "")) : 0;
        int to = Math.min(from + PAGE, stored.size());
        String entries = stored.subList(from, to).stream().map(FakeHub::entry).collect(Collectors.joining(","));
        Answer answer = json("[{\"type\": \"directory\", \"oid\": \"0\", \"size\": 0, \"path\": \"folder\"}"
                + (entries.isEmpty() ? "" : "," + entries) + "]");
        String next = endpoint() + address.getPath() + "?recursive=true&expand=false&cursor=" + to;
        return to < stored.size() ? answer.header("Link", "<" + next + ">; rel=\"next\"") : answer;
    }

    private static String entry(Stored file) {
        String plain = "{\"type\": \"file\", \"oid\": \"%s\", \"size\": %d, \"path\": \"%s\"%s}";
        String lfs = ", \"lfs\": {\"oid\": \"" + file.etag() + "\", \"size\": " + file.content.length + "}";
        return String.format(plain, gitSha1(file.content), file.content.length, file.path, file.large ? lfs : "");
    }

    private static Answer json(String text) {
        return new Answer().header("Content-Type", "application/json").body(text.getBytes(StandardCharsets.UTF_8));
    }

    /** SHA-256 in hex. */
    public static String sha256(byte[] content) {
        return hash("SHA-256", content);
    }

    /** The name that git gives to a file's content. */
    public static String gitSha1(byte[] content) {
        byte[] head = ("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII);
        byte[] whole = new byte[head.length + content.length];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(content, 0, whole, head.length, content.length);
        return hash("SHA-1", whole);
    }

    private static String hash(String algorithm, byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** An answer that a fault may change before it is sent. */
    public static final class Answer {
        private final Map<String, String> headers = new LinkedHashMap<>();
        private int status = 200;
        private byte[] body = new byte[0];
        private long announced = -1;
        private long sent = Long.MAX_VALUE;
        private boolean ranges = true;
        private long pause;

        /** Another status. */
        public Answer status(int other) {
            status = other;
            body = other / 100 == 2 ? body : new byte[0];
            return this;
        }

        /** A header more, in place of one of this name; an empty value removes it. */
        public Answer header(String name, String value) {
            headers.remove(name);
            if (!value.isEmpty()) {
                headers.put(name, value);
            }
            return this;
        }

        /** Another content. */
        public Answer body(byte[] other) {
            body = other;
            return this;
        }

        /** Sends the first bytes and drops the connection. */
        public Answer cutAfter(long bytes) {
            sent = bytes;
            return this;
        }

        /** States a length that the content does not have. */
        public Answer announce(long length) {
            announced = length;
            return this;
        }

        /** Sends everything whatever range was asked for. */
        public Answer ignoreRange() {
            ranges = false;
            return this;
        }

        /** Waits before each piece of 64 KiB. */
        public Answer slowly(long millis) {
            pause = millis;
            return this;
        }

        /** Sends the visitor somewhere else. */
        public Answer redirect(String location) {
            return status(302).header("Location", location);
        }

        private void send(HttpExchange exchange) throws IOException {
            String range = exchange.getRequestHeaders().getFirst("Range");
            int from = 0;
            if (status == 200 && ranges && range != null) {
                from = Integer.parseInt(range.replaceAll("\\D", ""));
                status = 206;
                headers.put("Content-Range", "bytes " + from + "-" + (body.length - 1) + "/" + body.length);
            }
            headers.forEach(exchange.getResponseHeaders()::set);
            int rest = body.length - from;
            long length = announced >= 0 ? announced : rest;
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseHeaders().set("Content-Length", String.valueOf(length));
                exchange.sendResponseHeaders(status, -1);
                exchange.close();
                return;
            }
            exchange.sendResponseHeaders(status, length == 0 ? -1 : length);
            write(exchange.getResponseBody(), from, (int) Math.min(sent, Math.min(rest, length)));
            exchange.close();
        }

        private void write(OutputStream out, int from, int count) throws IOException {
            for (int done = 0; done < count; ) {
                sleep();
                int piece = Math.min(1 << 16, count - done);
                out.write(body, from + done, piece);
                out.flush();
                done += piece;
            }
        }

        private void sleep() {
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
