package io.github.timm4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedFileTest {
    @TempDir
    private Path folder;

    @Test
    void readsAnyPart() throws IOException {
        Path path = Files.write(folder.resolve("five"), new byte[] {1, 2, 3, 4, 5});
        try (MappedFile file = MappedFile.open(path)) {
            assertThat(file.length()).isEqualTo(5);
            assertThat(file.slice(1, 4).order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
            assertThat(file.slice(1, 4).getInt(0)).isEqualTo(0x05040302);
            assertThat(file.window(2, 3).window(1, 2).slice(1, 1).get(0)).isEqualTo((byte) 5);
            assertThat(file.slice(5, 0).remaining()).isZero();
            assertThatThrownBy(() -> file.slice(4, 2)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> file.window(2, 4)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> file.window(2, 2).slice(1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(file.slice(0, 5).isReadOnly()).isTrue();
        }
    }

    @Test
    void emptyFilesHaveNoBytes() throws IOException {
        try (MappedFile file = MappedFile.open(Files.createFile(folder.resolve("empty")))) {
            assertThat(file.length()).isZero();
            assertThat(file.slice(0, 0).remaining()).isZero();
        }
    }

    /** The file is sparse; slices lie across the places where its mapping is cut. */
    @Test
    void slicesCrossGibibytes() throws IOException {
        Path path = folder.resolve("sparse");
        long gibibyte = 1L << 30;
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(3 * gibibyte + 1);
            for (long at = gibibyte; at <= 3 * gibibyte; at += gibibyte) {
                file.seek(at - 1);
                file.writeByte(7);
                file.writeByte((int) (at / gibibyte));
            }
        }
        try (MappedFile file = MappedFile.open(path)) {
            for (int i = 1; i <= 3; i++) {
                assertThat(file.slice(i * gibibyte - 1, 2).getShort(0)).isEqualTo((short) (i << 8 | 7));
            }
            assertThat(file.slice(gibibyte - 1, ByteSource.MAX_SLICE).get(1)).isEqualTo((byte) 1);
        }
    }
}
