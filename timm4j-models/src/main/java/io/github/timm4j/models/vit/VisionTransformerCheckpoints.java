package io.github.timm4j.models.vit;

import io.github.timm4j.StateDictException;
import io.github.timm4j.weights.KeyRules;
import io.github.timm4j.weights.TensorType;
import io.github.timm4j.weights.WeightTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Checkpoint layouts of other projects that load into {@link VisionTransformer}, each known by a key of its own. */
final class VisionTransformerCheckpoints {
    private static final String POSITIONS = "pos_embed";
    private static final String CLASS_TOKEN = "cls_token";

    private static final KeyRules DINO = KeyRules.start()
            .drop("^mask_token$")
            .step(VisionTransformerCheckpoints::registersApart)
            .replace("blocks.{n}.mlp.w12.", "blocks.{n}.mlp.fc1.")
            .replace("blocks.{n}.mlp.w3.", "blocks.{n}.mlp.fc2.");

    private static final KeyRules AIM = KeyRules.start()
            .replace("norm_1", "norm1")
            .replace("norm_2", "norm2")
            .replace("preprocessor.patchifier.", "patch_embed.")
            .replace("preprocessor.pos_embed", POSITIONS)
            .replace("trunk.", "")
            .replace("post_trunk_norm.", "norm.")
            .replace("mlp.fc1", "mlp.fc1_g")
            .replace("mlp.fc3", "mlp.fc1_x");

    /** The vision branch is the one that a multiway network names A. */
    private static final KeyRules BEIT3 = KeyRules.start()
            .drop("^beit3.text_embed.weight$")
            .drop("^beit3.vision_embed.mask_token$")
            .drop(".B.")
            .replace("beit3.", "")
            .replace("vision_embed.cls_token", CLASS_TOKEN)
            .replace("vision_embed.", "patch_embed.")
            .replace("embed_positions.", "pos_embed.")
            .replace("encoder.", "")
            .replace("layers.", "blocks.")
            .replace("ffn_layernorm.", "norm.")
            .replace("ffn.", "mlp.")
            .replace("self_attn_layer_norm.", "norm1.")
            .replace("self_attn.", "attn.")
            .replace("final_layer_norm.", "norm2.")
            .replace("inner_attn_ln", "norm")
            .replace("out_proj", "proj")
            .replace(".A.", ".")
            .join(List.of(".q_proj.", ".k_proj.", ".v_proj."), 0, ".qkv.")
            .step(tensors -> changed(tensors, "pos_embed.weight", POSITIONS, positions -> {
                // the first two places are padding of the text side
                long length = positions.shape()[0] - 2;
                return positions.narrow(0, 2, length).reshape(1, length, -1);
            }));

    private static final KeyRules RADIO = KeyRules.start()
            .only("radio_model.model.")
            .step(VisionTransformerCheckpoints::patchesOfRadio)
            .step(VisionTransformerCheckpoints::tokensOfRadio)
            .replace("^patch_generator.pos_embed$", POSITIONS)
            .replace(".grandma", ".gamma")
            .step(tensors -> only(
                    tensors,
                    key -> key.startsWith("blocks.")
                            || key.startsWith("patch_embed.")
                            || List.of(POSITIONS, CLASS_TOKEN, "reg_token").contains(key)));

    private VisionTransformerCheckpoints() {}

    /** The weights of a checkpoint that is a dictionary within a dictionary. */
    static Map<String, WeightTensor> unwrapped(Map<String, WeightTensor> tensors) {
        Map<String, WeightTensor> inner = tensors;
        for (String wrapper : List.of("model/", "state_dict/")) {
            if (inner.keySet().stream().anyMatch(key -> key.startsWith(wrapper))) {
                inner = KeyRules.start().only(wrapper).apply(inner);
            }
        }
        return inner;
    }

    /** Tells whether position embeddings come in a grid of RADIO's own. */
    static boolean isRadio(Map<String, WeightTensor> tensors) {
        return tensors.containsKey("radio_model.model.patch_generator.embedder.weight");
    }

    /** The tensors under timm's keys. */
    static Map<String, WeightTensor> renamed(Map<String, WeightTensor> tensors, boolean withHead) {
        for (String prefix : List.of("visual.", "module.visual.")) {
            if (tensors.containsKey(prefix + "class_embedding")) {
                return clip(prefix).apply(tensors);
            }
        }
        if (tensors.containsKey("mask_token")) {
            return DINO.apply(tensors);
        }
        if (tensors.containsKey("vision_encoder.mask_token")) {
            return DINO.apply(KeyRules.start().only("vision_encoder.").apply(tensors));
        }
        if (tensors.keySet().stream().anyMatch(key -> key.contains("beit3."))) {
            return BEIT3.apply(tensors);
        }
        if (tensors.keySet().stream().anyMatch(key -> key.startsWith("encoder/"))) {
            return KeyRules.start().only("encoder/module.").apply(tensors);
        }
        if (tensors.containsKey("visual.trunk.pos_embed")
                || tensors.containsKey("visual.trunk.blocks.0.norm1.weight")) {
            return trunk(tensors, withHead);
        }
        if (tensors.containsKey("module.visual.trunk.pos_embed")) {
            return KeyRules.start().only("module.visual.trunk.").apply(tensors);
        }
        if (tensors.containsKey("preprocessor.patchifier.proj.weight")) {
            return AIM.apply(tensors);
        }
        return isRadio(tensors) ? RADIO.apply(tensors) : tensors;
    }

    private static KeyRules clip(String prefix) {
        return KeyRules.start()
                .only(prefix)
                .replace("conv1", "patch_embed.proj")
                .replace("positional_embedding", POSITIONS)
                .replace("transformer.resblocks.", "blocks.")
                .replace("ln_pre", "norm_pre")
                .replace("ln_post", "norm")
                .replace("ln_", "norm")
                .replace("in_proj_", "qkv.")
                .replace("out_proj", "proj")
                .replace("mlp.c_fc", "mlp.fc1")
                .replace("mlp.c_proj", "mlp.fc2")
                .step(tensors -> changed(tensors, "class_embedding", CLASS_TOKEN, token -> token.reshape(1, 1, -1)))
                .step(tensors -> changed(tensors, POSITIONS, POSITIONS, VisionTransformerCheckpoints::batched))
                .step(tensors -> head(tensors, "proj", weight -> weight.permute(1, 0)));
    }

    private static WeightTensor batched(WeightTensor positions) {
        return positions.reshape(1, positions.shape()[0], -1);
    }

    /** A model of this library inside OpenCLIP; the projection behind it is its head. */
    private static Map<String, WeightTensor> trunk(Map<String, WeightTensor> tensors, boolean withHead) {
        Map<String, WeightTensor> own = KeyRules.start().only("visual.trunk.").apply(tensors);
        WeightTensor projection = tensors.get("visual.head.proj.weight");
        if (projection != null && withHead) {
            own.put("head.weight", projection);
            own.put("head.bias", zeros(projection.shape()[0], projection.type()));
        }
        return own;
    }

    private static Map<String, WeightTensor> head(
            Map<String, WeightTensor> tensors, String key, UnaryOperator<WeightTensor> change) {
        Map<String, WeightTensor> changed = changed(tensors, key, "head.weight", change);
        WeightTensor weight = changed.get("head.weight");
        if (weight != null && tensors.containsKey(key)) {
            changed.put("head.bias", zeros(weight.shape()[0], weight.type()));
        }
        return changed;
    }

    /** With registers neither they nor the class token share the grid's positions. */
    private static Map<String, WeightTensor> registersApart(Map<String, WeightTensor> tensors) {
        WeightTensor registers = tensors.get("register_tokens");
        if (registers == null) {
            return tensors;
        }
        Map<String, WeightTensor> apart = new LinkedHashMap<>(tensors);
        WeightTensor positions = required(tensors, POSITIONS);
        WeightTensor token = required(tensors, CLASS_TOKEN);
        float[] sum = token.toFloats();
        float[] first = positions.narrow(1, 0, 1).toFloats();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += first[i];
        }
        apart.remove("register_tokens");
        apart.put("reg_token", registers);
        apart.put(CLASS_TOKEN, WeightTensor.of(sum, token.shape()).to(token.type()));
        apart.put(POSITIONS, positions.narrow(1, 1, positions.shape()[1] - 1));
        return apart;
    }

    private static WeightTensor required(Map<String, WeightTensor> tensors, String key) {
        WeightTensor tensor = tensors.get(key);
        if (tensor == null) {
            throw new StateDictException("a checkpoint of this layout needs " + key + ", found " + tensors.keySet());
        }
        return tensor;
    }

    /** RADIO embeds flattened patches without a bias. */
    private static Map<String, WeightTensor> patchesOfRadio(Map<String, WeightTensor> tensors) {
        Map<String, WeightTensor> changed =
                changed(tensors, "patch_generator.embedder.weight", "patch_embed.proj.weight", weight -> {
                    int patch = (int) Math.sqrt(weight.shape()[1] / 3.0);
                    return weight.reshape(weight.shape()[0], 3, patch, patch);
                });
        WeightTensor weight = required(changed, "patch_embed.proj.weight");
        changed.put("patch_embed.proj.bias", zeros(weight.shape()[0], weight.type()));
        return changed;
    }

    /** One class token a teacher, then registers: the first stays a class token. */
    private static Map<String, WeightTensor> tokensOfRadio(Map<String, WeightTensor> tensors) {
        Map<String, WeightTensor> changed = new LinkedHashMap<>(tensors);
        WeightTensor all = changed.remove("patch_generator.cls_token.token");
        if (all != null) {
            long count = all.shape()[0];
            changed.put(CLASS_TOKEN, all.narrow(0, 0, 1).reshape(1, 1, -1));
            changed.put("reg_token", batched(all.narrow(0, 1, count - 1)));
        }
        return changed;
    }

    private static Map<String, WeightTensor> changed(
            Map<String, WeightTensor> tensors, String key, String newKey, UnaryOperator<WeightTensor> change) {
        Map<String, WeightTensor> changed = new LinkedHashMap<>(tensors);
        WeightTensor tensor = changed.remove(key);
        if (tensor != null) {
            changed.put(newKey, change.apply(tensor));
        }
        return changed;
    }

    private static Map<String, WeightTensor> only(Map<String, WeightTensor> tensors, Predicate<String> keys) {
        Map<String, WeightTensor> kept = new LinkedHashMap<>(tensors);
        kept.keySet().removeIf(keys.negate());
        return kept;
    }

    private static WeightTensor zeros(long count, TensorType type) {
        return WeightTensor.of(new float[Math.toIntExact(count)], count).to(type);
    }
}
