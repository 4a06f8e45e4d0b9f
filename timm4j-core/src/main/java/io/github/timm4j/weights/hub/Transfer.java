package io.github.timm4j.weights.hub;

import io.github.timm4j.weights.hub.HttpTransport.Reply;
import io.github.timm4j.weights.hub.RequestException.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Fetches content into a file, going on where a broken connection stopped. */
final class Transfer {
    /** The hub serves larger files through its chunk protocol only. */
    private static final long LARGEST = 50_000_000_000L;

    /** A try that got this many bytes further than all before it proves that more tries make sense. */
    private static final long PROGRESS = 1 << 16;

    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18}|\\*)");

    private final HubRequests requests;
    private final Tuning tuning;
    private final ProgressListener listener;

    Transfer(HubRequests requests, Tuning tuning, ProgressListener listener) {
        this.requests = requests;
        this.tuning = tuning;
        this.listener = listener;
    }

    /** Fills an empty file. A size of -1 takes the server's word for it. */
    void fetch(String what, URI address, long size, FileChannel target) throws IOException {
        if (size > LARGEST) {
            throw RequestException.of(
                    Kind.REFUSED, what + ": has " + size + " bytes, and plain HTTP serves at most " + LARGEST);
        }
        new Run(what, address, size, target).run();
    }

    private final class Run {
        private final String what;
        private final URI address;
        private final FileChannel target;
        private final Retries retries = new Retries(tuning.sleeper());
        private long expected;
        private long received;
        private long furthest;

        Run(String what, URI address, long size, FileChannel target) {
            this.what = what;
            this.address = address;
            this.target = target;
            this.expected = size;
        }

        void run() throws IOException {
            boolean complete = false;
            listener.started(what, expected);
            try {
                while (!complete) {
                    complete = attempt();
                }
            } finally {
                listener.ended(what, complete);
            }
        }

        private boolean attempt() throws IOException {
            try {
                long from = received - received % tuning.chunk();
                Reply reply = requests.get(what, address, from);
                try (InputStream body = reply.body()) {
                    receive(reply, from, body);
                }
                return true;
            } catch (RequestException e) {
                if (received >= furthest + PROGRESS) {
                    furthest = received;
                    retries.progress();
                }
                received = e.kind() == Kind.BAD_RANGE ? 0 : received;
                retries.failed(e, e.kind() != Kind.BUSY);
                return false;
            }
        }

        private void receive(Reply reply, long asked, InputStream body) throws IOException {
            // a server may ignore the range and send everything
            long from = reply.status() == 200 ? 0 : asked;
            Matcher range = CONTENT_RANGE.matcher(String.valueOf(reply.header("Content-Range")));
            boolean part = reply.status() == 206 && range.matches();
            if (reply.status() != 200 && !(part && from > 0 && Long.parseLong(range.group(1)) == from)) {
                throw RequestException.of(
                        Kind.BAD_RANGE,
                        what + ": asked for the bytes from " + asked + " on, got HTTP " + reply.status() + " with "
                                + reply.header("Content-Range"));
            }
            boolean coded = reply.response().body() != body;
            expect(coded ? null : part ? range.group(2) : reply.header("Content-Length"));
            received = from;
            target.truncate(from).position(from);
            try {
                copy(body);
            } catch (RequestException e) {
                // positions in coded content are not positions in the file
                received = coded ? 0 : received;
                throw e;
            }
        }

        private void expect(@Nullable String announced) throws IOException {
            if (announced == null || !announced.matches("\\d{1,18}")) {
                return;
            }
            long length = Long.parseLong(announced);
            if (expected >= 0 && expected != length) {
                throw wrongLength(length);
            }
            expected = length;
        }

        private void copy(InputStream body) throws IOException {
            byte[] buffer = new byte[1 << 16];
            for (int count = read(body, buffer); count >= 0; count = read(body, buffer)) {
                if (expected >= 0 && received + count > expected) {
                    throw wrongLength(received + count);
                }
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
                while (bytes.hasRemaining()) {
                    target.write(bytes);
                }
                received += count;
                listener.advanced(what, received);
            }
            if (received < expected) {
                throw RequestException.network(what, new EOFException(received + " of " + expected + " bytes arrived"));
            }
        }

        /** Keeps failures of the network apart from those of the disk. */
        private int read(InputStream body, byte[] buffer) throws IOException {
            try {
                return body.read(buffer);
            } catch (IOException e) {
                throw RequestException.network(what, e);
            }
        }

        private RequestException wrongLength(long found) {
            return RequestException.of(
                    Kind.REFUSED,
                    what + ": expected " + expected + " bytes, the server sends " + found + "; nothing was kept");
        }
    }
}
