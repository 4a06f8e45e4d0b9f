package io.github.timm4j.data.dataset;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names and descriptions that come with a model or a data set of one's own. Source: timm.data.dataset_info. */
public final class CustomDatasetInfo implements DatasetInfo {
    private final Map<Integer, String> names;
    private final @Nullable Map<String, String> descriptions;

    private CustomDatasetInfo(Map<Integer, String> names, @Nullable Map<String, String> descriptions) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException("label names must not be empty");
        }
        if (descriptions != null) {
            List<String> missing = names.values().stream()
                    .filter(name -> !descriptions.containsKey(name))
                    .toList();
            if (!missing.isEmpty()) {
                throw new IllegalArgumentException("no description of " + String.join(", ", missing));
            }
        }
        this.names = Collections.unmodifiableMap(names);
        this.descriptions = descriptions == null ? null : Map.copyOf(descriptions);
    }

    /**
     * Names in the order of the classes.
     *
     * @param names at least one
     * @param descriptions texts by name, or null
     * @return the names
     * @throws IllegalArgumentException where there is no name, or a name has no description
     */
    public static CustomDatasetInfo of(List<String> names, @Nullable Map<String, String> descriptions) {
        Map<Integer, String> numbered = new LinkedHashMap<>();
        names.forEach(name -> numbered.put(numbered.size(), name));
        return new CustomDatasetInfo(numbered, descriptions);
    }

    /**
     * Names by class; not every class needs one.
     *
     * @param names by whole number or its digits, as JSON has them
     * @param descriptions texts by name, or null
     * @return the names
     * @throws IllegalArgumentException where a key is no number, negative or there twice, there is no name, or a name has no
     *     description
     */
    public static CustomDatasetInfo of(Map<?, String> names, @Nullable Map<String, String> descriptions) {
        Map<Integer, String> numbered = new LinkedHashMap<>();
        names.forEach((key, name) -> {
            int index = index(key);
            if (numbered.putIfAbsent(index, name) != null) {
                throw new IllegalArgumentException("label index " + index + " comes twice");
            }
        });
        return new CustomDatasetInfo(numbered, descriptions);
    }

    private static int index(@Nullable Object key) {
        try {
            int index = Integer.parseInt(String.valueOf(key).strip());
            if (index >= 0) {
                return index;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a label index is a whole number, got '" + key + "'", e);
        }
        throw new IllegalArgumentException("a label index is not negative, got " + key);
    }

    @Override
    public int numClasses() {
        return names.size();
    }

    @Override
    public List<Integer> labelIndices() {
        return List.copyOf(names.keySet());
    }

    @Override
    public boolean hasLabel(int index) {
        return names.containsKey(index);
    }

    @Override
    public String labelName(int index) {
        String name = names.get(index);
        if (name == null) {
            throw new IllegalArgumentException("class " + index + " has no name");
        }
        return name;
    }

    @Override
    public String describe(String labelName, boolean detailed) {
        String text = descriptions == null || descriptions.isEmpty() ? labelName : descriptions.get(labelName);
        if (text == null) {
            throw new IllegalArgumentException("no description of '" + labelName + "'");
        }
        return text;
    }
}
