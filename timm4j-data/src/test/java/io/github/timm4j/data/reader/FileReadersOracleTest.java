package io.github.timm4j.data.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Folders, tar files and class maps against timm's readers. */
class FileReadersOracleTest {
    private static final String FILE = "data/readers/expected.json";

    @TempDir
    static Path empty;

    @TestFactory
    @Tag("oracle")
    Stream<DynamicTest> timm() {
        if (!Fixtures.has(FILE)) {
            return Stream.of();
        }
        JsonNode file = Fixtures.json(FILE);
        // the readers of timm4j take JSON class maps, on purpose
        return Parity.tests(
                "readers",
                StreamSupport.stream(file.path("cases").spliterator(), false)
                        .filter(c -> !id(c).endsWith("class_map_json") && !id(c).endsWith("class_map.json"))
                        .filter(c -> !id(c).startsWith("create_dataset/"))
                        .map(c -> new OracleCase("files/" + id(c), true, () -> check(c, file))));
    }

    private static String id(JsonNode c) {
        return c.get("id").asText();
    }

    private static void check(JsonNode c, JsonNode file) throws IOException {
        if (c.has("error")) {
            assertThatThrownBy(() -> result(c)).isInstanceOf(RuntimeException.class);
        } else if (c.has("map")) {
            assertThat(map(ClassMapFile.load(fixture(id(c).replace("load_class_map/", "")))))
                    .containsExactlyInAnyOrderElementsOf(pairs(c.get("map")));
        } else {
            checkSamples(c, open(id(c)), file.get("decoded_rgb_mean_by_file"));
        }
    }

    private static Object result(JsonNode c) {
        return id(c).startsWith("load_class_map/")
                ? ClassMapFile.load(fixture(id(c).replace("load_class_map/", "")))
                : open(id(c));
    }

    private static void checkSamples(JsonNode c, IndexedReader reader, JsonNode means) throws IOException {
        List<List<Object>> samples = new ArrayList<>();
        for (int i = 0; i < reader.size(); i++) {
            Sample sample = reader.read(i);
            samples.add(List.of(reader.filename(i, FilenameForm.RELATIVE), Pictures.plain(sample.target())));
            assertThat(sample.name()).isEqualTo(reader.filename(i, FilenameForm.RELATIVE));
            JsonNode mean = means.path(sample.name().replaceFirst("^\\./", ""));
            if (mean.isArray()) {
                Pictures.assertMeans(sample.bytes(), mean);
            }
        }
        assertThat(samples).isEqualTo(pairs(c.get("samples")));
        assertThat(reader.size()).isEqualTo(c.get("len").asInt());
        assertThat(reader.filenames(FilenameForm.BASENAME)).isEqualTo(texts(c.get("basenames")));
        Map<String, Integer> classes = new LinkedHashMap<>();
        c.get("class_to_idx")
                .properties()
                .forEach(e -> classes.put(e.getKey(), e.getValue().asInt()));
        assertThat(reader.classes().names()).isEqualTo(classes);
        reader.close();
    }

    private static IndexedReader open(String id) {
        ReaderOptions.Builder options = ReaderOptions.builder();
        return switch (id) {
            case "folder" -> new ImageFolderReader(fixture("folder"), options.build());
            case "folder/class_map_txt" ->
                folder(options, fixture("class_map.txt").toString());
            case "folder/class_map_relative_to_root" -> folder(options, "map_in_root.txt");
            case "folder/class_map_partial" ->
                folder(options, fixture("class_map_partial.txt").toString());
            case "folder/class_map_pkl" ->
                folder(options, fixture("class_map_p4.pkl").toString());
            case "folder/class_map_dict" ->
                new ImageFolderReader(
                        fixture("folder"),
                        options.classMap(ClassMap.ofNames(Map.of("class2", 4, "Zebra", 1)))
                                .build());
            case "folder/input_key" ->
                new ImageFolderReader(
                        fixture("folder"), options.inputKey(".jpg;.webp").build());
            case "folder/no_images" -> new ImageFolderReader(empty, options.build());
            case "folder/missing_root" -> new ImageFolderReader(fixture("nowhere"), options.build());
            case "tar", "legacy_tar" -> tar("folder.tar", options);
            case "tar/dot" -> tar("folder_dot.tar", options);
            case "tar/class_map" ->
                tar(
                        "folder.tar",
                        options.classMap(ClassMapSource.file(
                                fixture("class_map_partial.txt").toString())));
            case "tar_of_tars" -> tar("tar_of_tars.tar", options);
            case "tar_of_tars/class_map" ->
                tar(
                        "tar_of_tars.tar",
                        options.classMap(
                                ClassMapSource.file(fixture("class_map.txt").toString())));
            case "tars_folder" -> tar("tars", options);
            default -> throw new IllegalArgumentException("a case that this test does not know: " + id);
        };
    }

    private static IndexedReader folder(ReaderOptions.Builder options, String classMap) {
        return new ImageFolderReader(
                fixture("folder"),
                options.classMap(ClassMapSource.file(classMap)).build());
    }

    private static IndexedReader tar(String name, ReaderOptions.Builder options) {
        return new ImageTarReader(fixture(name), options.build());
    }

    private static Path fixture(String name) {
        return Fixtures.path("data/readers/" + name);
    }

    private static List<List<Object>> map(ClassMap map) {
        List<List<Object>> pairs = new ArrayList<>();
        map.names().forEach((name, index) -> pairs.add(List.of(name, index)));
        map.numbers().forEach((number, index) -> pairs.add(List.of(number, index)));
        return pairs;
    }

    private static List<List<Object>> pairs(JsonNode array) {
        List<List<Object>> pairs = new ArrayList<>();
        array.forEach(pair -> pairs.add(List.of(
                pair.get(0).isTextual()
                        ? pair.get(0).asText()
                        : (Object) pair.get(0).asInt(),
                pair.get(1).asInt())));
        return pairs;
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
