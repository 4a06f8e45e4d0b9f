package io.github.timm4j.data.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.timm4j.CorruptFileException;
import io.github.timm4j.TimmException;
import io.github.timm4j.fixtures.Fixtures;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TarReaderTest {
    private static final byte[] DATA = "bytes".getBytes(StandardCharsets.UTF_8);
    private static final String LONG = "folder/".repeat(60) + "a.png";

    @TempDir
    Path work;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private ImageTarReader open() throws IOException {
        Files.write(work.resolve("a.tar"), bytes.toByteArray());
        return new ImageTarReader(work.resolve("a.tar"), ReaderOptions.DEFAULT);
    }

    private static ReaderOptions cached() {
        return ReaderOptions.builder().cacheIndex(true).build();
    }

    private static List<TarStream.Member> members(byte[] tar) throws IOException {
        TarStream stream = new TarStream(new ByteCursor(new ByteArrayInputStream(tar), tar.length), "test.tar");
        List<TarStream.Member> members = new ArrayList<>();
        for (TarStream.Member member = stream.next(); member != null; member = stream.next()) {
            members.add(member);
        }
        return members;
    }

    @Test
    void onlyPlainFilesWithSafeNamesCount() throws IOException {
        try (TarArchiveOutputStream out = TarWriter.open(bytes)) {
            TarWriter.add(out, "c/good.png", DATA, entry -> {});
            TarWriter.add(out, "../out.png", DATA, entry -> {});
            TarWriter.add(out, "/abs.png", DATA, entry -> {});
            TarWriter.addSpecial(out, "c/link.png", TarConstants.LF_SYMLINK, "/etc/passwd");
            TarWriter.addSpecial(out, "c/hard.png", TarConstants.LF_LINK, "c/good.png");
            TarWriter.addSpecial(out, "c/dev.png", TarConstants.LF_CHR, "");
            TarWriter.addSpecial(out, "c/pipe.png", TarConstants.LF_FIFO, "");
            TarWriter.addSpecial(out, "c/dir.png/", TarConstants.LF_DIR, "");
            TarWriter.add(out, "c/after.png", DATA, entry -> {});
        }
        try (ImageTarReader reader = open()) {
            assertThat(reader.filenames(FilenameForm.RELATIVE)).containsExactly("c/after.png", "c/good.png");
            assertThat(reader.skipped()).isEqualTo(6);
            assertThat(reader.read(1).bytes()).isEqualTo(DATA);
        }
    }

    /** How a writer stores names that are too long for the header. */
    enum LongNames {
        GNU(TarArchiveOutputStream.LONGFILE_GNU),
        PAX(TarArchiveOutputStream.LONGFILE_POSIX);

        private final int mode;

        LongNames(int mode) {
            this.mode = mode;
        }
    }

    @ParameterizedTest
    @EnumSource
    void longAndForeignNamesAreRead(LongNames names) throws IOException {
        try (TarArchiveOutputStream out = TarWriter.open(bytes)) {
            out.setLongFileMode(names.mode);
            out.setAddPaxHeadersForNonAsciiNames(true);
            TarWriter.add(out, LONG, DATA, entry -> {});
            TarWriter.add(out, "übung/ß.png", DATA, entry -> {});
            TarWriter.add(out, "z/last.png", DATA, entry -> {});
        }
        try (ImageTarReader reader = open()) {
            assertThat(reader.filenames(FilenameForm.RELATIVE)).containsExactly(LONG, "z/last.png", "übung/ß.png");
            assertThat(reader.read(0).bytes()).isEqualTo(DATA);
            assertThat(reader.classes().names()).isEqualTo(Map.of("folder", 0, "z", 1, "übung", 2));
        }
    }

    @Test
    void aSparseFileIsPassedOver() throws IOException {
        try (TarArchiveOutputStream out = TarWriter.open(bytes)) {
            TarWriter.add(out, "c/a.png", DATA, entry -> entry.addPaxHeader("GNU.sparse.other", "99"));
            TarWriter.add(out, "c/b.png", DATA, entry -> {});
        }
        try (ImageTarReader reader = open()) {
            assertThat(reader.filenames(FilenameForm.RELATIVE)).containsExactly("c/b.png");
            assertThat(reader.skipped()).isEqualTo(1);
        }
    }

    @Test
    void tarFilesTooDeepInsideAreCounted() throws IOException {
        byte[] inner = tar("x.png", DATA);
        byte[] middle = tar("inner.tar", inner);
        try (TarArchiveOutputStream out = TarWriter.open(bytes)) {
            TarWriter.add(out, "outer/middle.tar", middle, entry -> {});
            TarWriter.add(out, "flat.tar", tar("sub/y.png", DATA), entry -> {});
        }
        try (ImageTarReader reader = open()) {
            assertThat(reader.filenames(FilenameForm.RELATIVE)).containsExactly("sub/y.png");
            assertThat(reader.classes().names()).isEqualTo(Map.of("sub", 0));
            assertThat(reader.skipped()).isEqualTo(1);
            assertThat(reader.read(0).location()).endsWith("a.tar!flat.tar!sub/y.png");
        }
    }

    private static byte[] tar(String name, byte[] data) throws IOException {
        ByteArrayOutputStream inner = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = TarWriter.open(inner)) {
            TarWriter.add(out, name, data, entry -> {});
        }
        return inner.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 33, 1L << 40, Long.MAX_VALUE})
    void aSizeThatTheFileLacksIsRefusedWithoutMemory(long size) throws IOException {
        byte[] tar = tar("a.png", DATA);
        byte[] field = new byte[12];
        field[0] = (byte) 0x80;
        for (int i = 0; i < 8; i++) {
            field[11 - i] = (byte) (size >>> (8 * i));
        }
        System.arraycopy(field, 0, tar, 124, 12);
        assertThatThrownBy(() -> members(signed(tar)))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("is cut");
    }

    /** Gives the first header a true checksum. */
    private static byte[] signed(byte[] tar) {
        Arrays.fill(tar, 148, 156, (byte) ' ');
        int sum = IntStream.range(0, 512).map(i -> tar[i] & 0xff).sum();
        byte[] digits = String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, tar, 148, 8);
        return tar;
    }

    @Test
    void aCutFileIsAnError() throws IOException {
        byte[] tar = tar("a.png", new byte[2000]);
        assertThatThrownBy(() -> members(Arrays.copyOf(tar, 1000))).isInstanceOf(CorruptFileException.class);
        assertThatThrownBy(() -> members(Arrays.copyOf(tar, 100))).isInstanceOf(CorruptFileException.class);
        assertThat(members(Arrays.copyOf(tar, 2512))).hasSize(1);
        assertThat(members(new byte[0])).isEmpty();
    }

    @Test
    void somethingElseIsNoTarFile() throws IOException {
        Files.write(
                work.resolve("a.tar"),
                "not a tar file, but a longer text".repeat(40).getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> new ImageTarReader(work.resolve("a.tar"), ReaderOptions.DEFAULT))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("no tar file");
        assertThatThrownBy(() -> new ImageTarReader(work.resolve("b"), ReaderOptions.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class);
        bytes.writeBytes(tar("a.txt", DATA));
        assertThatThrownBy(this::open).isInstanceOf(DatasetException.class).hasMessageContaining(".png");
    }

    @Test
    void manyLongNameHeadersInARowNeitherRecurseNorGrow() throws IOException {
        byte[] header = new byte[512];
        System.arraycopy("././@LongLink".getBytes(StandardCharsets.US_ASCII), 0, header, 0, 13);
        System.arraycopy("00000001000\0".getBytes(StandardCharsets.US_ASCII), 0, header, 124, 12);
        header[156] = 'L';
        signed(header);
        for (int i = 0; i < 20_000; i++) {
            bytes.writeBytes(header);
            bytes.writeBytes(new byte[512]);
        }
        assertThat(members(bytes.toByteArray())).isEmpty();
    }

    @Test
    void damagedBytesGiveTheDeclaredErrorsOnly() throws IOException {
        mutate(4_000);
    }

    @Test
    @Tag("soak")
    void veryManyDamagedBytesGiveTheDeclaredErrorsOnly() throws IOException {
        mutate(10_000_000);
    }

    private void mutate(int runs) throws IOException {
        try (TarArchiveOutputStream out = TarWriter.open(bytes)) {
            out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            TarWriter.add(out, LONG, DATA, entry -> {});
            TarWriter.add(out, "b.png", new byte[700], entry -> {});
        }
        byte[] good = Arrays.copyOf(bytes.toByteArray(), 4096);
        SplittableRandom random = new SplittableRandom(7);
        int refused = 0;
        for (int run = 0; run < runs; run++) {
            byte[] tar = good.clone();
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                tar[random.nextInt(tar.length)] = (byte) random.nextInt();
            }
            byte[] cut = run % 3 == 0 ? Arrays.copyOf(tar, random.nextInt(tar.length)) : tar;
            Throwable thrown = catchThrowable(() -> members(run(cut)));
            if (thrown != null) {
                assertThat(thrown).isInstanceOf(TimmException.class);
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    private static byte[] run(byte[] tar) {
        return tar.length >= 512 ? signed(tar) : tar;
    }

    @Test
    void theIndexIsKeptAndUsedAndMadeAnewForAnotherFile() throws IOException {
        bytes.writeBytes(tar("c/a.png", DATA));
        open().close();
        Path index = work.resolve("_a_tarindex.bin");
        assertThat(index).doesNotExist();
        Path tar = work.resolve("a.tar");
        new ImageTarReader(tar, cached()).close();
        assertThat(index).exists();
        FileTime time = Files.getLastModifiedTime(tar);
        // same size and time: the index answers, so the garbage behind the header is not looked at
        byte[] garbled = Files.readAllBytes(tar);
        Arrays.fill(garbled, 0, 100, (byte) 'x');
        Files.write(tar, garbled);
        Files.setLastModifiedTime(tar, time);
        try (ImageTarReader reader = new ImageTarReader(tar, cached())) {
            assertThat(reader.read(0).bytes()).isEqualTo(DATA);
        }
        Files.write(tar, tar("c/other.png", DATA));
        Files.setLastModifiedTime(tar, FileTime.fromMillis(time.toMillis() + 5000));
        assertThat(new ImageTarReader(tar, cached()).filenames(FilenameForm.BASENAME))
                .containsExactly("other.png");
    }

    @Test
    void aDamagedIndexIsMadeAnew() throws IOException {
        bytes.writeBytes(tar("c/a.png", DATA));
        open().close();
        Path tar = work.resolve("a.tar");
        new ImageTarReader(tar, cached()).close();
        Path index = work.resolve("_a_tarindex.bin");
        byte[] whole = Files.readAllBytes(index);
        for (int length = 0; length < whole.length; length += 3) {
            Files.write(index, Arrays.copyOf(whole, length));
            assertThat(new ImageTarReader(tar, cached()).size()).isEqualTo(1);
        }
        byte[] outside = whole.clone();
        outside[whole.length - 17] = (byte) 0xff;
        Files.write(index, outside);
        assertThat(new ImageTarReader(tar, cached()).size()).isEqualTo(1);
        assertThat(Files.readAllBytes(index)).isEqualTo(whole);
    }

    @Test
    void aFolderOfTarFilesHasAnIndexToo() throws IOException {
        Files.createDirectory(work.resolve("set"));
        Files.write(work.resolve("set/b.tar"), tar("x.png", DATA));
        Files.write(work.resolve("set/a.tar"), tar("x.png", new byte[3]));
        for (int run = 0; run < 2; run++) {
            try (ImageTarReader reader = new ImageTarReader(work.resolve("set"), cached())) {
                assertThat(reader.classes().names()).isEqualTo(Map.of("a", 0, "b", 1));
                assertThat(reader.read(1).bytes()).isEqualTo(DATA);
            }
        }
        assertThat(work.resolve("set/_set_tarindex.bin")).exists();
    }

    @Test
    void manyThreadsReadAtOnce() {
        try (ImageTarReader reader =
                new ImageTarReader(Fixtures.path("data/readers/folder.tar"), ReaderOptions.DEFAULT)) {
            List<Integer> sizes = IntStream.range(0, 600)
                    .parallel()
                    .map(i -> length(reader, i % reader.size()))
                    .boxed()
                    .toList();
            assertThat(sizes.subList(0, 12)).isEqualTo(sizes.subList(588, 600)).contains(676, 91);
        }
    }

    private static int length(IndexedReader reader, int index) {
        try {
            return reader.read(index).bytes().length;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anInterruptedReaderDoesNotSpoilTheOthers() throws IOException, InterruptedException {
        try (ImageTarReader reader =
                new ImageTarReader(Fixtures.path("data/readers/folder.tar"), ReaderOptions.DEFAULT)) {
            reader.read(0);
            Thread interrupted = new Thread(() -> {
                Thread.currentThread().interrupt();
                catchThrowable(() -> reader.read(0));
            });
            interrupted.start();
            interrupted.join();
            assertThat(reader.read(0).bytes()).hasSize(91);
        }
    }

    @Test
    void aTarFileThatShrankAfterwardsIsAnError() throws IOException {
        bytes.writeBytes(tar("c/a.png", DATA));
        try (ImageTarReader reader = open()) {
            Files.write(work.resolve("a.tar"), new byte[10]);
            assertThatThrownBy(() -> reader.read(0))
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("a.tar");
        }
    }
}
