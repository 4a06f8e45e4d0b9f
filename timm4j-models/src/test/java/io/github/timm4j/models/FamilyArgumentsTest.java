package io.github.timm4j.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.Timm;
import io.github.timm4j.config.Arguments;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.nn.ImageModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Arguments under timm's names change the models of the convolutional families; parameter counts are timm's. */
class FamilyArgumentsTest {
    private static ImageModel build(String name, Map<String, Object> arguments) {
        ModelOptions options = ModelOptions.builder()
                .arguments(new Arguments(Map.copyOf(arguments)))
                .build();
        return Timm.modelEntrypoint(name).build(options);
    }

    private static long parameters(String name, Map<String, Object> arguments) {
        return build(name, arguments).parameterCount();
    }

    @Test
    void resNetTakesItsStemWidthsAndShortcuts() {
        assertThat(parameters("resnet18", Map.of())).isEqualTo(11_689_512);
        assertThat(parameters("resnet18", Map.of("layers", List.of(1, 1, 1, 1), "channels", List.of(32, 48, 64, 96))))
                .isEqualTo(385_736);
        assertThat(parameters(
                        "resnet18",
                        Map.of("stem_type", "deep_tiered", "stem_width", 24, "avg_down", true, "aa_layer", "avg")))
                .isEqualTo(11_688_882);
        assertThat(parameters(
                        "resnet26",
                        Map.of("cardinality", 4, "base_width", 8, "block_reduce_first", 2, "down_kernel_size", 3)))
                .isEqualTo(28_983_144);
        Map<String, Object> attention = Map.of("block_args", Map.of("attn_layer", "eca"), "replace_stem_pool", true);
        assertThat(parameters("resnet18", attention)).isEqualTo(11_726_540);
    }

    @Test
    void resNetRefusesWhatItsBlocksCannotHave() {
        assertThatThrownBy(() -> build("resnet18", Map.of("cardinality", 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cardinality 1");
        assertThatThrownBy(() -> build("resnet18", Map.of("layers", List.of(2, 2))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("each stage has");
    }

    @Test
    void resNetNormalisesOverOneGroupOrOverChannels() {
        assertThat(stemMeans("groupnorm1", 1, 2, 3))
                .hasSize(2)
                .allSatisfy(mean -> assertThat(mean).isCloseTo(0, within(1e-5f)));
        assertThat(stemMeans("layernorm2d", 1))
                .hasSize(2 * 16 * 16)
                .allSatisfy(mean -> assertThat(mean).isCloseTo(0, within(1e-5f)));
    }

    private static List<Float> stemMeans(String norm, int... axes) {
        ModelOptions options =
                ModelOptions.builder().argument("norm_layer", norm).seed(1L).build();
        try (ImageModel model = Timm.createModel("test_resnet", options);
                NDManager manager = NDManager.newBaseManager()) {
            assertThat(model.shapes()).containsKey("bn1.bias").doesNotContainKey("bn1.running_mean");
            NDArray x = manager.randomNormal(new Shape(2, 3, 32, 32));
            NDArray y = model.forwardModules(x, List.of("bn1")).head();
            for (int i = axes.length - 1; i >= 0; i--) {
                y = y.mean(new int[] {axes[i]});
            }
            List<Float> means = new ArrayList<>();
            for (float mean : y.toFloatArray()) {
                means.add(mean);
            }
            return means;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "stem_size, 48, 5290104",
        "num_features, 640, 4442468",
        "se_layer, gc, 5298284",
        "se_layer, SE, 5316224",
        "act_layer, prelu, 5288597",
        "channel_multiplier, 1.4, 9670210",
        "depth_multiplier, 1.4, 8693608",
        "group_size, 8, 6562660"
    })
    void efficientNetTakesItsArguments(String name, String value, long expected) {
        assertThat(parameters("efficientnet_b0", Map.of(name, plain(value)))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "stem_size, 32, 2544024",
        "num_features, 512, 1735432",
        "act_layer, prelu, 2542875",
        "head_bias, false, 2541832",
        "head_norm, true, 2543880",
        "se_from_exp, false, 2173768",
        "depth_multiplier, 1.5, 3587720"
    })
    void mobileNetTakesItsArguments(String name, String value, long expected) {
        assertThat(parameters("mobilenetv3_small_100", Map.of(name, plain(value))))
                .isEqualTo(expected);
    }

    @Test
    void theLastConvolutionFollowsTheWidthUnlessItIsGiven() {
        Map<String, Object> wide = Map.of("channel_multiplier", 1.4);
        assertThat(lastConvolution("test_efficientnet", wide)).containsExactly(360, 88, 1, 1);
        assertThat(lastConvolution("efficientnet_lite0", wide)).containsExactly(1280, 448, 1, 1);
        Map<String, Object> given = Map.of("channel_multiplier", 1.4, "num_features", 64);
        assertThat(lastConvolution("test_efficientnet", given)).containsExactly(64, 88, 1, 1);
        assertThatThrownBy(() -> build("test_efficientnet", Map.of("num_features", -1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("num_features");
    }

    @Test
    void fbNetScalesItsSqueezesWithItsWidth() {
        assertThat(parameters("fbnetv3_b", Map.of("channel_multiplier", 0.5))).isEqualTo(4_405_832);
    }

    @Test
    void namesAreFoundWhateverTheirCapitalsAndUnderscores() {
        assertThat(build("resnet18", Map.of("norm_layer", "Layer_Norm_2d", "act_layer", "SiLU"))
                        .shapes())
                .doesNotContainKey("bn1.running_mean");
        assertThat(parameters("mobilenetv1_100", Map.of("pad_type", "VALID"))).isEqualTo(4_231_976);
    }

    @Test
    void withoutPaddingMapsShrink() {
        try (ImageModel model = Timm.createModel(
                        "mobilenetv1_100",
                        ModelOptions.builder().argument("pad_type", "valid").build());
                NDManager manager = NDManager.newBaseManager()) {
            assertThat(model.forwardFeatures(manager.zeros(new Shape(1, 3, 320, 320)))
                            .getShape())
                    .isEqualTo(new Shape(1, 1024, 1, 1));
        }
    }

    @Test
    void everyPReluHasASlopeOfItsOwn() {
        Map<String, Object> prelu = Map.of("act_layer", "prelu");
        assertThat(parameters("resnet18", prelu)).isEqualTo(11_689_529);
        assertThat(build("resnet18", prelu).shapes())
                .containsKeys("act1.weight", "layer1.0.act1.weight", "layer1.0.act2.weight");
        assertThat(build("test_vit", prelu).shapes()).containsKey("blocks.0.mlp.act.weight");
        assertThat(build("mobilenetv3_small_100", prelu).shapes())
                .containsKeys("bn1.act.weight", "blocks.2.0.bn2.act.weight", "act2.weight");
        try (ImageModel model = Timm.createModel(
                        "test_resnet",
                        ModelOptions.builder().argument("act_layer", "prelu").build());
                NDManager manager = NDManager.newBaseManager()) {
            model.stateDict().values().forEach(array -> array.subi(array));
            model.stateDict().get("bn1.bias").subi(1);
            model.stateDict().get("act1.weight").addi(0.5f);
            NDArray x = manager.zeros(new Shape(1, 3, 32, 32));
            assertThat(model.forwardModules(x, List.of("act1")).head().getFloat(0, 0, 0, 0))
                    .isEqualTo(-0.5f);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "test_resnet, layer1.0.act1:layer1.0.act2:layer1.0.drop_path:global_pool",
        "resnetaa34d, layer1.0.act1:layer2.0.aa:maxpool:global_pool",
        "test_efficientnet, bn1.act:blocks.1.0.bn1.act:global_pool",
        "mobilenetv3_small_050, blocks.0.0.se.act1:blocks.0.0.se.gate:blocks.1.1.drop_path:global_pool:act2",
        "test_vit, blocks.0.mlp.act:blocks.0.drop_path1:pos_drop:patch_drop:head_drop"
    })
    void partsWithoutParametersHaveTimmsNames(String name, String paths) {
        try (ImageModel model = Timm.createModel(name);
                NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.zeros(new Shape(1, 3, 160, 160));
            List<String> wanted = List.of(paths.split(":", -1));
            assertThat(model.forwardModules(x, wanted)).hasSize(wanted.size());
        }
    }

    private static long[] lastConvolution(String name, Map<String, Object> arguments) {
        return build(name, arguments).shapes().get("conv_head.weight");
    }

    private static Object plain(String value) {
        if (value.equals("true") || value.equals("false")) {
            return Boolean.valueOf(value);
        }
        if (value.contains(".")) {
            return Double.valueOf(value);
        }
        return Character.isDigit(value.charAt(0)) ? (Object) Integer.valueOf(value) : value;
    }

    @Test
    void depthIsOneNumberOrOneForEachStage() {
        List<Double> each = List.of(1.0, 1.0, 2.0, 1.0, 1.0, 1.0);
        assertThat(parameters("mobilenetv3_small_100", Map.of("depth_multiplier", each)))
                .isEqualTo(2_687_904);
        assertThatThrownBy(() -> build("mobilenetv3_small_100", Map.of("depth_multiplier", List.of(1.0, 2.0))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected 1 or 6 depth multipliers, found 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"resnet18", "efficientnet_b0", "mobilenetv3_small_100"})
    void anUnknownArgumentNamesTheKnownOnes(String model) {
        assertThatThrownBy(() -> build(model, Map.of("stem_widht", 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unknown argument \"stem_widht\"")
                .hasMessageContaining("act_layer")
                .hasMessageContaining("aa_layer");
    }

    @Test
    void anUnknownChoiceNamesTheKnownOnes() {
        assertThatThrownBy(() -> build("efficientnet_b0", Map.of("act_layer", "swash")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("act_layer")
                .hasMessageContaining("swish");
        assertThatThrownBy(() -> build("mobilenetv3_small_100", Map.of("pad_type", "wide")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("same");
    }

    @Test
    void aBlockThatCannotBeReadIsNamed() {
        assertThatThrownBy(() -> build("lcnet_050", Map.of("arch_def", List.of(List.of("ir_k3_s2_c24")))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"ir_k3_s2_c24\"");
    }
}
