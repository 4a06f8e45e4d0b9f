package io.github.timm4j.data.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** File names, their order and the small languages for shards and splits. */
class NamesTest {
    private static final String FILE = "data/samplers.json.gz";

    @TestFactory
    @Tag("oracle")
    Stream<DynamicTest> timm() {
        if (!Fixtures.has(FILE)) {
            return Stream.of();
        }
        JsonNode file = Fixtures.json(FILE);
        return Parity.tests(
                "readers",
                Stream.of(
                        new OracleCase("natural_sort", true, () -> checkSort(file.get("natural_sort"))),
                        new OracleCase("natural_sort_mixed", true, () -> checkSort(file.get("natural_sort_mixed"))),
                        new OracleCase("img_extensions", true, () -> checkExtensions(file.get("img_extensions_ops")))));
    }

    private static void checkSort(JsonNode c) {
        assertThat(NaturalSort.sort(texts(c.get("input")), text -> text)).isEqualTo(texts(c.get("sorted")));
    }

    private static void checkExtensions(JsonNode steps) {
        ImageExtensions extensions = ImageExtensions.DEFAULT;
        for (JsonNode step : steps) {
            String[] words = step.get(0).asText().split(" ", -1);
            String[] values = List.of(words).subList(1, words.length).toArray(String[]::new);
            extensions = switch (words[0]) {
                case "add" -> extensions.with(values);
                case "del" -> extensions.without(values);
                default -> ImageExtensions.DEFAULT;
            };
            assertThat(extensions.values()).isEqualTo(texts(step.get(1)));
        }
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    @ParameterizedTest
    @CsvSource({
        "a/b.c/d.tar.gz, d.tar, .gz, a/b.c",
        "a/.hidden, .hidden, '', a",
        "..x.png, ..x, .png, ''",
        "...png, ...png, '', ''",
        "/x, x, '', /",
        "a., a, ., ''"
    })
    void pathsComeApartAsInPython(String path, String stem, String extension, String folder) {
        assertThat(FileNames.stem(path)).isEqualTo(stem);
        assertThat(FileNames.extension(path)).isEqualTo(extension);
        assertThat(FileNames.folder(path)).isEqualTo(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../a", "a/../../b", "/a", "C:/a", "c:a", "\\a", "a\\..\\b"})
    void namesThatLeadOutAreUnsafe(String name) {
        assertThat(FileNames.staysInside(name)).isFalse();
    }

    @Test
    void otherNamesAreSafe() {
        assertThat(Stream.of("a", "./a/b", "a..b/c", "..a")).allMatch(FileNames::staysInside);
    }

    @Test
    void malformedExtensionsAreRefused() {
        assertThatThrownBy(() -> ImageExtensions.parse("jpg")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ImageExtensions.parse(".")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ImageExtensions(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThat(ImageExtensions.parse(".jpg;.webp").match("A/B.WEBP")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "item{1..3}|item1 item2 item3",
                "{a..c}|a b c",
                "index.html{,.backup}|index.html index.html.backup",
                "python{2.{5..7},3.{2,3}}|python2.5 python2.6 python2.7 python3.2 python3.3",
                "{07..10}|07 08 09 10",
                "{a..g..2}|a c e g",
                "{4..1}|4 3 2 1",
                "{2..-1}|2 1 0 -1",
                "{1\\{2,3}|1{2 3",
                "{a}|{a}",
                "{{1,2}}|{1} {2}",
                "x{000..002}y{1,2}|x000y1 x000y2 x001y1 x001y2 x002y1 x002y2",
                "{-01..1}|-01 000 001",
                "a\\,b|a,b",
                "plain|plain"
            })
    void bracesExpandAsInTheShell(String pattern, String expected) {
        assertThat(BraceExpansion.expand(pattern)).containsExactly(expected.split(" ", -1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{1{2,3}", "a}", "}{", "{0..99999999}", "{0..999}{0..999}{0..999}", "{1..99999999999999999999}"})
    void unbalancedAndEndlessBracesAreRefused(String pattern) {
        assertThatThrownBy(() -> BraceExpansion.expand(pattern)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "train, 0, 10", "train[:25%], 0, 2", "train[:35%], 0, 4", "train[50%:], 5, 10", "train[-3:], 7, 10",
        "train[2:5], 2, 5", "train[:-2], 0, 8", "train[8:4], 8, 8", "train[:99], 0, 10", "train[:], 0, 10"
    })
    void splitsAreCutAsInTheirLibraries(String text, long from, long to) {
        assertThat(SplitSlices.parse(text, Map.of("train", 10L)))
                .containsExactly(new SplitSlices.Slice("train", from, to));
    }

    @Test
    void splitsAreJoinedAndChecked() {
        assertThat(SplitSlices.parse("a[:1] + b", Map.of("a", 5L, "b", 2L)))
                .containsExactly(new SplitSlices.Slice("a", 0, 1), new SplitSlices.Slice("b", 0, 2));
        assertThat(SplitSlices.names("a[:1]+b")).containsExactly("a", "b");
        assertThatThrownBy(() -> SplitSlices.parse("c", Map.of("a", 5L))).isInstanceOf(DatasetException.class);
        assertThatThrownBy(() -> SplitSlices.parse("a[1]", Map.of("a", 5L)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SplitSlices.parse("a[:101%]", Map.of("a", 5L)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aShuffleBufferGivesEachItemOnceAndMixesNoFartherThanItHolds() {
        List<Integer> items = IntStream.range(0, 1000).boxed().toList();
        List<Integer> mixed = new ArrayList<>();
        new ShuffleBuffer<>(items.iterator(), 10, new SplittableRandom(1)).forEachRemaining(mixed::add);
        assertThat(mixed).containsExactlyInAnyOrderElementsOf(items).isNotEqualTo(items);
        assertThat(IntStream.range(0, 1000).map(i -> mixed.get(i) - i)).allMatch(ahead -> ahead < 10);
        assertThat(new ShuffleBuffer<>(Collections.emptyIterator(), 10, new SplittableRandom(1)).hasNext())
                .isFalse();
    }
}
