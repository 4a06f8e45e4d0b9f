package io.github.timm4j.weights;

import static io.github.timm4j.weights.TestArchives.latin1;
import static io.github.timm4j.weights.TestArchives.open;
import static io.github.timm4j.weights.TestArchives.pth;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timm4j.CorruptFileException;
import io.github.timm4j.weights.PlainValue.Dict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Pickles are written here as text, one character a byte. */
class UnpicklerTest {
    private static final String PROTO2 = "\u0080\u0002";
    private static final Duration QUICK = Duration.ofSeconds(5);

    private static PlainValue load(String pickle) {
        return open(pth(latin1(pickle))).content();
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(String pickle) {
        return Assertions.assertTimeout(
                QUICK, () -> assertThatThrownBy(() -> load(pickle)).isExactlyInstanceOf(CorruptFileException.class));
    }

    @Test
    void readsEveryKindOfValue() {
        String pickle = PROTO2 + "(N\u0088\u0089J\u00ff\u00ff\u00ff\u00ffK\u0005M\u0001\u0002\u008a\u0002\u00ff\u007f"
                + "G\u003f\u00f0\u0000\u0000\u0000\u0000\u0000\u0000X\u0002\u0000\u0000\u0000\u00c3\u00bc"
                + "]\u008f(K\u0001K\u0001\u0090}(K\u0001K\u0002u)K\u0001K\u0002\u0086l.";
        assertThat(load(pickle))
                .isEqualTo(new PlainValue.Items(List.of(
                        PlainValue.None.NONE,
                        PlainValue.of(true),
                        PlainValue.of(false),
                        PlainValue.of(-1),
                        PlainValue.of(5),
                        PlainValue.of(0x201),
                        PlainValue.of(32767),
                        PlainValue.of(1.0),
                        PlainValue.of("\u00fc"),
                        PlainValue.list(List.of()),
                        new PlainValue.Unordered(List.of(PlainValue.of(1))),
                        new Dict(Map.of(PlainValue.of(1), PlainValue.of(2))),
                        new PlainValue.Tuple(List.of()),
                        new PlainValue.Tuple(List.of(PlainValue.of(1), PlainValue.of(2))))));
    }

    @Test
    void allRefusedNamesAreListedAndNothingElseHappens() {
        assertRefused(PROTO2 + "(cposix\nsystem\nX\u0002\u0000\u0000\u0000ls\u0085Rcbuiltins\neval\n)\u0081}bl.")
                .hasMessageContaining("refused globals [posix.system, builtins.eval]");
        assertRefused(PROTO2 + "cjava.lang\nRuntime\n)R.").hasMessageContaining("[java.lang.Runtime]");
        assertRefused(PROTO2 + "ca\nb\nicd\ne\n.").hasMessageContaining("[a.b]");
        assertRefused(PROTO2 + "c\u001b[31m\n\u0007x\n.").hasMessageContaining("[?[31m.?x]");
        assertRefused(PROTO2 + "\u008c\u0002os\u008c\u0006system\u0093.").hasMessageContaining("[os.system]");
        assertRefused(PROTO2 + "cbuiltins\nset\n)Rcposix\nsystem\ns.").hasMessageContaining("posix.system");
    }

    @Test
    void opcodesThatCouldCallAreRefused() {
        for (String opcode :
                List.of("i", "o", "\u0082\u0001", "\u0084", "P0\n", "\u0092", "\u0097", "S'x'\n", "I1\n", "p0\n")) {
            assertRefused(PROTO2 + "(" + opcode + ".").hasMessageContaining("refused opcode");
        }
    }

    @Test
    void malformedPicklesAreRefused() {
        for (String rest : List.of(
                "",
                ".",
                "N",
                "h\u0000.",
                "NNt.",
                "0.",
                "(.",
                "(0.",
                "K\u0001K\u0002a.",
                "}K\u0001u.",
                "}(K\u0001u.",
                "]K\u0001K\u0002s.",
                "NNb.",
                "}]Ns.",
                "\u008b\u00ff\u00ff\u00ff\u007f.",
                "X\u00ff\u00ff\u00ff\u007f.",
                "B\u00ff\u00ff\u00ff\u00ff.",
                "T\u00ff\u00ff\u00ff\u00ff.",
                "X\u0001\u0000\u0000\u0000\u00ff.",
                "\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff.",
                "\u0095\u0009\u0000\u0000\u0000\u0000\u0000\u0000\u0000N.",
                "NQ.",
                "NNR.",
                "ccollections\nOrderedDict\nNR.",
                "ccollections\nOrderedDict\nN\u0085R.",
                "c__builtin__\nset\nN\u0085R.",
                "c__builtin__\ncomplex\n)R.",
                "ctorch\nTensor\n)R.",
                "ctorch\nfloat32\n)R.",
                "ctorch._utils\n_rebuild_tensor_v2\n)R.",
                "cargparse\nNamespace\nN\u0085R.",
                "c_codecs\nencode\nX\u0002\u0000\u0000\u0000\u00c4\u0080\u0085R.",
                "c" + "x".repeat(600) + "\n")) {
            assertRefused(PROTO2 + rest);
        }
        assertRefused("\u0080\u0001N.").hasMessageContaining("protocol 1");
        assertRefused("\u0080\u0006N.").hasMessageContaining("protocol 6");
    }

    @Test
    void cyclesAndDeepNestsAreRefusedWithoutOverflow() {
        assertRefused(PROTO2 + "]q\u0000h\u0000a.").hasMessageContaining("contains itself");
        assertRefused(PROTO2 + "}q\u0000K\u0001h\u0000s.").hasMessageContaining("contains itself");
        assertRefused(PROTO2 + "]".repeat(100_000) + "a".repeat(99_999) + ".").hasMessageContaining("deep");
        assertRefused(PROTO2 + "N" + "\u0085".repeat(300) + ".").hasMessageContaining("deep");
        assertThat(load(PROTO2 + "N" + "\u0085".repeat(150) + ".")).isInstanceOf(PlainValue.Tuple.class);
    }

    /** Each list holds the one before twice: a walk would take 2^60 steps. */
    @Test
    void sharedListsThatWouldTakeForEverAreRefused() {
        assertRefused(PROTO2 + "N" + "2\u0086".repeat(60) + ".").hasMessageContaining("repeat");
        PlainValue shared = load(PROTO2 + "N" + "2\u0086".repeat(10) + ".");
        assertThat(shared).isInstanceOf(PlainValue.Tuple.class);
    }

    @Test
    void tooManyOpcodesAreRefused() {
        assertRefused(PROTO2 + "N0".repeat(500_001) + "N.").hasMessageContaining("opcodes");
    }

    /** 16,384 strings of one Java hash code, which a table of lists would compare two by two. */
    @Test
    void collidingKeysTakeNoTime() {
        StringBuilder pickle = new StringBuilder(PROTO2 + "}(");
        for (int i = 0; i < 1 << 14; i++) {
            StringBuilder key = new StringBuilder();
            for (int bit = 0; bit < 14; bit++) {
                key.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            pickle.append("X\u001c\u0000\u0000\u0000").append(key).append('N');
        }
        PlainValue dict =
                Assertions.assertTimeout(QUICK, () -> load(pickle.append("u.").toString()));
        assertThat(((Dict) dict).items()).hasSize(1 << 14);
    }

    @Test
    void namespacesKeepTheirAttributesAndDictionariesLoseTheirs() {
        String state = "}X\u0001\u0000\u0000\u0000aK\u0001sb.";
        assertThat(load(PROTO2 + "cargparse\nNamespace\n)\u0081" + state))
                .isEqualTo(new PlainValue.Namespace(Map.of("a", PlainValue.of(1))));
        assertThat(load(PROTO2 + "ccollections\nOrderedDict\n)R" + state)).isEqualTo(new Dict(Map.of()));
    }

    @Test
    void tensorsWithAttributesAreTensors() {
        String storage = "(X\u0007\u0000\u0000\u0000storagectorch\nByteStorage\nX\u0001\u0000\u0000\u00000X"
                + "\u0003\u0000\u0000\u0000cpuK\u0004tQ";
        String arguments = "(" + storage + "K\u0001K\u0003\u0085K\u0001\u0085\u0089}t";
        String plain = "ctorch._utils\n_rebuild_tensor_v2\n" + arguments + "R";
        String typed = "ctorch._tensor\n_rebuild_from_type_v2\n(ctorch._utils\n_rebuild_tensor_v2\nctorch\nTensor\n"
                + arguments + "}tR";
        String parameter = "ctorch._utils\n_rebuild_parameter_with_state\n(" + plain + "\u0088}}tR";
        for (String tensor : List.of(plain, typed, parameter)) {
            PlainValue read = open(pth(latin1(PROTO2 + tensor + "."), new byte[] {1, 2, 3, 4}))
                    .content();
            assertThat(((PlainValue.Tensor) read).value().toLongs()).containsExactly(2, 3, 4);
        }
        String empty = plain.replace("K\u0003\u0085K\u0001\u0085", "K\u0000\u0085K\u0001\u0085")
                .replace("K\u0001K\u0000", "K\u0009K\u0000");
        PlainValue none = open(pth(latin1(PROTO2 + empty + "."), new byte[4])).content();
        assertThat(((PlainValue.Tensor) none).value().toLongs()).isEmpty();
        String expanded = plain.replace("K\u0003\u0085K\u0001\u0085", "J\u0000\u0000\u0000\u0070\u0085K\u0000\u0085");
        assertThatThrownBy(() -> open(pth(latin1(PROTO2 + expanded + "."), new byte[4])))
                .hasMessageContaining("repeats its storage");
        String conjugated = plain.replace("\u0089}t", "\u0089}}K\u0001K\u0002st");
        assertThatThrownBy(() -> open(pth(latin1(PROTO2 + conjugated + "."), new byte[4])))
                .hasMessageContaining("metadata");
    }

    @Test
    void newProtocolsMustUseEveryStorage() {
        byte[] four = latin1("\u0080\u0004N.");
        assertThat(open(pth(four)).content()).isEqualTo(PlainValue.None.NONE);
        assertThatThrownBy(() -> open(pth(four, new byte[4]))).hasMessageContaining("unused");
        assertThat(open(pth(latin1(PROTO2 + "N."), new byte[4])).content()).isEqualTo(PlainValue.None.NONE);
    }
}
