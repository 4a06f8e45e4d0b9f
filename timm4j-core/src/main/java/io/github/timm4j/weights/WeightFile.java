package io.github.timm4j.weights;

import io.github.timm4j.StateDictException;
import java.util.Collections;
import java.util.Map;

/**
 * An open weight file: its tensors by name, in the file's order.
 *
 * <p>Tensors are read when asked for their bytes, so the file must stay open, and unchanged, while they are in use.
 */
public final class WeightFile implements AutoCloseable {
    private final Content content;
    private final Runnable closer;

    /** What a reader found. */
    record Content(
            WeightFormat format, Map<String, WeightTensor> tensors, Map<String, String> metadata, PlainValue tree) {
        static Content flat(WeightFormat format, Map<String, WeightTensor> tensors, Map<String, String> metadata) {
            return new Content(format, tensors, metadata, PlainValue.tensors(tensors));
        }

        /** The tensors of a tree are those that its top level names. */
        static Content tree(WeightFormat format, PlainValue tree) {
            Map<String, PlainValue> named = tree instanceof PlainValue.Dict dict ? StateDicts.named(dict) : Map.of();
            return new Content(format, StateDicts.tensors(named), Map.of(), tree);
        }
    }

    WeightFile(Content content, Runnable closer) {
        this.content = content;
        this.closer = closer;
    }

    /**
     * The kind of file.
     *
     * @return the format
     */
    public WeightFormat format() {
        return content.format();
    }

    /**
     * The tensors that the file names at its top level, under their names as they are; a training checkpoint has its
     * weights a level below, see {@link #stateDict}.
     *
     * @return an unmodifiable map in the file's order
     */
    public Map<String, WeightTensor> tensors() {
        return Collections.unmodifiableMap(content.tensors());
    }

    /**
     * The free text of a safetensors file.
     *
     * @return an unmodifiable map, empty for other formats
     */
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(content.metadata());
    }

    /**
     * Everything in the file: of a training checkpoint also its optimizer state and arguments.
     *
     * @return the tree; for formats of tensors only, a dictionary of them
     */
    public PlainValue content() {
        return content.tree();
    }

    /**
     * A model's weights, found as timm's load_state_dict finds them: under {@code state_dict_ema} or {@code model_ema} if
     * averaged weights are wanted and there, else under {@code state_dict} or {@code model}, else the file's own tensors;
     * prefixes {@code module.} and {@code _orig_mod.} are taken off. Entries that are no tensors are left out, except that
     * a dictionary under {@code model}, {@code state_dict} or {@code encoder} is looked into: its tensors are named {@code
     * model/key} and so on.
     *
     * @param useEma whether averaged weights are preferred
     * @return the tensors in the file's order
     * @throws StateDictException where the file holds no dictionary of weights
     */
    public Map<String, WeightTensor> stateDict(boolean useEma) {
        Map<String, PlainValue> chosen = StateDicts.select(content.tree(), useEma);
        Map<String, WeightTensor> tensors = StateDicts.allTensors(chosen);
        if (tensors.isEmpty() && !chosen.isEmpty()) {
            throw new StateDictException("no tensors under the names "
                    + chosen.keySet().stream().limit(20).toList()
                    + "; weights are looked for under state_dict_ema, model_ema, state_dict, model and at the top");
        }
        return tensors;
    }

    /** Ends reading; tensors that were not copied cannot be read any more. Closing twice is harmless. */
    @Override
    public void close() {
        closer.run();
    }
}
