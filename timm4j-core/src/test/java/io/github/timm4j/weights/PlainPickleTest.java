package io.github.timm4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.timm4j.CorruptFileException;
import io.github.timm4j.weights.PlainValue.Dict;
import io.github.timm4j.weights.PlainValue.Items;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainPickleTest {
    @TempDir
    Path work;

    private PlainValue read(String pickle) throws IOException {
        Path file = work.resolve("a.pkl");
        Files.write(file, pickle.getBytes(StandardCharsets.ISO_8859_1));
        return PlainPickle.read(file);
    }

    @Test
    void theTextProtocolIsRead() throws IOException {
        // pickle.dumps({'a': 1, 'ü\n': [2**70, True, 1.5], 'b': 'a'}, protocol=0), with the memo used once
        String pickle =
                "(dp0\nVa\np1\nI1\nsV\u00fc\\u000a\np2\n(lp3\nL1180591620717411303424L\naI01\naF1.5\nasVb\np4\ng1\ns.";
        assertThat(read(pickle))
                .isEqualTo(new Dict(Map.of(
                        PlainValue.of("a"), PlainValue.of(1),
                        PlainValue.of("ü\n"),
                                new Items(List.of(
                                        new PlainValue.Int(BigInteger.TWO.pow(70)),
                                        PlainValue.of(true),
                                        PlainValue.of(1.5))),
                        PlainValue.of("b"), PlainValue.of("a"))));
    }

    @Test
    void stringsOfPython2AreRead() throws IOException {
        assertThat(read("S'it\\'s \\x41\\n'\np0\n.")).isEqualTo(PlainValue.of("it's A\n"));
        assertThat(read("S\"q\"\n.")).isEqualTo(PlainValue.of("q"));
    }

    @Test
    void binaryProtocolsAreRead() throws IOException {
        assertThat(read("\u0080\u0002}q\0X\1\0\0\0aK\7s."))
                .isEqualTo(new Dict(Map.of(PlainValue.of("a"), PlainValue.of(7))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cos\nsystem\n(S'ls'\ntR.", // a call
                "(S'ls'\nios\nsystem\n.", // an instance
                "ccollections\nOrderedDict\n)R.", // even a harmless name
                "Ione\n.",
                "Lx\n.",
                "Fx\n.",
                "Sx\n.",
                "S'x\n.",
                "V\\Uffffffff\n.",
                "g0\n.",
                "p0\n.",
                "I1\np-1\n.",
                "I1",
                ""
            })
    void everythingElseIsRefused(String pickle) {
        assertThatThrownBy(() -> read(pickle)).isInstanceOf(CorruptFileException.class);
    }

    private static PlainValue parse(byte[] pickle) {
        FileBytes file = new FileBytes("x", ByteSource.of(ByteBuffer.wrap(pickle)));
        return Unpickler.plain(file, new PickleInput(file, ByteBuffer.wrap(pickle)))
                .load();
    }

    @Test
    void checkpointsDoNotGainTheTextProtocol() {
        byte[] pickle = "I1\n.".getBytes(StandardCharsets.US_ASCII);
        FileBytes file = new FileBytes("x", ByteSource.of(ByteBuffer.wrap(pickle)));
        PickleInput in = new PickleInput(file, ByteBuffer.wrap(pickle));
        Unpickler unpickler = new Unpickler(in, TorchObjects.withoutStorages(file));
        assertThatThrownBy(unpickler::load).isInstanceOf(CorruptFileException.class);
    }

    @Test
    void damagedPicklesGiveTheDeclaredErrorOnly() throws IOException {
        String good = "(dp0\nVclass\np1\nI12\nsV\\u00fc\np2\nL3L\nsS'x'\n(lI1\nas.";
        assertThat(read(good)).isInstanceOf(Dict.class);
        SplittableRandom random = new SplittableRandom(3);
        for (int run = 0; run < 3000; run++) {
            StringBuilder bad = new StringBuilder(good);
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                bad.setCharAt(random.nextInt(bad.length()), (char) random.nextInt(256));
            }
            Throwable thrown = catchThrowable(() -> parse(bad.toString().getBytes(StandardCharsets.ISO_8859_1)));
            if (thrown != null) {
                assertThat(thrown).isInstanceOf(CorruptFileException.class);
            }
        }
    }
}
