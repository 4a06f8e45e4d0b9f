package io.github.timm4j.weights.hub;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A response body that gives up when nothing arrives for a while; the JDK's own would wait for ever. */
final class TimedBody extends InputStream implements BodySubscriber<InputStream> {
    /** More content, the end of it, or a failure. */
    private record Event(
            List<ByteBuffer> buffers,
            boolean last,
            @Nullable Throwable failure) {}

    private final Duration patience;
    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Deque<ByteBuffer> ready = new ArrayDeque<>();
    private volatile Flow.@Nullable Subscription subscription;
    private boolean ended;

    TimedBody(Duration patience) {
        this.patience = patience;
    }

    @Override
    public CompletionStage<InputStream> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        events.add(new Event(buffers, false, null));
    }

    @Override
    public void onError(Throwable failure) {
        events.add(new Event(List.of(), true, failure));
    }

    @Override
    public void onComplete() {
        events.add(new Event(List.of(), true, null));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        while (ready.isEmpty() && !ended) {
            accept(next());
        }
        ByteBuffer buffer = ready.peek();
        if (buffer == null) {
            return -1;
        }
        int count = Math.min(length, buffer.remaining());
        buffer.get(target, offset, count);
        if (!buffer.hasRemaining()) {
            ready.remove();
        }
        return count;
    }

    private Event next() throws IOException {
        try {
            Event event = events.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (event == null) {
                close();
                throw new HttpTimeoutException("nothing arrived for " + patience.toMillis() / 1000.0 + " seconds");
            }
            return event;
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while reading");
        }
    }

    private void accept(Event event) throws IOException {
        ended = event.last;
        if (event.failure != null) {
            throw new IOException(Trouble.words(event.failure), event.failure);
        }
        event.buffers.stream().filter(ByteBuffer::hasRemaining).forEach(ready::add);
        Flow.Subscription source = subscription;
        if (!ended && source != null) {
            source.request(1);
        }
    }

    /** Drops what has not been read, with its connection. */
    @Override
    public void close() {
        if (!ended) {
            ended = true;
            ready.clear();
            Flow.Subscription source = subscription;
            if (source != null) {
                source.cancel();
            }
        }
    }
}
