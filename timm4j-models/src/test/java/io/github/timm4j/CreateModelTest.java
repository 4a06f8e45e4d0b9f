package io.github.timm4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.config.Arguments;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.config.ModelOptionsBuilder;
import io.github.timm4j.models.resnet.ResNets;
import io.github.timm4j.models.vit.VisionTransformer;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.registry.ModelRegistry;
import io.github.timm4j.weights.hub.FakeHub;
import io.github.timm4j.weights.hub.HubSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models by every kind of name and from every source of weights. */
class CreateModelTest {
    private static final String NAME = "test_resnet";

    @TempDir
    private Path folder;

    private static ModelOptionsBuilder seeded() {
        return ModelOptions.builder().device(Device.cpu()).seed(7L);
    }

    private static float[] logits(ImageModel model) {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            return model.forward(manager.full(new Shape(1, model.inChannels(), 64, 64), 0.5f))
                    .toFloatArray();
        }
    }

    private static ModelFactory factory(HubSettings hub) {
        return new ModelFactory(ModelRegistry.shared(), hub);
    }

    @Test
    void theSameSeedMakesTheSameModel() {
        try (ImageModel one = Timm.createModel(NAME, seeded().build());
                ImageModel other = Timm.createModel(NAME, seeded().build());
                ImageModel third = Timm.createModel(NAME, seeded().seed(8L).build())) {
            assertThat(logits(one)).isEqualTo(logits(other)).isNotEqualTo(logits(third));
        }
    }

    @Test
    void aRowOfTheCatalogueMakesAModelToo() {
        try (ImageModel model = ResNets.TEST_RESNET.create(seeded().build())) {
            assertThat(model.description().architecture()).isEqualTo(NAME);
        }
    }

    @Test
    void aSavedFolderLoadsByItsName() {
        try (ImageModel model = Timm.createModel(NAME, seeded().numClasses(5).build())) {
            Timm.saveForHf(model, folder);
            ModelOptions pretrained = seeded().seed(1L).pretrained(true).build();
            try (ImageModel loaded = Timm.createModel("local-dir:" + folder, pretrained)) {
                assertThat(loaded.numClasses()).isEqualTo(5);
                assertThat(logits(loaded)).isEqualTo(logits(model));
            }
        }
    }

    /** Each becomes another model after it was made; what is saved must say so. */
    @ParameterizedTest
    @ValueSource(strings = {"size", "patch", "pool", "no pool", "size and pool"})
    void aChangedTransformerLoadsAsItWasSaved(String change) throws IOException {
        try (ImageModel model =
                Timm.createModel("test_vit", seeded().numClasses(3).build())) {
            if (change.contains("size")) {
                model.setInputSize(new ImageSize(64, 96));
            }
            if (change.equals("patch")) {
                ((VisionTransformer) model).setInputSize(null, 32);
            }
            if (change.contains("pool")) {
                model.resetClassifier(3, change.startsWith("no") ? "" : "avg");
            }
            Timm.saveForHf(model, folder);
            assertThat(Files.readString(folder.resolve("config.json"))).contains("\"fixed_input_size\": false");
            ModelOptions again = seeded().seed(1L).pretrained(true).build();
            try (ImageModel loaded = Timm.createModel("local-dir:" + folder, again)) {
                assertThat(loaded.imageSize()).isEqualTo(model.imageSize());
                assertThat(loaded.globalPool()).isEqualTo(model.globalPool());
                assertThat(loaded.stateDict().keySet())
                        .isEqualTo(model.stateDict().keySet());
                model.stateDict()
                        .forEach((key, value) -> assertThat(
                                        loaded.stateDict().get(key).toFloatArray())
                                .as(key)
                                .isEqualTo(value.toFloatArray()));
            }
        }
    }

    @Test
    void aCheckpointLoadsFromEitherFormat() {
        Path safetensors = folder.resolve("w.safetensors");
        Path torch = folder.resolve("w.pth");
        try (ImageModel model = Timm.createModel(NAME, seeded().build())) {
            model.save(safetensors);
            model.saveTorch(torch);
            for (Path file : new Path[] {safetensors, torch}) {
                try (ImageModel loaded =
                        Timm.createModel(NAME, seeded().seed(2L).path(file).build())) {
                    assertThat(logits(loaded)).isEqualTo(logits(model));
                }
            }
        }
    }

    @Test
    void theHubHandsOutConfigurationAndWeightsOnce() throws IOException {
        Path saved = folder.resolve("saved");
        try (ImageModel model = Timm.createModel(NAME, seeded().numClasses(5).build());
                FakeHub hub = new FakeHub()) {
            Timm.saveForHf(model, saved);
            hub.small("me/tiny", "config.json", Files.readAllBytes(saved.resolve("config.json")));
            hub.large("me/tiny", "model.safetensors", Files.readAllBytes(saved.resolve("model.safetensors")));
            HubSettings settings = hub.settings(folder.resolve("cache"));
            ModelOptions pretrained = seeded().seed(1L).pretrained(true).build();
            try (ImageModel loaded = factory(settings).create("hf-hub:me/tiny", pretrained)) {
                assertThat(logits(loaded)).isEqualTo(logits(model));
            }
            HubSettings offline = settings.withOffline(true);
            hub.forget();
            try (ImageModel loaded = factory(offline).create("hf_hub:me/tiny", pretrained)) {
                assertThat(logits(loaded)).isEqualTo(logits(model));
            }
            assertThat(hub.requests()).isEmpty();
            assertThatThrownBy(() -> factory(offline).create("hf-hub:me/other", pretrained))
                    .isInstanceOf(HubException.class);
        }
    }

    @Test
    void otherChannelsAdaptTheFirstConvolution() {
        try (ImageModel model = Timm.createModel(NAME, seeded().build())) {
            Timm.saveForHf(model, folder);
            ModelOptions grey =
                    seeded().pretrained(true).inChannels(1).numClasses(3).build();
            try (ImageModel loaded = Timm.createModel("local-dir:" + folder, grey);
                    NDManager manager = NDManager.newBaseManager(Device.cpu())) {
                NDArray colours = model.stateDict().get("conv1.0.weight").duplicate();
                NDArray sum = colours.sum(new int[] {1}, true);
                assertThat(loaded.stateDict().get("conv1.0.weight").toFloatArray())
                        .isEqualTo(sum.toFloatArray());
                assertThat(loaded.forward(manager.zeros(new Shape(1, 1, 64, 64)))
                                .getShape())
                        .isEqualTo(new Shape(1, 3));
                colours.close();
                sum.close();
            }
        }
    }

    @Test
    void halfPrecisionIsATypeAndBfloatIsRefused() {
        try (ImageModel model =
                Timm.createModel(NAME, seeded().dtype(DataType.FLOAT16).build())) {
            assertThat(model.stateDict().get("fc.weight").getDataType()).isEqualTo(DataType.FLOAT16);
        }
        assertThatThrownBy(() ->
                        Timm.createModel(NAME, seeded().dtype(DataType.BFLOAT16).build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("compiled");
    }

    @Test
    void nullIsNotGiven() {
        ModelOptions options = seeded().argument("act_layer", null)
                .argument("num_classes", null)
                .argument("nonsense", null)
                .build();
        try (ImageModel model = Timm.createModel(NAME, options)) {
            assertThat(model.numClasses()).isEqualTo(1000);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "num_classes | 2.5 | expected an integer, found 2.5",
                "num_classes | ten | expected an integer, found \"ten\"",
                "num_classes | -3  | numClasses must be at least 0, found -3",
                "in_chans    | 0   | inChannels must be at least 1, found 0",
                "drop_rate   | 1.5 | dropRate must be from 0 to 1, found 1.5",
                "drop_path_rate | x | expected a number",
                "global_pool | 3   | expected text, found 3",
                "out_indices | 1.5 | expected an integer",
                "bn_tf       | 1   | expected true or false, found 1",
                "output_stride | 12 | output_stride is one of [8, 16, 32], found 12",
                "img_size    | 96  | test_resnet has no argument \"img_size\"",
                "patch_drop_rate | 0.5 | test_resnet has no argument \"patch_drop_rate\""
            })
    void argumentsAreChecked(String name, String value, String message) {
        Object plain = value.matches("-?\\d+") ? (Object) Integer.valueOf(value) : value;
        ModelOptionsBuilder options =
                seeded().argument(name, value.matches("\\d+\\.\\d+") ? Double.valueOf(value) : plain);
        assertThatThrownBy(() -> Timm.createModel(NAME, options.build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "global_pool | avgg | unknown pooling 'avgg' of tokens",
                "patch_size  | 0    | patch_size must be at least 1, found 0",
                "img_size    | 10   | pictures of 10x10 are smaller than a patch, 16x16",
                "depth       | 0    | depth must be at least 1",
                "reg_tokens  | -1   | reg_tokens must be at least 0",
                "output_stride | 16 | test_vit has no argument \"output_stride\""
            })
    void argumentsOfTransformersAreChecked(String name, String value, String message) {
        Object plain = value.matches("-?\\d+") ? (Object) Integer.valueOf(value) : value;
        assertThatThrownBy(() -> Timm.createModel(
                        "test_vit", seeded().argument(name, plain).build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void picturesAndHeadsAreChecked() {
        try (ImageModel model = Timm.createModel(NAME, seeded().build());
                NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            assertThatThrownBy(() -> model.forward(manager.zeros(new Shape(1, 3, 64, 64), DataType.UINT8)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("floating-point");
            assertThatThrownBy(() -> model.resetClassifier(-1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("numClasses must be at least 0");
            assertThatThrownBy(() -> model.pruneIntermediateLayers(List.of(), false, true))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("at least one feature level");
            assertThat(logits(model)).hasSize(1000);
        }
    }

    @Test
    void whatAnArchitectureDoesNotTakeIsNotExported() throws IOException {
        try (ImageModel model =
                Timm.createModel(NAME, seeded().imageSize(64).numClasses(3).build())) {
            Timm.saveForHf(model, folder);
            assertThat(Files.readString(folder.resolve("config.json")))
                    .contains("model_args")
                    .doesNotContain("img_size");
        }
    }

    @Test
    void mistakesAreNamed() {
        assertThatThrownBy(() -> Timm.createModel("resnet5O"))
                .isInstanceOf(UnknownModelException.class)
                .hasMessageContaining("resnet50");
        assertThatThrownBy(() -> Timm.createModel(
                        NAME, seeded().argument("stem_widht", 8).build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("stem_width");
        assertThatThrownBy(() -> Timm.createModel(
                        NAME, seeded().overlay(Arguments.of("nonsense", 1)).build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nonsense");
    }
}
