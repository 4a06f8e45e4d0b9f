package io.github.timm4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.github.timm4j.config.Arguments;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.config.ModelOptionsBuilder;
import io.github.timm4j.fixtures.FixtureStream;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.weights.PlainValue;
import io.github.timm4j.weights.TensorType;
import io.github.timm4j.weights.TorchCheckpoints;
import io.github.timm4j.weights.WeightTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Published weights in models that differ from the published one, with the rules of timm 1.0.31. */
class PretrainedWeightsTest {
    private static final String NET = "test_resnet";
    private static final Arguments TINY = new Arguments(Map.of(
            "embed_dim", 8, "depth", 1, "num_heads", 2, "mlp_ratio", 2, "patch_size", 4, "img_size", List.of(8, 16)));

    @TempDir
    private Path folder;

    private static ModelOptionsBuilder options() {
        return ModelOptions.builder().device(Device.cpu()).seed(7L);
    }

    private static ModelOptionsBuilder tiny() {
        return options().arguments(TINY);
    }

    /** The weights that a model of these options would have, under its keys. */
    private static Map<String, WeightTensor> weights(String name, ModelOptionsBuilder options) {
        Map<String, WeightTensor> weights = new LinkedHashMap<>();
        try (ImageModel model = Timm.createModel(name, options.build())) {
            model.shapes().forEach((key, shape) -> weights.put(key, values(key, shape)));
        }
        return weights;
    }

    private static WeightTensor values(String key, long... shape) {
        int count = 1;
        for (long side : shape) {
            count *= (int) side;
        }
        return WeightTensor.of(FixtureStream.floats(key, count, 0, 1), shape);
    }

    private ImageModel load(String name, PlainValue content, ModelOptionsBuilder options, Arguments overlay) {
        Path file = folder.resolve("weights.pth");
        TorchCheckpoints.write(file, content);
        return Timm.createModel(
                name,
                options.pretrained(true)
                        .overlay(overlay.with("file", file.toString()))
                        .build());
    }

    private ImageModel load(String name, PlainValue content, ModelOptionsBuilder options) {
        return load(name, content, options, Arguments.NONE);
    }

    private static float[] values(ImageModel model, String key) {
        return model.stateDict().get(key).toFloatArray();
    }

    @Test
    void aModelWithoutTheAttentionPoolOfSigLipLeavesItOut() {
        String name = "vit_base_patch16_siglip_224";
        PlainValue published = PlainValue.tensors(weights(name, tiny()));
        for (ModelOptionsBuilder options : List.of(tiny().globalPool("avg"), tiny().featuresOnly(true), tiny())) {
            try (ImageModel model = load(name, published, options)) {
                assertThat(values(model, "blocks.0.mlp.fc1.bias"))
                        .isEqualTo(values("blocks.0.mlp.fc1.bias", 16).toFloats());
            }
        }
        Map<String, WeightTensor> ordinary = weights("test_vit", tiny());
        ordinary.put("attn_pool.latent", values("latent", 1, 1, 8));
        assertThatThrownBy(() -> load("test_vit", PlainValue.tensors(ordinary), tiny()))
                .isInstanceOf(StateDictException.class)
                .hasMessageContaining("attn_pool.latent");
    }

    @Test
    void channelsOfTheFirstConvolutionMustBeThoseThatTheConfigurationDeclares() {
        Map<String, WeightTensor> weights = weights(NET, options());
        weights.put("conv1.0.weight", values("grey", 16, 1, 3, 3));
        PlainValue grey = PlainValue.tensors(weights);
        for (int channels : new int[] {2, 3, 4}) {
            assertThatThrownBy(() -> load(NET, grey, options().inChannels(channels)))
                    .isInstanceOf(StateDictException.class)
                    .hasMessageContaining("conv1.0.weight")
                    .hasMessageContaining("input_size");
        }
        Arguments declared = Arguments.of("input_size", List.of(1, 64, 64));
        for (ModelOptionsBuilder options :
                List.of(options(), options().inChannels(1), options().inChannels(4))) {
            try (ImageModel model = load(NET, grey, options, declared)) {
                int channels = model.inChannels();
                assertThat(values(model, "conv1.0.weight")[0])
                        .isEqualTo(weights.get("conv1.0.weight").toFloats()[0] / channels);
            }
        }
        // weights that fit already load whatever is declared
        load(NET, grey, options().inChannels(1)).close();
    }

    @Test
    void aFileThatTheCallerNamesGivesItsAveragedWeights() {
        Map<String, WeightTensor> averaged = weights(NET, options());
        averaged.put("fc.bias", values("averaged", 1000));
        PlainValue training = PlainValue.dict(Map.of(
                "state_dict",
                PlainValue.tensors(weights(NET, options())),
                "state_dict_ema",
                PlainValue.tensors(averaged)));
        try (ImageModel model = load(NET, training, options())) {
            assertThat(values(model, "fc.bias"))
                    .isEqualTo(values("averaged", 1000).toFloats());
        }
    }

    @Test
    void visionTransformersLookIntoADictionaryWithinADictionary() {
        PlainValue weights = PlainValue.tensors(weights("test_vit", tiny()));
        PlainValue wrapped = PlainValue.dict(Map.of("state_dict", PlainValue.dict(Map.of("model", weights))));
        PlainValue again = PlainValue.dict(Map.of("model", PlainValue.dict(Map.of("state_dict", weights))));
        for (PlainValue content : List.of(wrapped, again)) {
            try (ImageModel model = load("test_vit", content, tiny())) {
                assertThat(values(model, "cls_token"))
                        .isEqualTo(values("cls_token", 1, 1, 8).toFloats());
            }
        }
        PlainValue net = PlainValue.tensors(weights(NET, options()));
        PlainValue wrappedNet = PlainValue.dict(Map.of("model", PlainValue.dict(Map.of("state_dict", net))));
        assertThatThrownBy(() -> load(NET, wrappedNet, options()))
                .isInstanceOf(StateDictException.class)
                .hasMessageContaining("missing keys");
    }

    @Test
    void anEncoderThatIsADictionaryOfItsOwnIsTheModel() {
        Map<String, WeightTensor> encoder = new LinkedHashMap<>();
        weights("test_vit", tiny().numClasses(0)).forEach((key, value) -> encoder.put("module." + key, value));
        PlainValue content = PlainValue.dict(Map.of("encoder", PlainValue.tensors(encoder), "epoch", PlainValue.of(3)));
        try (ImageModel model = load("test_vit", content, tiny().numClasses(0))) {
            assertThat(values(model, "norm.bias"))
                    .isEqualTo(values("norm.bias", 8).toFloats());
        }
    }

    @Test
    void checkpointsOlderThanTheCountersOfBatchesLoadStrictly() {
        Map<String, WeightTensor> weights = weights(NET, options());
        weights.keySet().removeIf(key -> key.endsWith("num_batches_tracked"));
        try (ImageModel model = load(NET, PlainValue.tensors(weights), options())) {
            assertThat(model.stateDict().get("bn1.num_batches_tracked").getLong())
                    .isZero();
        }
    }

    @Test
    void aVectorStandsForAScalarAsInPyTorch() {
        Map<String, WeightTensor> weights = weights(NET, options());
        weights.put("bn1.num_batches_tracked", WeightTensor.of(new long[] {5, 6}, 2));
        try (ImageModel model = load(NET, PlainValue.tensors(weights), options())) {
            assertThat(model.stateDict().get("bn1.num_batches_tracked").getLong())
                    .isEqualTo(5);
        }
    }

    @Test
    void weightsOfATypeThatNoModelHasChangeNothing() {
        try (ImageModel model = Timm.createModel(NET, options().build())) {
            float[] before = values(model, "conv1.0.weight");
            Map<String, WeightTensor> weights = weights(NET, options());
            weights.put("fc.bias", WeightTensor.of(TensorType.C64, ByteBuffer.allocate(8000), 1000));
            assertThatThrownBy(() -> model.loadWeights(weights, true))
                    .isInstanceOf(StateDictException.class)
                    .hasMessage("weights of a type that no model has: fc.bias: C64");
            assertThat(values(model, "conv1.0.weight")).isEqualTo(before);
        }
    }

    @Test
    void aNegativeNumberOfClassesLeavesTheArchitecturesOwn() {
        try (ImageModel model = Timm.createModel(
                NET, options().overlay(Arguments.of("num_classes", -1)).build())) {
            assertThat(model.numClasses()).isEqualTo(1000);
        }
    }

    @Test
    void flaxArraysFillWhatTheyKnowAndTheRestStaysRandom() {
        Map<String, WeightTensor> arrays = new LinkedHashMap<>();
        String attention = "Transformer/encoderblock_0/MultiHeadDotProductAttention_1/";
        put(arrays, "embedding/kernel", 4, 4, 3, 8);
        put(arrays, "Transformer/posembed_input/pos_embedding", 1, 9, 8);
        put(arrays, "cls", 1, 1, 8);
        put(arrays, "head/kernel", 8, 5);
        for (String part : List.of("query", "key", "value")) {
            put(arrays, attention + part + "/kernel", 8, 2, 4);
            put(arrays, attention + part + "/bias", 2, 4);
        }
        put(arrays, attention + "out/kernel", 2, 4, 8);
        String mlp = "Transformer/encoderblock_0/MlpBlock_3/";
        put(arrays, mlp + "Dense_0/kernel", 8, 16);
        put(arrays, mlp + "Dense_1/kernel", 16, 8);
        put(arrays, mlp + "Dense_0/bias", 16);
        for (String norm : List.of("encoder_norm/", "encoderblock_0/LayerNorm_0/", "encoderblock_0/LayerNorm_2/")) {
            put(arrays, "Transformer/" + norm + "scale", 8);
            put(arrays, "Transformer/" + norm + "bias", 8);
        }
        for (String bias : List.of("embedding/bias", attention + "out/bias", mlp + "Dense_1/bias")) {
            put(arrays, bias, 8);
        }
        put(arrays, "head/bias", 5);
        ModelOptions scaled = tiny().numClasses(4).argument("init_values", 0.5).build();
        try (ImageModel model = Timm.createModel("test_vit", scaled)) {
            float[] head = values(model, "head.weight");
            PretrainedWeights.loadForeign(model, arrays);
            assertThat(values(model, "cls_token"))
                    .isEqualTo(values("cls", 1, 1, 8).toFloats());
            assertThat(values(model, "head.weight")).isEqualTo(head);
            assertThat(values(model, "blocks.0.ls1.gamma")).containsOnly(0.5f);
            assertThatThrownBy(() -> PretrainedWeights.loadForeign(model, Map.of("a", values("a", 3))))
                    .isInstanceOf(StateDictException.class);
            assertThatThrownBy(() -> PretrainedWeights.loadForeign(model, Map.of()))
                    .isInstanceOf(StateDictException.class);
        }
    }

    private static void put(Map<String, WeightTensor> arrays, String name, long... shape) {
        arrays.put(name, values(name, shape));
    }

    @Test
    void positionsComeFromTheGridOfTheArgumentsThatTheWeightsWereMadeWith() throws IOException {
        Path place = folder.resolve("model");
        Files.createDirectories(place);
        Arguments made = TINY.with("num_classes", 5).with("dynamic_img_size", true);
        Files.writeString(
                place.resolve("config.json"),
                Arguments.of("architecture", "test_vit")
                        .with("model_args", made.values())
                        .with("pretrained_cfg", Map.of("num_classes", 5, "input_size", List.of(3, 160, 160)))
                        .toJson());
        Map<String, WeightTensor> weights = weights("test_vit", options().arguments(made));
        TorchCheckpoints.write(place.resolve("pytorch_model.bin"), PlainValue.tensors(weights));
        ModelOptionsBuilder turned = options().pretrained(true).arguments(Arguments.of("img_size", List.of(16, 8)));
        try (ImageModel model = Timm.createModel("local-dir:" + place, turned.build())) {
            float[] positions = values(model, "pos_embed");
            float[] published = weights.get("pos_embed").toFloats();
            assertThat(positions).hasSameSizeAs(published).isNotEqualTo(published);
            assertThat(List.of(positions[0], positions[7])).isEqualTo(List.of(published[0], published[7]));
        }
    }
}
