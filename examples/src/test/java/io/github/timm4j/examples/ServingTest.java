package io.github.timm4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.modality.cv.translator.ImageClassificationTranslatorFactory;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.Timm;
import io.github.timm4j.compile.CompileOptions;
import io.github.timm4j.compile.CompiledModel;
import io.github.timm4j.compile.MemoryLayout;
import io.github.timm4j.data.LabelSet;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.nn.ImageModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DJL alone classifies photos from a compiled model's folder, and finds timm's five classes in timm's order. */
@Tag("oracle")
class ServingTest {
    /** DJL decodes JPEG by the JDK's colour conversion, which is off Pillow by a few levels; measured 0.025. */
    private static final double JPEG_TOLERANCE = 0.05;

    @Test
    void djlAloneFindsTheClasses(@TempDir Path folder) throws Exception {
        export(folder);
        assertThat(Files.readAllLines(folder.resolve("synset.txt"))).hasSize(1000);
        // as a program without this library would write it
        Criteria<Image, Classifications> criteria = Criteria.builder()
                .setTypes(Image.class, Classifications.class)
                .optModelPath(folder)
                .optTranslatorFactory(new ImageClassificationTranslatorFactory())
                .build();
        try (ZooModel<Image, Classifications> model = criteria.loadModel();
                var predictor = model.newPredictor()) {
            for (Map.Entry<String, JsonNode> photo :
                    Fixtures.json("photos/expected.json").get("photos").properties()) {
                JsonNode name = photo.getValue().get("file");
                if (name.isNull() || !Fixtures.has("photos/" + name.asText())) {
                    continue; // a photo that is described but not shipped
                }
                Path file = Fixtures.path("photos/" + name.asText());
                Classifications found =
                        predictor.predict(ImageFactory.getInstance().fromFile(file));
                JsonNode expected = photo.getValue().get("float16").get("top5");
                for (int i = 0; i < expected.size(); i++) {
                    var item = found.topK(5).get(i);
                    assertThat(item.getClassName())
                            .isEqualTo(expected.get(i).get("name").asText());
                    assertThat(item.getProbability())
                            .as(photo.getKey())
                            .isCloseTo(
                                    expected.get(i).get("probability").asDouble(),
                                    within(file.toString().endsWith(".jpg") ? JPEG_TOLERANCE : 1e-5));
                }
            }
        }
    }

    @Test
    void theFolderSaysHowItIsServed(@TempDir Path folder) throws Exception {
        export(folder);
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(folder.resolve("serving.properties"))) {
            properties.load(reader);
        }
        assertThat(properties)
                .containsEntry("engine", "PyTorch")
                .containsEntry("toTensor", "false")
                .containsEntry("translatorFactory", ImageClassificationTranslatorFactory.class.getName());
    }

    private static void export(Path folder) {
        try (ImageModel model = Timm.createModel("tf_efficientnet_lite0", true);
                CompiledModel compiled = model.compile(CompileOptions.DEFAULTS
                        .layout(MemoryLayout.CHANNELS_LAST)
                        .preprocessing(model.pretrainedCfg().preprocessing()))) {
            LabelSet labels = LabelSet.forModel(model).orElseThrow();
            compiled.exportServing(folder, labels.labels(model.numClasses(), LabelSet.Form.DESCRIPTION));
        }
    }
}
