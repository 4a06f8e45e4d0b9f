package io.github.timm4j.weights;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.timm4j.CorruptFileException;
import io.github.timm4j.fixtures.Fixtures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Good files with random damage: the declared exception or a result, soon, and without large allocations. */
class MutationTest {
    private static final int SOME = 1_000;
    private static final int MANY = 100_000;
    private static final long MAX_NANOS = 1_000_000_000L;
    private static final long MAX_ALLOCATED = 32 << 20;
    private static final byte[] TELLING = {0, 1, -1, 127, -128, '{', '}', '(', ')', 'R', 'Q', '.', '"', ',', '9', '-'};

    @ParameterizedTest
    @ValueSource(
            strings = {
                "basic.safetensors",
                "dtypes.safetensors",
                "plain_legacy.pth",
                "training_sgd_legacy.pth.tar",
                "plain_zip.pth",
                "views.pth",
                "deflated_zip.pth",
                "basic.npz",
                "compressed.npz",
                "dtypes.npz"
            })
    void damagedFilesAreRefusedOrRead(String name) {
        byte[] good = fixture(name);
        damage(name, good, SOME, bytes -> bytes);
    }

    /** The archive is made anew, so that checksums do not hide the pickle. */
    @ParameterizedTest
    @ValueSource(strings = {"plain_zip.pth", "proto4_zip.pth", "training_adamw.pth.tar", "nested_objects.pth"})
    void damagedPicklesAreRefusedOrRead(String name) {
        damagePickle(name, SOME / 2);
    }

    @ParameterizedTest
    @Tag("soak")
    @ValueSource(strings = {"basic.safetensors", "plain_legacy.pth", "views.pth", "dtypes.npz"})
    void manyDamagedFilesAreRefusedOrRead(String name) {
        damage(name, fixture(name), MANY, bytes -> bytes);
        if (name.equals("views.pth")) {
            damagePickle(name, MANY);
        }
    }

    private static void damagePickle(String name, int rounds) {
        ZipArchive zip = ZipArchive.open(new FileBytes(name, ByteSource.of(ByteBuffer.wrap(fixture(name)))));
        Map<String, byte[]> entries = new LinkedHashMap<>();
        for (String entry : zip.names()) {
            ByteBuffer content = zip.verified(entry, 1 << 20);
            byte[] bytes = new byte[content.remaining()];
            content.get(bytes);
            entries.put(entry, bytes);
        }
        byte[] pickle = entries.get("archive/data.pkl");
        damage(name, pickle, rounds, bytes -> {
            entries.put("archive/data.pkl", bytes);
            return TestArchives.zip(entries, false);
        });
    }

    /** Makes a file of damaged content. */
    private interface Wrapping {
        byte[] wrap(byte[] content);
    }

    private static void damage(String name, byte[] good, int rounds, Wrapping wrapping) {
        SplittableRandom random = new SplittableRandom(name.hashCode());
        int accepted = 0;
        for (int i = 0; i < rounds; i++) {
            byte[] bytes = wrapping.wrap(mutate(good, random));
            accepted += readsOrRefuses(bytes, name + " in round " + i) ? 1 : 0;
        }
        assertThat(accepted).isLessThan(rounds);
    }

    private static boolean readsOrRefuses(byte[] bytes, String what) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = threads.getCurrentThreadAllocatedBytes();
        long started = System.nanoTime();
        boolean read = false;
        try {
            touch(WeightFiles.open(ByteBuffer.wrap(bytes), what));
            read = true;
        } catch (CorruptFileException e) {
            assertThat(e).hasMessageStartingWith(what);
        } catch (RuntimeException | Error e) {
            throw new AssertionError(what + ": " + Base64.getEncoder().encodeToString(bytes), e);
        }
        assertThat(System.nanoTime() - started).as(what).isLessThan(MAX_NANOS);
        assertThat(threads.getCurrentThreadAllocatedBytes() - allocated)
                .as(what)
                .isLessThan(MAX_ALLOCATED);
        return read;
    }

    /** Reads a little of each tensor: expanded ones may claim more elements than any file has bytes. */
    private static void touch(WeightFile file) {
        file.tensors().values().forEach(tensor -> {
            int size = tensor.type().bits() < 8 ? 1 : tensor.type().bytes();
            int length = (int) Math.min(tensor.byteLength(), 1024L * size);
            assertThat(tensor.slice(0, length).remaining()).isEqualTo(length);
            assertThat(tensor.slice(tensor.byteLength() - length, length).remaining())
                    .isEqualTo(length);
        });
    }

    private static byte[] mutate(byte[] good, SplittableRandom random) {
        byte[] bytes = good.clone();
        int times = 1 + random.nextInt(3);
        for (int i = 0; i < times && bytes.length > 0; i++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt();
                case 2 -> bytes[at] = TELLING[random.nextInt(TELLING.length)];
                case 3 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 8), (byte) random.nextInt(-1, 1));
                case 4 -> bytes = splice(bytes, at, random.nextInt(bytes.length), random.nextInt(16));
                default -> bytes = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, at) : splice(bytes, at, at, 1);
            }
        }
        return bytes;
    }

    /** Puts a copy of some bytes somewhere else. */
    private static byte[] splice(byte[] bytes, int at, int from, int length) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, at);
        out.write(bytes, from, Math.min(length, bytes.length - from));
        out.write(bytes, at, bytes.length - at);
        return out.toByteArray();
    }

    private static byte[] fixture(String name) {
        Assumptions.assumeTrue(Fixtures.has("checkpoints/" + name));
        try {
            return Files.readAllBytes(Fixtures.path("checkpoints/" + name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
