package io.github.timm4j.weights;

import io.github.timm4j.StateDictException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Rules that turn another project's checkpoint into one under timm's keys, applied in the order in which they are given.
 *
 * <p>A pattern is the text of a key, or a part of it, in which {@code {n}} stands for a number; its replacement may compute
 * with it: {@code rename("stages.{n}", "layer{n+1}")}. In {@link #replace}, {@link #drop} and the rules for tensors a
 * pattern matches anywhere in a key, {@code ^} at its start and {@code $} at its end tie it down.
 *
 * <p>Rules are immutable: each method returns new ones.
 */
public final class KeyRules {
    private final List<UnaryOperator<Map<String, WeightTensor>>> steps;

    private KeyRules(List<UnaryOperator<Map<String, WeightTensor>>> steps) {
        this.steps = steps;
    }

    /**
     * No rules yet.
     *
     * @return rules that change nothing
     */
    public static KeyRules start() {
        return new KeyRules(List.of());
    }

    /**
     * Applies all rules.
     *
     * @param tensors a checkpoint's tensors
     * @return a new map in the checkpoint's order
     * @throws StateDictException where two tensors get one key, or parts of a join are missing
     */
    public Map<String, WeightTensor> apply(Map<String, WeightTensor> tensors) {
        Map<String, WeightTensor> result = new LinkedHashMap<>(tensors);
        for (UnaryOperator<Map<String, WeightTensor>> step : steps) {
            result = step.apply(result);
        }
        return result;
    }

    /**
     * Any step on all tensors.
     *
     * @param step makes a new map
     * @return these rules and the step
     */
    public KeyRules step(UnaryOperator<Map<String, WeightTensor>> step) {
        List<UnaryOperator<Map<String, WeightTensor>>> more = new ArrayList<>(steps);
        more.add(step);
        return new KeyRules(List.copyOf(more));
    }

    /**
     * Renames a module: keys that are the pattern or continue after it with a dot.
     *
     * @param pattern the module's path from the root
     * @param replacement its path in timm
     * @return these rules and the new one
     * @throws IllegalArgumentException where the replacement uses a number that the pattern lacks
     */
    public KeyRules rename(String pattern, String replacement) {
        KeyPattern path = KeyPattern.path(pattern);
        return rename(path, path.template(replacement));
    }

    /**
     * Renames a module whose new path needs more than a sum.
     *
     * @param pattern the module's path from the root
     * @param replacement makes the path in timm from the numbers by name
     * @return these rules and the new one
     */
    public KeyRules rename(String pattern, Function<Map<String, Integer>, String> replacement) {
        return rename(KeyPattern.path(pattern), replacement);
    }

    /**
     * Replaces every occurrence of a pattern in every key.
     *
     * @param pattern what is searched
     * @param replacement what comes there
     * @return these rules and the new one
     * @throws IllegalArgumentException where the replacement uses a number that the pattern lacks
     */
    public KeyRules replace(String pattern, String replacement) {
        KeyPattern anywhere = KeyPattern.anywhere(pattern);
        return rename(anywhere, anywhere.template(replacement));
    }

    /**
     * Replaces by a regular expression, where patterns do not suffice.
     *
     * @param regex what is searched
     * @param replacement what comes there, with {@code $1} for groups
     * @return these rules and the new one
     */
    public KeyRules replaceRegex(String regex, String replacement) {
        Pattern compiled = Pattern.compile(regex);
        return keys(key -> Optional.of(compiled.matcher(key).replaceAll(replacement)));
    }

    /**
     * Keeps only keys that begin with a prefix, and takes it off.
     *
     * @param prefix literal text with its dot, such as {@code visual.trunk.}
     * @return these rules and the new one
     */
    public KeyRules only(String prefix) {
        return keys(key -> key.startsWith(prefix) ? Optional.of(key.substring(prefix.length())) : Optional.empty());
    }

    /**
     * Leaves out keys in which a pattern occurs.
     *
     * @param pattern what is searched
     * @return these rules and the new one
     */
    public KeyRules drop(String pattern) {
        KeyPattern anywhere = KeyPattern.anywhere(pattern);
        return keys(key -> anywhere.find(key) ? Optional.empty() : Optional.of(key));
    }

    /**
     * Changes tensors in whose keys a pattern occurs.
     *
     * @param pattern what is searched
     * @param change makes the new tensor
     * @return these rules and the new one
     */
    public KeyRules tensor(String pattern, UnaryOperator<WeightTensor> change) {
        KeyPattern anywhere = KeyPattern.anywhere(pattern);
        return step(tensors -> {
            Map<String, WeightTensor> result = new LinkedHashMap<>(tensors);
            result.replaceAll((key, tensor) -> anywhere.find(key) ? change.apply(tensor) : tensor);
            return result;
        });
    }

    /**
     * Splits tensors in whose keys a pattern occurs into equal parts.
     *
     * @param pattern what is searched, such as {@code attn.qkv.}
     * @param dim the dimension that is split
     * @param replacements for each part what comes in the pattern's place
     * @return these rules and the new one
     * @throws IllegalArgumentException where a replacement uses a number that the pattern lacks
     */
    public KeyRules split(String pattern, int dim, List<String> replacements) {
        KeyPattern anywhere = KeyPattern.anywhere(pattern);
        List<Function<Map<String, Integer>, String>> templates =
                replacements.stream().map(anywhere::template).toList();
        return step(tensors -> {
            Map<String, WeightTensor> result = new LinkedHashMap<>();
            tensors.forEach((key, tensor) -> {
                if (!anywhere.find(key)) {
                    put(result, key, tensor);
                    return;
                }
                List<WeightTensor> parts = tensor.split(dim, templates.size());
                for (int i = 0; i < parts.size(); i++) {
                    put(result, anywhere.replace(key, templates.get(i)), parts.get(i));
                }
            });
            return result;
        });
    }

    /**
     * Joins tensors whose keys differ in one piece only.
     *
     * @param pieces literal text by which the parts' keys differ, in the order of the parts, such as {@code .q_proj.}
     * @param dim the dimension along which they are joined
     * @param replacement literal text of the joined tensor's key
     * @return these rules and the new one
     */
    public KeyRules join(List<String> pieces, int dim, String replacement) {
        return step(tensors -> {
            Map<String, WeightTensor> result = new LinkedHashMap<>();
            tensors.forEach((key, tensor) -> {
                Optional<String> piece = pieces.stream().filter(key::contains).findFirst();
                if (piece.isEmpty()) {
                    put(result, key, tensor);
                    return;
                }
                WeightTensor joined = parts(tensors, key.replace(piece.get(), pieces.get(0)), pieces, dim);
                if (piece.get().equals(pieces.get(0))) {
                    put(result, key.replace(piece.get(), replacement), joined);
                }
            });
            return result;
        });
    }

    private static WeightTensor parts(Map<String, WeightTensor> tensors, String first, List<String> pieces, int dim) {
        List<WeightTensor> parts = new ArrayList<>();
        for (String piece : pieces) {
            String key = first.replace(pieces.get(0), piece);
            WeightTensor part = tensors.get(key);
            if (part == null) {
                throw new StateDictException("'" + key + "' is missing where it and the like of it are to be joined");
            }
            parts.add(part);
        }
        return WeightTensor.concat(dim, parts);
    }

    private KeyRules rename(KeyPattern pattern, Function<Map<String, Integer>, String> replacement) {
        return keys(key -> Optional.of(pattern.replace(key, replacement)));
    }

    /** A rule for keys alone; those that get none are left out. */
    private KeyRules keys(Function<String, Optional<String>> rule) {
        return step(tensors -> {
            Map<String, WeightTensor> result = new LinkedHashMap<>();
            tensors.forEach((key, tensor) -> rule.apply(key).ifPresent(renamed -> put(result, renamed, tensor)));
            return result;
        });
    }

    private static void put(Map<String, WeightTensor> result, String key, WeightTensor tensor) {
        if (result.put(key, tensor) != null) {
            throw new StateDictException("the rules give two tensors the key '" + key + "'");
        }
    }
}
