package io.github.timm4j.weights;

import static io.github.timm4j.weights.TestArchives.latin1;
import static io.github.timm4j.weights.TestArchives.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timm4j.CorruptFileException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Streams are written here as text, one character a byte. */
class TorchLegacyReaderTest {
    private static final String MAGIC = "\u0080\u0002\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.";
    private static final String VERSION = "\u0080\u0002M\u00e9\u0003.";
    private static final String SYSTEM = "\u0080\u0002}.";
    private static final String KEYS = "\u0080\u0002]X\u0001\u0000\u0000\u00007a.";
    private static final String DATA = "\u0004\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0001\u0002\u0003\u0004";
    private static final String WHOLE = "N";

    /** A tensor of two bytes from the first on of storage 7, which has four, or of a view of it. */
    private static String tensor(String view) {
        return "\u0080\u0002ctorch._utils\n_rebuild_tensor_v2\n((X\u0007\u0000\u0000\u0000storagectorch\nByteStorage\n"
                + "X\u0001\u0000\u0000\u00007X\u0003\u0000\u0000\u0000cpuK\u0004" + view
                + "tQK\u0001K\u0002\u0085K\u0001\u0085\u0089}tR.";
    }

    private static String view(int first, int count) {
        return "(X\u0001\u0000\u0000\u00008K" + (char) first + "K" + (char) count + "t";
    }

    private static long[] read(String content, String rest) {
        WeightFile file = open(latin1(MAGIC + VERSION + SYSTEM + content + rest));
        assertThat(file.format()).isEqualTo(WeightFormat.TORCH_LEGACY);
        return ((PlainValue.Tensor) file.content()).value().toLongs();
    }

    @Test
    void readsStoragesThatFollowThePickle() {
        assertThat(read(tensor(WHOLE), KEYS + DATA)).containsExactly(2, 3);
        assertThat(read(tensor(""), KEYS + DATA)).containsExactly(2, 3);
    }

    @Test
    void readsViewsOfStorages() {
        assertThat(read(tensor(view(1, 3)), KEYS + DATA)).containsExactly(3, 4);
        for (String view : List.of(view(2, 3), view(3, 1), "K\u0001", "(K\u0001t")) {
            assertRefused(tensor(view), KEYS + DATA, ": ");
        }
    }

    @Test
    void whatThePickleAndTheStoragesSayMustAgree() {
        assertRefused(tensor(WHOLE), KEYS + DATA.replace('\u0004', '\u0003'), "3 elements where the pickle says 4");
        assertRefused(tensor(WHOLE), KEYS + DATA.substring(0, 11), "truncated");
        assertRefused(tensor(WHOLE), KEYS + DATA.substring(0, 5), "truncated");
        assertRefused(tensor(WHOLE), KEYS, "truncated");
        assertRefused(tensor(WHOLE), "", "truncated");
        assertRefused(tensor(WHOLE), KEYS.replace("7", "9") + DATA, "not used");
        assertRefused(tensor(WHOLE), KEYS.replace("a.", "aX\u0001\u0000\u0000\u00007a.") + DATA + DATA, "twice");
        assertRefused(tensor(WHOLE), "\u0080\u0002]." + DATA, "'7' is missing");
        assertRefused(tensor(WHOLE), "\u0080\u0002}." + DATA, "no list");
        assertRefused(tensor(WHOLE).replace("K\u0004N", "J\u0000\u0000\u0000\u0070N"), KEYS + DATA, "should hold");
        assertRefused(
                tensor(WHOLE).replace("X\u0001\u0000\u0000\u00007", "X\u0001\u0000\u0000\u0000/"),
                KEYS + DATA,
                "digits");
    }

    private static void assertRefused(String content, String rest, String reason) {
        assertThatThrownBy(() -> read(content, rest))
                .isExactlyInstanceOf(CorruptFileException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void otherStreamsAreNamed() {
        assertThatThrownBy(() -> open(latin1("\u0080\u0002}q\u0000X\u0001\u0000\u0000\u0000aK\u0001s.")))
                .isExactlyInstanceOf(CorruptFileException.class)
                .hasMessageContaining("magic number");
        assertThatThrownBy(() -> open(latin1(MAGIC + VERSION.replace('\u00e9', '\u00ea') + SYSTEM)))
                .hasMessageContaining("version");
        assertThatThrownBy(() -> open(latin1(MAGIC + VERSION + tensor(WHOLE))))
                .hasMessageContaining("a storage where none belongs");
    }
}
