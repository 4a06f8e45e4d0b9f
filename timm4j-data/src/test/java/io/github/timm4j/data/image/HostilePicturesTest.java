package io.github.timm4j.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timm4j.ImageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that lie, end early or never end: a clear refusal, soon, and without the memory they ask for. */
class HostilePicturesTest {
    private static final ImageDecoder DECODER = ImageDecoder.rgb();
    private static final long MEBIBYTE = 1 << 20;

    @TempDir
    Path folder;

    @Test
    void aPngBombIsRefusedByItsHeader() throws IOException {
        byte[] bomb = Arrays.copyOf(
                TestPictures.png(60_000, 60_000, new int[] {8, 2, 0}, new byte[1000]), 4 * (int) MEBIBYTE);
        Path file = Files.write(folder.resolve("bomb.png"), bomb);
        assertRefusedCheaply(() -> DECODER.decode(file), "60000 x 60000 pixels");
    }

    @Test
    void aLyingJpegIsRefusedByItsHeader() throws IOException {
        byte[] liar = TestPictures.bytes("pictures/j_gray.jpg");
        resizeJpeg(liar, 18_375, 11_175);
        Path file = Files.write(folder.resolve("liar.jpg"), liar);
        assertRefusedCheaply(() -> DECODER.decode(file), "18375 x 11175 pixels");
    }

    @Test
    void aLieBelowTheLimitIsRefusedBeforeMemoryIsTaken() {
        byte[] jpeg = TestPictures.bytes("pictures/j_75_420_1.jpg");
        resizeJpeg(jpeg, 12_000, 12_000);
        assertRefusedCheaply(() -> DECODER.decode(jpeg), "cannot hold 2250000 JPEG blocks");
        byte[] png = TestPictures.png(12_000, 12_000, new int[] {8, 2, 0}, new byte[1000]);
        assertRefusedCheaply(() -> DECODER.decode(png), "cannot expand to 432000000");
    }

    private static void resizeJpeg(byte[] jpeg, int width, int height) {
        int at = 0;
        while ((jpeg[at] & 0xff) != 0xff || ((jpeg[at + 1] & 0xff) != 0xc0 && (jpeg[at + 1] & 0xff) != 0xc2)) {
            at++;
        }
        jpeg[at + 5] = (byte) (height >> 8);
        jpeg[at + 6] = (byte) height;
        jpeg[at + 7] = (byte) (width >> 8);
        jpeg[at + 8] = (byte) width;
    }

    /** The first call loads classes; the second is measured. */
    private static void assertRefusedCheaply(ThrowingCallable decode, String message) {
        assertThatThrownBy(decode).isInstanceOf(ImageException.class).hasMessageContaining(message);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        assertThatThrownBy(decode).isInstanceOf(ImageException.class);
        long nanos = System.nanoTime() - start;
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(MEBIBYTE);
        // 20 ms on an idle machine; a busy one gets ten times that
        assertThat(nanos).isLessThan(200_000_000);
    }

    @Test
    void filesThatNeverEndAreRefused() {
        byte[] png = TestPictures.png(1, 1, new int[] {8, 0, 0}, new byte[2]);
        assertThatThrownBy(() -> DECODER.decode(endless(png)))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("more than its picture can need");
        byte[] jpeg = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};
        assertThatThrownBy(() -> DECODER.decode(endless(jpeg)))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("no picture header");
    }

    private static InputStream endless(byte[] start) {
        return new SequenceInputStream(new ByteArrayInputStream(start), new InputStream() {
            @Override
            public int read() {
                return 0;
            }

            @Override
            public int read(byte[] to, int from, int count) {
                Arrays.fill(to, from, from + count, (byte) 0);
                return count;
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "j_75_420_0.jpg",
                "j_75_420_1.jpg",
                "j_gray.jpg",
                "j_cmyk.jpg",
                "j_rst.jpg",
                "p_i16.png",
                "p_adam7.png",
                "g_anim.gif",
                "b_p.bmp",
                "b_rle8.bmp",
                "w_lossy.webp",
                "w_anim.webp"
            })
    void filesThatEndEarlyAreRefused(String name) {
        byte[] whole = TestPictures.bytes("pictures/" + name);
        int end = name.equals("g_anim.gif") || name.equals("w_anim.webp") ? whole.length / 3 : whole.length - 20;
        for (int length = 0; length < end; length += 1 + end / 40) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> DECODER.decode(cut))
                    .as("%s cut to %d bytes", name, length)
                    .isInstanceOf(ImageException.class)
                    .hasMessageNotContaining("null");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"j_75_420_0.jpg", "j_cmyk.jpg", "p_i16.png", "p_p4.png", "g_inter.gif", "b_p.bmp", "w_anim.webp"
            })
    void damagedFilesDecodeOrAreRefused(String name) {
        byte[] whole = TestPictures.bytes("pictures/" + name);
        Random random = new Random(7);
        for (int round = 0; round < 60; round++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                assertThat(DECODER.maxPixels(1_000_000).decode(damaged).width()).isPositive();
            } catch (ImageException e) {
                assertThat(e).hasMessageMatching("(?s).{10,}");
            }
        }
    }

    @Test
    void emptyAndForeignFilesAreRefused() {
        assertThatThrownBy(() -> DECODER.decode(new byte[0]))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("unknown picture format");
        assertThatThrownBy(() ->
                        DECODER.decode("<html>not found</html>".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isInstanceOf(ImageException.class);
    }
}
