package io.github.timm4j.compile.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxSessionsTest {
    @Test
    void errorsReachTheCallerAsTheyAre() {
        assertThatThrownBy(() -> OnnxSessions.onLargeStack(() -> {
                    throw new IllegalStateException("state");
                }))
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("state");
        assertThatThrownBy(() -> OnnxSessions.onLargeStack(() -> {
                    throw new NoClassDefFoundError("absent");
                }))
                .isExactlyInstanceOf(NoClassDefFoundError.class);
    }

    @Test
    void fileThatIsNoModelIsRefused(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("model.onnx"), "no model");
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            assertThatThrownBy(() -> OnnxSessions.open(file, options)).isInstanceOf(OrtException.class);
        }
    }

    @Test
    void interruptIsKeptForTheCaller() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        boolean[] kept = new boolean[2];
        Thread caller = new Thread(() -> {
            try {
                kept[0] = OnnxSessions.onLargeStack(() -> {
                    begun.countDown();
                    interrupted.await();
                    return true;
                });
            } catch (OrtException e) {
                throw new AssertionError(e);
            }
            kept[1] = Thread.currentThread().isInterrupted();
        });
        caller.start();
        begun.await();
        caller.interrupt();
        interrupted.countDown();
        caller.join();
        assertThat(kept).containsExactly(true, true);
    }
}
