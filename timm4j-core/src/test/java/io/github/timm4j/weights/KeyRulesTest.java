package io.github.timm4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timm4j.StateDictException;
import io.github.timm4j.fixtures.Fixtures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class KeyRulesTest {
    private static final WeightTensor ONE = WeightTensor.of(new float[] {1}, 1);

    private static Map<String, WeightTensor> named(String... keys) {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        for (String key : keys) {
            tensors.put(key, ONE);
        }
        return tensors;
    }

    private static List<String> keys(KeyRules rules, String... keys) {
        return List.copyOf(rules.apply(named(keys)).keySet());
    }

    @Test
    void renamesModulesWithNumbersThatCount() {
        KeyRules rules = KeyRules.start()
                .rename("resnet.embedder.embedder.convolution", "conv1")
                .rename("resnet.encoder.stages.{n}.layers.{m}.layer.{k}.convolution", "layer{n+1}.{m}.conv{k+1}")
                .rename("classifier.1", "fc")
                .rename("stage{n}", "stages.{n-1}");
        assertThat(keys(
                        rules,
                        "resnet.embedder.embedder.convolution.weight",
                        "resnet.encoder.stages.0.layers.11.layer.2.convolution.weight",
                        "classifier.1.bias",
                        "classifier.10.bias",
                        "stage2.x"))
                .containsExactly(
                        "conv1.weight", "layer1.11.conv3.weight", "fc.bias", "classifier.10.bias", "stages.1.x");
    }

    @Test
    void renamesMatchWholeSegmentsAtTheStart() {
        KeyRules rules = KeyRules.start().rename("head", "fc");
        assertThat(keys(rules, "head", "head.weight", "header.weight", "x.head.weight"))
                .containsExactly("fc", "fc.weight", "header.weight", "x.head.weight");
    }

    @Test
    void replacesAnywhereAndAtEnds() {
        KeyRules rules = KeyRules.start()
                .replace("stages.{n}.{m}", "stages.{n}.blocks.{m}")
                .replace("dwconv", "conv_dw")
                .replace("^norm.", "head.norm.")
                .replace("gamma$", "ls.weight")
                .replaceRegex("_([0-9])\\.", ".$1.");
        assertThat(keys(rules, "stages.0.12.dwconv.w", "norm.weight", "x.norm.b", "a.gamma", "gamma.b", "q_3.w"))
                .containsExactly(
                        "stages.0.blocks.12.conv_dw.w",
                        "head.norm.weight",
                        "x.norm.b",
                        "a.ls.weight",
                        "gamma.b",
                        "q.3.w");
    }

    @Test
    void dropsAndKeeps() {
        KeyRules rules = KeyRules.start()
                .only("visual.trunk.")
                .drop("relative_position_index")
                .drop("^head.");
        assertThat(keys(
                        rules,
                        "visual.trunk.head.w",
                        "visual.trunk.a.head.w",
                        "visual.trunk.b.relative_position_index",
                        "text.c"))
                .containsExactly("a.head.w");
    }

    @Test
    void splitsJoinsAndChangesTensors() {
        Map<String, WeightTensor> fused =
                Map.of("blocks.3.attn.qkv.weight", WeightTensor.of(new float[] {1, 2, 3, 4, 5, 6}, 6, 1));
        KeyRules split = KeyRules.start()
                .split("blocks.{n}.attn.qkv.", 0, List.of("layers.{n}.q.", "layers.{n}.k.", "layers.{n}.v."));
        Map<String, WeightTensor> parts = split.apply(fused);
        assertThat(parts.keySet()).containsExactly("layers.3.q.weight", "layers.3.k.weight", "layers.3.v.weight");
        assertThat(parts.get("layers.3.k.weight").toFloats()).containsExactly(3, 4);
        KeyRules join = KeyRules.start()
                .join(List.of(".q.", ".k.", ".v."), 0, ".qkv.")
                .tensor("qkv", tensor -> tensor.permute(1, 0))
                .step(tensors -> Map.of("only", tensors.get("layers.3.qkv.weight")));
        assertThat(join.apply(parts).get("only").toFloats()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(join.apply(parts).get("only").shape()).containsExactly(1, 6);
    }

    @Test
    void mistakesAreNamed() {
        assertThatThrownBy(() -> KeyRules.start().rename("a.{n}", "b.{m}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("{m}");
        assertThatThrownBy(() -> KeyRules.start().rename("a.{n+1}", "b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> keys(KeyRules.start().replaceRegex("[ab]", "c"), "a", "b"))
                .isInstanceOf(StateDictException.class)
                .hasMessageContaining("'c'");
        KeyRules join = KeyRules.start().join(List.of(".q.", ".k."), 0, ".qk.");
        for (String lonely : List.of("x.q.w", "x.k.w")) {
            assertThatThrownBy(() -> keys(join, lonely))
                    .isInstanceOf(StateDictException.class)
                    .hasMessageContaining("missing");
        }
    }

    @Test
    void rulesAreImmutable() {
        KeyRules empty = KeyRules.start();
        empty.drop("a");
        assertThat(keys(empty, "a")).containsExactly("a");
    }

    /** How often each stage of EfficientNet-Lite0 repeats its block; the package numbers blocks through. */
    private static final int[] REPEATS = {1, 2, 2, 3, 3, 4, 1};

    private static String block(Map<String, Integer> numbers) {
        int block = Objects.requireNonNull(numbers.get("n"));
        int stage = 0;
        while (block >= REPEATS[stage]) {
            block -= REPEATS[stage++];
        }
        return "blocks." + stage + "." + block;
    }

    @Test
    void mapsAForeignEfficientNet() {
        String fixture = "weights/tf_efficientnet_lite0_key_map.json";
        Assumptions.assumeTrue(Fixtures.has(fixture));
        KeyRules rules = KeyRules.start()
                .replace("_depthwise_conv", "conv_dw")
                .replace("_expand_conv", "conv_pw")
                .replace("^_blocks.0._project_conv", "_blocks.0.conv_pw")
                .replace("_project_conv", "conv_pwl")
                .replace("^_blocks.0._bn{n}", "_blocks.0.bn{n}")
                .replace("^_blocks.{n}._bn{m}", "_blocks.{n}.bn{m+1}")
                .rename("_blocks.{n}", KeyRulesTest::block)
                .rename("_conv_stem", "conv_stem")
                .rename("_bn{n}", "bn{n+1}")
                .rename("_conv_head", "conv_head")
                .rename("_fc", "classifier");
        Fixtures.json(fixture)
                .get("map")
                .properties()
                .forEach(pair -> assertThat(keys(rules, pair.getKey()))
                        .containsExactly(pair.getValue().asText()));
    }
}
