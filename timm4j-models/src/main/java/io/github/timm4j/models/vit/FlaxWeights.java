package io.github.timm4j.models.vit;

import io.github.timm4j.StateDictException;
import io.github.timm4j.weights.WeightTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Arrays of the original JAX vision transformers and of Big Vision, under timm's keys. */
final class FlaxWeights {
    private static final List<String> PREFIXES = List.of("", "opt/target/", "params/", "params/img/");
    private static final String STACKED = "Transformer/encoderblock/LayerNorm_0/scale";

    private final Map<String, WeightTensor> arrays;
    private final String prefix;
    private final boolean bigVision;
    private final Map<String, WeightTensor> own = new LinkedHashMap<>();

    private FlaxWeights(Map<String, WeightTensor> arrays, String prefix) {
        this.arrays = arrays;
        this.prefix = prefix;
        this.bigVision = prefix.startsWith("params/") || has("pos_embedding") || has(STACKED);
    }

    /** Finds where the arrays begin; nothing where these are no such arrays. */
    static Optional<FlaxWeights> of(Map<String, WeightTensor> arrays) {
        return PREFIXES.stream()
                .filter(prefix -> arrays.containsKey(prefix + "embedding/kernel"))
                .reduce((first, second) -> second)
                .map(prefix -> new FlaxWeights(arrays, prefix));
    }

    /**
     * The arrays under timm's keys; kernels of patches and positions still have the file's sizes.
     *
     * @param keys the model's keys
     * @param depth the model's number of blocks
     */
    Map<String, WeightTensor> renamed(Map<String, long[]> keys, int depth) {
        kernel("patch_embed.proj.weight", "embedding/kernel");
        kernel("patch_embed.proj.bias", "embedding/bias");
        if (keys.containsKey("cls_token")) {
            own.put("cls_token", get("cls"));
        }
        if (keys.containsKey("pos_embed")) {
            own.put("pos_embed", get(bigVision ? "pos_embedding" : "Transformer/posembed_input/pos_embedding"));
        }
        if (keys.containsKey("norm.weight")) {
            norm("norm.", "Transformer/encoder_norm/");
        }
        head(keys.get("head.bias"));
        if (keys.containsKey("attn_pool.latent")) {
            pool();
        }
        for (int i = 0; i < depth; i++) {
            block(i);
        }
        return own;
    }

    private boolean has(String name) {
        return arrays.containsKey(prefix + name);
    }

    private WeightTensor get(String name) {
        WeightTensor array = arrays.get(prefix + name);
        if (array == null) {
            throw new StateDictException("the file lacks the array '" + prefix + name + "'");
        }
        return array;
    }

    private void head(long @Nullable [] bias) {
        if (bias != null && has("head/bias") && get("head/bias").elements() == bias[0]) {
            kernel("head.weight", "head/kernel");
            kernel("head.bias", "head/bias");
        }
    }

    private void norm(String key, String name) {
        kernel(key + "weight", name + "scale");
        kernel(key + "bias", name + "bias");
    }

    private void kernel(String key, String name) {
        own.put(key, outFirst(get(name)));
    }

    /** Flax has a kernel's outputs last. */
    private static WeightTensor outFirst(WeightTensor array) {
        return switch (array.rank()) {
            case 4 -> {
                long[] shape = array.shape();
                boolean vector = shape[0] == 1 && shape[1] == 1 && shape[2] == 1;
                yield vector ? array.reshape(-1) : array.permute(3, 2, 0, 1);
            }
            case 3 -> array.permute(2, 0, 1);
            case 2 -> array.permute(1, 0);
            default -> array;
        };
    }

    private void pool() {
        String head = "MAPHead_0/";
        String attention = head + "MultiHeadDotProductAttention_0/";
        own.put("attn_pool.latent", get(head + "probe"));
        joined("attn_pool.kv.", attention, List.of("key", "value"), -1);
        joined("attn_pool.q.", attention, List.of("query"), -1);
        attentionOut("attn_pool.proj.", attention, -1);
        norm("attn_pool.norm.", head + "LayerNorm_0/");
        for (int i = 0; i < 2; i++) {
            String dense = head + "MlpBlock_0/Dense_" + i + "/";
            kernel("attn_pool.mlp.fc" + (i + 1) + ".weight", dense + "kernel");
            kernel("attn_pool.mlp.fc" + (i + 1) + ".bias", dense + "bias");
        }
    }

    private void block(int number) {
        boolean stacked = has(STACKED);
        int index = stacked ? number : -1;
        String block = "Transformer/encoderblock" + (stacked ? "/" : "_" + number + "/");
        String attention = block + "MultiHeadDotProductAttention_" + (bigVision ? 0 : 1) + "/";
        String key = "blocks." + number + ".";
        joined(key + "attn.qkv.", attention, List.of("query", "key", "value"), index);
        attentionOut(key + "attn.proj.", attention, index);
        for (int i = 0; i < 2; i++) {
            int norm = i == 0 ? 0 : bigVision ? 1 : 2;
            own.put(key + "norm" + (i + 1) + ".weight", part(block + "LayerNorm_" + norm + "/scale", index));
            own.put(key + "norm" + (i + 1) + ".bias", part(block + "LayerNorm_" + norm + "/bias", index));
            String dense = block + "MlpBlock_" + (bigVision ? 0 : 3) + "/Dense_" + i + "/";
            own.put(key + "mlp.fc" + (i + 1) + ".weight", outFirst(part(dense + "kernel", index)));
            own.put(key + "mlp.fc" + (i + 1) + ".bias", part(dense + "bias", index));
        }
    }

    /** One block's part of a stacked array, or the whole array. */
    private WeightTensor part(String name, int index) {
        WeightTensor array = get(name);
        if (index < 0) {
            return array;
        }
        long[] shape = array.shape();
        long[] rest = Arrays.copyOfRange(shape, 1, shape.length);
        return array.narrow(0, index, 1).reshape(rest);
    }

    /** Kernels {@code (dim, heads, d)} side by side as one weight {@code (n * dim, dim)}. */
    private void joined(String key, String attention, List<String> names, int index) {
        List<WeightTensor> weights = new ArrayList<>();
        List<WeightTensor> biases = new ArrayList<>();
        for (String name : names) {
            WeightTensor kernel = part(attention + name + "/kernel", index);
            weights.add(kernel.reshape(kernel.shape()[0], -1).permute(1, 0));
            biases.add(part(attention + name + "/bias", index).reshape(-1));
        }
        own.put(key + "weight", WeightTensor.concat(0, weights));
        own.put(key + "bias", WeightTensor.concat(0, biases));
    }

    /** A kernel {@code (heads, d, dim)} as a weight {@code (dim, heads * d)}. */
    private void attentionOut(String key, String attention, int index) {
        WeightTensor kernel = outFirst(part(attention + "out/kernel", index));
        own.put(key + "weight", kernel.reshape(kernel.shape()[0], -1));
        own.put(key + "bias", part(attention + "out/bias", index));
    }
}
