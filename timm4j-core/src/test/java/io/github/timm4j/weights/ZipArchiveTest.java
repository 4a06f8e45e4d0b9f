package io.github.timm4j.weights;

import static io.github.timm4j.weights.TestArchives.open;
import static io.github.timm4j.weights.TestArchives.zip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timm4j.CorruptFileException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ZipArchiveTest {
    private static final byte[] ABC = {'a', 'b', 'c'};

    private static ZipArchive archive(byte[] bytes) {
        return ZipArchive.open(new FileBytes("test file", ByteSource.of(ByteBuffer.wrap(bytes))));
    }

    private static void assertRefused(byte[] bytes, String reason) {
        assertThatThrownBy(() -> archive(bytes))
                .isExactlyInstanceOf(CorruptFileException.class)
                .hasMessageStartingWith("test file: ")
                .hasMessageContaining(reason);
    }

    /** Two entries, of which the second is renamed in place. */
    private static byte[] renamed(String name) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("first", ABC);
        entries.put("x".repeat(name.length()), ABC);
        String text = new String(zip(entries, false), StandardCharsets.ISO_8859_1);
        return text.replace("x".repeat(name.length()), name).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] patched(byte[] zip, int signature, int offset, int value) {
        byte[] copy = zip.clone();
        ByteBuffer bytes = ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = copy.length - 4; at >= 0; at--) {
            if (bytes.getInt(at) == signature) {
                bytes.putInt(at + offset, value);
                return copy;
            }
        }
        throw new AssertionError("no such record");
    }

    @Test
    void readsStoredAndDeflatedEntries() {
        byte[] zeros = new byte[1 << 16];
        for (boolean deflated : new boolean[] {false, true}) {
            ZipArchive archive = archive(zip(Map.of("a/b", ABC, "zeros", zeros), deflated));
            assertThat(archive.names()).containsExactlyInAnyOrder("a/b", "zeros");
            assertThat(archive.verified("a/b", 3).get(2)).isEqualTo((byte) 'c');
            assertThat(archive.bytes("zeros").slice(1 << 15, 5).remaining()).isEqualTo(5);
            assertThatThrownBy(() -> archive.verified("zeros", 10)).hasMessageContaining("limit");
            assertThatThrownBy(() -> archive.bytes("none")).isExactlyInstanceOf(CorruptFileException.class);
        }
    }

    @Test
    void unsafeNamesAreRefused() {
        for (String name : List.of("../x", "a/../x", "/abs", "C:/x", "a\\b", "..", "a\0b", "a\n/..")) {
            assertRefused(renamed(name), "unsafe name");
        }
        assertThat(archive(renamed("a..b/c")).names()).contains("a..b/c");
        assertRefused(renamed("first"), "twice");
        assertRefused(renamed("\u00ff\u00fe"), "UTF-8");
    }

    @Test
    void whatTheDirectoryAndTheEntriesSayMustAgree() {
        byte[] zip = zip(Map.of("name", ABC), false);
        int central = 0x02014b50;
        int local = 0x04034b50;
        int end = 0x06054b50;
        assertRefused(patched(zip, central, 42, 1), "not where");
        assertRefused(patched(zip, central, 42, 1 << 30), "truncated");
        assertRefused(patched(zip, central, 24, 4), "two sizes");
        assertRefused(patched(patched(zip, central, 24, 4), central, 20, 4), "reaches into");
        assertRefused(patched(zip, central, 8, 1), "encrypted");
        assertRefused(patched(zip, central, 10, 14), "neither stored");
        assertRefused(patched(zip, local, 30, 0x41414141), "another name");
        assertRefused(patched(zip, end, 16, 7), "right before");
        assertRefused(patched(zip, end, 8, 0x00020002), "");
        assertRefused(patched(zip, end, 4, 1), "split");
        assertRefused(Arrays.copyOf(zip, zip.length - 1), "truncated");
        assertRefused(Arrays.copyOf(zip, zip.length + 1), "truncated");
        assertRefused(new byte[0], "truncated");
    }

    @Test
    void overlappingEntriesAreRefused() {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("one", ABC);
        entries.put("two", ABC);
        byte[] zip = zip(entries, false);
        assertRefused(patched(zip, 0x02014b50, 42, 0), "reaches into");
    }

    @Test
    void bombsAreRefusedBeforeTheyAreUnpacked() {
        byte[] zip = zip(Map.of("bomb", new byte[100_000]), true);
        assertRefused(patched(zip, 0x02014b50, 24, 1 << 30), "would unpack");
        ZipArchive short1 = archive(patched(zip, 0x02014b50, 24, 100_001));
        assertThatThrownBy(() -> short1.bytes("bomb").slice(0, 1)).hasMessageContaining("does not unpack");
        ZipArchive long1 = archive(patched(zip, 0x02014b50, 24, 99_999));
        assertThatThrownBy(() -> long1.bytes("bomb").slice(0, 1)).hasMessageContaining("does not unpack");
        ZipArchive wrong = archive(patched(zip, 0x02014b50, 16, 1));
        assertThatThrownBy(() -> wrong.bytes("bomb").slice(0, 1)).hasMessageContaining("checksum");
    }

    @Test
    void tooManyEntriesAreRefused() {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        for (int i = 0; i < 66_000; i++) {
            entries.put(Integer.toString(i), new byte[0]);
        }
        assertRefused(zip(entries, false), "entries");
    }

    @Test
    void aZipOfOtherThingsIsNoWeightFile() {
        assertThatThrownBy(() -> open(zip(Map.of("readme.txt", ABC), false)))
                .isExactlyInstanceOf(CorruptFileException.class)
                .hasMessageContaining("neither");
    }
}
