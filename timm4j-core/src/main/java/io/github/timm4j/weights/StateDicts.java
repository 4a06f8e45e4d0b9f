package io.github.timm4j.weights;

import io.github.timm4j.StateDictException;
import io.github.timm4j.weights.PlainValue.Dict;
import io.github.timm4j.weights.PlainValue.None;
import io.github.timm4j.weights.PlainValue.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the model's weights in a training checkpoint, by the rules of timm's load_state_dict. */
final class StateDicts {
    /** In this order, each once: torch.compile may wrap data-parallel or be wrapped by it. */
    private static final List<String> WRAPPERS = List.of("_orig_mod.", "module.", "_orig_mod.");

    /** Names under which weights may lie once more, each inside the ones before it; filters of families look there. */
    private static final List<String> INNER = List.of("model", "state_dict", "encoder");

    private StateDicts() {}

    /**
     * The state dict in a checkpoint's content, under clean keys; values may be other than tensors.
     *
     * @throws StateDictException where there is none
     */
    static Map<String, PlainValue> select(PlainValue content, boolean useEma) {
        if (!(content instanceof Dict checkpoint)) {
            throw new StateDictException("a checkpoint must hold a dictionary, found "
                    + content.getClass().getSimpleName());
        }
        String key = key(checkpoint, useEma);
        PlainValue chosen = key == null ? checkpoint : checkpoint.get(key);
        if (!(chosen instanceof Dict dict)) {
            throw new StateDictException("entry '" + key + "' of the checkpoint is no dictionary of weights");
        }
        Map<String, PlainValue> clean = new LinkedHashMap<>();
        dict.items().forEach((name, value) -> {
            if (!(name instanceof Text text)) {
                throw new StateDictException("a state dict has string keys, found " + name);
            }
            clean.put(clean(text.value()), value);
        });
        return clean;
    }

    private static @Nullable String key(Dict checkpoint, boolean useEma) {
        for (String key : List.of("state_dict_ema", "model_ema")) {
            PlainValue value = checkpoint.get(key);
            if (useEma && value != null && value != None.NONE) {
                return key;
            }
        }
        for (String key : List.of("state_dict", "model")) {
            if (checkpoint.get(key) != null) {
                return key;
            }
        }
        return null;
    }

    /** A key without the prefixes of wrappers. */
    static String clean(String key) {
        String clean = key;
        for (String wrapper : WRAPPERS) {
            clean = clean.startsWith(wrapper) ? clean.substring(wrapper.length()) : clean;
        }
        return clean;
    }

    /** The entries of a dictionary that have names. */
    static Map<String, PlainValue> named(Dict dict) {
        Map<String, PlainValue> named = new LinkedHashMap<>();
        dict.items().forEach((key, value) -> {
            if (key instanceof Text text) {
                named.put(text.value(), value);
            }
        });
        return named;
    }

    /** The tensors among a dictionary's values. */
    static Map<String, WeightTensor> tensors(Map<String, PlainValue> values) {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            if (value instanceof PlainValue.Tensor tensor) {
                tensors.put(name, tensor.value());
            }
        });
        return tensors;
    }

    /** The tensors among a dictionary's values, and those of inner dictionaries of weights as {@code name/key}. */
    static Map<String, WeightTensor> allTensors(Map<String, PlainValue> values) {
        return allTensors(values, INNER);
    }

    private static Map<String, WeightTensor> allTensors(Map<String, PlainValue> values, List<String> names) {
        Map<String, WeightTensor> tensors = tensors(values);
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (values.get(name) instanceof Dict inner) {
                allTensors(named(inner), names.subList(i + 1, names.size()))
                        .forEach((key, tensor) -> tensors.put(name + "/" + key, tensor));
            }
        }
        return tensors;
    }
}
