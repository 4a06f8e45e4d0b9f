package io.github.timm4j.compile.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtoMessageTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 127, 128, 300, 16383, 16384, Integer.MAX_VALUE, Long.MAX_VALUE, -1, Long.MIN_VALUE})
    void wholeNumbersComeBack(long value) throws IOException {
        List<ProtoReader.Field> fields = read(new ProtoMessage().integer(3, value));
        assertThat(fields).containsExactly(new ProtoReader.Field(3, value));
    }

    @Test
    void bytesAreThoseOfTheSpecification() throws IOException {
        ProtoMessage message = new ProtoMessage().integer(1, 150).text(2, "testing");
        message.message(3, new ProtoMessage().integer(1, 150)).real(4, 1f);
        assertThat(bytes(message))
                .containsExactly(
                        0x08, 0x96, 0x01, 0x12, 0x07, 't', 'e', 's', 't', 'i', 'n', 'g', 0x1a, 0x03, 0x08, 0x96, 0x01,
                        0x25, 0x00, 0x00, 0x80, 0x3f);
    }

    @Test
    void repeatedNumbersAreSingleEntries() throws IOException {
        List<ProtoReader.Field> fields = read(new ProtoMessage().integers(1, 5, -6, 700));
        assertThat(fields)
                .containsExactly(
                        new ProtoReader.Field(1, 5L), new ProtoReader.Field(1, -6L), new ProtoReader.Field(1, 700L));
    }

    @Test
    void fieldNumbersAboveFifteenTakeMoreBytes() throws IOException {
        assertThat(ProtoReader.only(read(new ProtoMessage().integer(20, 7)), 20).value())
                .isEqualTo(7L);
    }

    @Test
    void textIsUtf8() throws IOException {
        String text = "Größe 寸法";
        assertThat(ProtoReader.only(read(new ProtoMessage().text(2, text)), 2).text())
                .isEqualTo(text);
    }

    @Test
    void sizeIsThatOfTheBytesWhateverTheNesting() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 200; i++) {
            ProtoMessage message = random(random, 4);
            assertThat(bytes(message)).hasSize((int) message.size());
            read(message);
        }
    }

    @Test
    void payloadOfAnotherLengthThanSaidIsRefused() {
        ProtoMessage message = new ProtoMessage().bytes(9, 8, () -> ByteBuffer.allocate(7));
        assertThatThrownBy(() -> bytes(message))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("expected 8 bytes, found 7");
    }

    private static ProtoMessage random(SplittableRandom random, int depth) {
        ProtoMessage message = new ProtoMessage();
        for (int i = random.nextInt(4); i >= 0; i--) {
            int field = random.nextInt(1, 40);
            switch (random.nextInt(depth == 0 ? 3 : 4)) {
                case 0 -> message.integer(field, random.nextLong() >>> random.nextInt(64));
                case 1 -> message.text(field, "x".repeat(random.nextInt(300)));
                case 2 -> message.real(field, (float) random.nextDouble());
                default -> message.message(field, random(random, depth - 1));
            }
        }
        return message;
    }

    private static List<ProtoReader.Field> read(ProtoMessage message) throws IOException {
        return ProtoReader.read(bytes(message));
    }

    private static byte[] bytes(ProtoMessage message) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        message.write(out);
        return out.toByteArray();
    }
}
