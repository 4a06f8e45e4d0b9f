package io.github.timm4j.data.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timm4j.data.sampler.Replica;
import io.github.timm4j.fixtures.Fixtures;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadersTest {
    @TempDir
    Path work;

    private ManifestReader manifest(String name, String content, ReaderOptions options) throws IOException {
        Files.writeString(work.resolve(name), content);
        return new ManifestReader(work.resolve(name), work, options);
    }

    private static List<Target> targets(IndexedReader reader) {
        return IntStream.range(0, reader.size()).mapToObj(reader::target).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "'', folder, ImageFolderReader",
        "folder, folder, ImageFolderReader",
        "'', folder.tar, ImageTarReader",
        "tar, tars, ImageTarReader",
        "imagenet/1k, folder, ImageFolderReader",
        "any/thing, folder.tar, ImageTarReader",
        "HFDS/hf, '', HfdsReader",
        "hfids/hf, '', HfidsReader",
        "tfds/tinyset, tfds, TfdsReader",
        "wds/, wds, WdsReader"
    })
    void aNameChoosesTheReader(String name, String root, String expected) {
        try (SampleReader reader = Readers.create(name, Fixtures.path("data/readers/" + root), ReaderOptions.DEFAULT)) {
            assertThat(reader.getClass().getSimpleName()).isEqualTo(expected);
            assertThat(reader.skipped()).isZero();
        }
    }

    @Test
    void torchvisionAndUnknownRootsAreRefused() {
        assertThatThrownBy(() -> Readers.create("torch/cifar10", work, ReaderOptions.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("data set of torchvision");
        assertThatThrownBy(() -> Readers.create("", work.resolve("gone"), ReaderOptions.DEFAULT))
                .hasMessageContaining("gone");
        assertThatThrownBy(() -> Readers.create("wds/", null, ReaderOptions.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFolderThatLinksToItselfIsWalkedOnce() throws IOException {
        Files.createDirectories(work.resolve("c"));
        Files.write(work.resolve("c/a.png"), new byte[1]);
        Files.createSymbolicLink(work.resolve("c/loop"), work);
        Files.createSymbolicLink(work.resolve("c/dangling.png"), work.resolve("gone"));
        ImageFolderReader reader = new ImageFolderReader(work, ReaderOptions.DEFAULT);
        assertThat(reader.filenames(FilenameForm.RELATIVE)).containsExactly("c/a.png", "c/dangling.png");
        assertThat(Path.of(reader.filename(0, FilenameForm.ABSOLUTE)))
                .isAbsolute()
                .exists();
        assertThatThrownBy(() -> reader.read(1)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aFolderThatMayNotBeReadIsPassedOver() throws IOException {
        FileTree tree = new FileTree(work, name -> true);
        Path hidden = work.resolve("lost+found");
        assertThat(tree.visitFileFailed(hidden, new AccessDeniedException("lost+found")))
                .isEqualTo(FileVisitResult.CONTINUE);
        assertThatThrownBy(() -> tree.visitFileFailed(hidden, new NoSuchFileException("lost+found")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void picturesInTheRootHaveAClassWithoutName() throws IOException {
        Files.write(work.resolve("a.png"), new byte[1]);
        ImageFolderReader reader = new ImageFolderReader(work, ReaderOptions.DEFAULT);
        assertThat(reader.classes().names()).isEqualTo(Map.of("", 0));
    }

    @Test
    void aListNamesPicturesInItsOrder() throws IOException {
        Files.write(work.resolve("b.png"), new byte[] {1, 2});
        ManifestReader reader = manifest("a.csv", "path,label\nb.png,3\nx/a.png,1\n", ReaderOptions.DEFAULT);
        assertThat(reader.filenames(FilenameForm.BASENAME)).containsExactly("b.png", "a.png");
        assertThat(targets(reader)).containsExactly(new Target.Index(3), new Target.Index(1));
        assertThat(reader.read(0).bytes()).containsExactly(1, 2);
        assertThatThrownBy(() -> reader.read(1)).isInstanceOf(NoSuchFileException.class);
        assertThat(reader.filename(0, FilenameForm.ABSOLUTE)).endsWith("b.png").startsWith("/");
    }

    @Test
    void namesInAListAreNumberedInNaturalOrder() throws IOException {
        ManifestReader reader = manifest("a.tsv", "file_name\tclass\na.png\tc10\nb.png\tc2\n", ReaderOptions.DEFAULT);
        assertThat(reader.classes().names()).isEqualTo(Map.of("c2", 0, "c10", 1));
        assertThat(targets(reader)).containsExactly(new Target.Index(1), new Target.Index(0));
    }

    @Test
    void aListMayHaveSeveralClassesOrNone() throws IOException {
        assertThat(targets(manifest("a.csv", "path,label\na,0;2\nb,1\n", ReaderOptions.DEFAULT)))
                .containsExactly(new Target.Indices(List.of(0, 2)), new Target.Index(1));
        assertThat(targets(manifest("b.csv", "path\na\n", ReaderOptions.DEFAULT)))
                .containsExactly(Target.NONE);
        ReaderOptions fields = ReaderOptions.builder().targetKey("cat,dog").build();
        assertThat(targets(manifest("c.csv", "path,cat,dog\na,0,1\nb,1,1\n", fields)))
                .containsExactly(new Target.Indices(List.of(1)), new Target.Indices(List.of(0, 1)));
        ReaderOptions dense =
                ReaderOptions.builder().targetFormat(TargetFormat.MULTIHOT).build();
        assertThat(targets(manifest("d.csv", "path,label\na,0;1\n", dense))).containsExactly(new Target.Dense(0, 1));
    }

    @Test
    void aListIsOpenedByNameOrAsRoot() throws IOException {
        Files.writeString(work.resolve("l.csv"), "image,target\na.png,1\n");
        for (SampleReader reader : List.of(
                Readers.create("csv/l.csv", work, ReaderOptions.DEFAULT),
                Readers.create("", work.resolve("l.csv"), ReaderOptions.DEFAULT))) {
            assertThat(((IndexedReader) reader).filename(0, FilenameForm.ABSOLUTE))
                    .isEqualTo(work.resolve("a.png").toString());
        }
    }

    @Test
    void brokenListsAreRefused() {
        assertThatThrownBy(() -> manifest("a.csv", "x,y\n1,2\n", ReaderOptions.DEFAULT))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("no column for the picture");
        assertThatThrownBy(() -> manifest(
                        "a.csv",
                        "path,y\n1,2\n",
                        ReaderOptions.builder().targetKey("z").build()))
                .hasMessageContaining("no column for the label");
        assertThatThrownBy(() -> manifest("a.csv", "path,label\n", ReaderOptions.DEFAULT))
                .hasMessageContaining("no pictures");
        ReaderOptions map =
                ReaderOptions.builder().classMap(ClassMap.ofList(List.of("c"))).build();
        assertThatThrownBy(() -> manifest("a.csv", "path,label\nx.png,d\n", map))
                .hasMessageContaining("x.png")
                .hasMessageContaining("'d'");
        assertThatThrownBy(() -> new ManifestReader(work.resolve("gone.csv"), work, ReaderOptions.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void samplesAndTargetsSayWhatTheyAre() {
        assertThat(new Sample("n", "at", new byte[2], new Target.Dense(1, 0)))
                .hasToString("at (2 bytes, Dense[1.0, 0.0])");
        assertThat(new Target.Dense(1)).isEqualTo(new Target.Dense(1)).hasSameHashCodeAs(new Target.Dense(1));
        assertThatThrownBy(() -> new StreamOptions(true, 0, 0, 0, 0, 1, Replica.SINGLE))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
