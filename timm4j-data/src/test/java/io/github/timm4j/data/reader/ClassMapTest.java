package io.github.timm4j.data.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timm4j.CorruptFileException;
import io.github.timm4j.fixtures.Fixtures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassMapTest {
    @TempDir
    Path work;

    private ClassMap load(String name, String content) throws IOException {
        Files.writeString(work.resolve(name), content);
        return ClassMapSource.file(name).load(work);
    }

    @Test
    void jsonHoldsNumbersOrAList() throws IOException {
        ClassMap fixture = ClassMapFile.load(Fixtures.path("data/readers/class_map.json"));
        assertThat(fixture.names()).isEqualTo(Map.of("Zebra", 5, "class10", 1, "class2", 0));
        assertThat(load("list.json", "[\"b\", \"a\"]").names()).isEqualTo(Map.of("b", 0, "a", 1));
    }

    @Test
    void csvHoldsNumbersOrAList() throws IOException {
        assertThat(load("a.csv", "cat,3\n\"dog, big\",1\n").names()).isEqualTo(Map.of("cat", 3, "dog, big", 1));
        assertThat(load("b.csv", "class,index\ncat,3\n").names()).isEqualTo(Map.of("cat", 3));
        assertThat(load("c.csv", "name\ncat\ndog\n").names()).isEqualTo(Map.of("cat", 0, "dog", 1));
        assertThat(load("d.csv", "cat\ndog\n").names()).isEqualTo(Map.of("cat", 0, "dog", 1));
    }

    @Test
    void digitsInJsonAndCsvStandForNumbersToo() throws IOException {
        ClassMap map = load("a.json", "{\"0\": 4, \"7\": 2}");
        assertThat(map.index(7, ClassMap.EMPTY)).isEqualTo(2);
        assertThat(map.index("7")).isEqualTo(2);
        assertThat(map.remap(new Target.Dense(1, 0, 0, 0, 0, 0, 0, 0.5f), ClassMap.EMPTY))
                .isEqualTo(new Target.Dense(0, 0, 0.5f, 0, 1));
    }

    @Test
    void textLinesAreStrippedAsPythonStripsThem() throws IOException {
        assertThat(load("a.txt", "\u00a0cat\u2003\r\n\tdog").names()).isEqualTo(Map.of("cat", 0, "dog", 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\": 1.5}", "{\"a\": \"x\"}", "{\"a\": -1}", "3", "{\"a\": 99999999999}", "{\"a\""})
    void brokenJsonIsRefused(String content) {
        assertThatThrownBy(() -> load("a.json", content)).isInstanceOf(CorruptFileException.class);
    }

    @Test
    void otherBrokenFilesAreRefused() throws IOException {
        assertThatThrownBy(() -> load("a.csv", "a,1\nb,x\n")).hasMessageContaining("line 2");
        assertThatThrownBy(() -> load("a.txt", "")).isInstanceOf(DatasetException.class);
        assertThatThrownBy(() -> load("a.yaml", "a: 1")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ClassMapSource.file("gone.txt").load(work)).hasMessageContaining("gone.txt");
        Files.write(work.resolve("latin.txt"), new byte[] {(byte) 0xfc});
        assertThatThrownBy(() -> ClassMapSource.file("latin.txt").load(work)).isInstanceOf(CorruptFileException.class);
    }

    @Test
    void truthValuesInAPickleAreNumbers() throws IOException {
        Files.write(work.resolve("a.pkl"), "(dS'a'\nI01\nsI00\nI5\ns.".getBytes(StandardCharsets.US_ASCII));
        assertThat(ClassMapSource.file("a.pkl").load(work)).isEqualTo(ClassMap.of(Map.of("a", 1), Map.of(0, 5)));
    }

    @Test
    void aFileWithoutClassesIsReadButNotTaken() throws IOException {
        Path empty = Files.writeString(work.resolve("a.txt"), "");
        assertThat(ClassMapFile.load(empty)).isEqualTo(ClassMap.EMPTY);
        assertThatThrownBy(() -> ClassMapSource.file("a.txt").load(work))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("no classes");
    }

    @Test
    void aPickleThatNamesAFunctionIsRefusedAndNotRun() {
        Path evil = Fixtures.path("data/readers/class_map_evil.pkl");
        assertThatThrownBy(() -> ClassMapFile.load(evil))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("posix.system");
        assertThat(Path.of("EVIL_RAN")).doesNotExist();
    }

    @Test
    void mapsAreEqualByContent() {
        ClassMap map = ClassMap.ofSorted(List.of("c10", "C2", "c10"));
        assertThat(map)
                .isEqualTo(ClassMap.ofList(List.of("C2", "c10")))
                .hasSameHashCodeAs(ClassMap.ofList(List.of("C2", "c10")));
        assertThat(map).hasToString("ClassMap{C2=0, c10=1}{}");
        assertThat(ClassMap.EMPTY.isEmpty()).isTrue();
        assertThatThrownBy(() -> map.index("x")).isInstanceOf(DatasetException.class);
    }
}
