package io.github.timm4j.data.reader;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Class numbers by name, or by the number that a data set uses itself. */
public final class ClassMap implements ClassMapSource {
    /** No classes. */
    public static final ClassMap EMPTY = new ClassMap(Map.of(), Map.of());

    private final Map<String, Integer> names;
    private final Map<Integer, Integer> numbers;
    private final Map<Integer, String> inverse = new HashMap<>();
    private final boolean numbered;

    private ClassMap(Map<String, Integer> names, Map<Integer, Integer> numbers) {
        this.names = Collections.unmodifiableMap(new LinkedHashMap<>(names));
        this.numbers = Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
        names.forEach((name, index) -> inverse.put(index, name));
        Set<String> digits = numbers.keySet().stream().map(String::valueOf).collect(Collectors.toSet());
        this.numbered = !numbers.isEmpty() && digits.containsAll(names.keySet());
    }

    /**
     * Classes by name.
     *
     * @param names class numbers
     * @return the map
     */
    public static ClassMap ofNames(Map<String, Integer> names) {
        return new ClassMap(names, Map.of());
    }

    /**
     * Classes by the data set's own numbers.
     *
     * @param numbers class numbers
     * @return the map
     */
    public static ClassMap ofNumbers(Map<Integer, Integer> numbers) {
        return new ClassMap(Map.of(), numbers);
    }

    /**
     * Classes by name and by number; a name may be a number's digits, and then stands for the same class.
     *
     * @param names class numbers by name
     * @param numbers class numbers by the data set's own number
     * @return the map
     */
    public static ClassMap of(Map<String, Integer> names, Map<Integer, Integer> numbers) {
        return new ClassMap(names, numbers);
    }

    /**
     * Numbers names by their place.
     *
     * @param names in order; of a repeated one the last place counts
     * @return the map
     */
    public static ClassMap ofList(List<String> names) {
        Map<String, Integer> places = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            places.put(names.get(i), i);
        }
        return ofNames(places);
    }

    /**
     * Numbers names in natural order.
     *
     * @param names in any order, repeats allowed
     * @return the map
     */
    public static ClassMap ofSorted(Collection<String> names) {
        return ofList(NaturalSort.sort(names.stream().distinct().sorted().toList(), name -> name));
    }

    @Override
    public ClassMap load(Path root) {
        return this;
    }

    /**
     * Class numbers by name.
     *
     * @return unmodifiable, in the order given
     */
    public Map<String, Integer> names() {
        return names;
    }

    /**
     * Class numbers by the data set's own number.
     *
     * @return unmodifiable, in the order given
     */
    public Map<Integer, Integer> numbers() {
        return numbers;
    }

    /**
     * Tells whether there are no classes.
     *
     * @return true where both maps are empty
     */
    public boolean isEmpty() {
        return names.isEmpty() && numbers.isEmpty();
    }

    /**
     * The class of a name.
     *
     * @param name of a class
     * @return its number, or nothing where the map lacks it
     */
    public OptionalInt find(String name) {
        return optional(names.get(name));
    }

    /**
     * The class of a name.
     *
     * @param name of a class
     * @return its number
     * @throws DatasetException where the map lacks it
     */
    public int index(String name) {
        return find(name).orElseThrow(() -> new DatasetException("class '" + name + "' is not in the class map"));
    }

    /**
     * The class of a number that the data set uses.
     *
     * @param number the data set's own
     * @param sourceNames names of the data set's own numbers, for a map by name; may be empty
     * @return the class
     * @throws DatasetException where the map has neither the number nor its name
     */
    public int index(int number, ClassMap sourceNames) {
        Integer found = numbers.get(number);
        if (found != null) {
            return found;
        }
        String name = sourceNames.inverse.get(number);
        if (name == null) {
            throw new DatasetException("class number " + number + " is not in the class map");
        }
        return index(name);
    }

    /**
     * Maps a label: a number or each of several by value, values per class by place.
     *
     * @param target with the data set's own numbers
     * @param sourceNames names of the data set's own numbers, for a map by name; may be empty
     * @return with this map's numbers; of values per class those that the map lacks are dropped
     * @throws DatasetException where the map lacks a number, or values per class come without a map by number
     */
    public Target remap(Target target, ClassMap sourceNames) {
        if (target instanceof Target.Index one) {
            return new Target.Index(index(one.value(), sourceNames));
        }
        if (target instanceof Target.Indices several) {
            return new Target.Indices(several.values().stream()
                    .map(value -> index(value, sourceNames))
                    .toList());
        }
        return remapDense(((Target.Dense) target).values());
    }

    private Target remapDense(float[] values) {
        if (!numbered) {
            throw new DatasetException("values per class need a class map by number, this one is by name");
        }
        int last = Collections.max(numbers.keySet());
        if (last >= values.length || Collections.min(numbers.keySet()) < 0) {
            throw new DatasetException(
                    "the class map goes to number " + last + ", the label has " + values.length + " values");
        }
        float[] mapped = new float[Collections.max(numbers.values()) + 1];
        numbers.forEach((source, index) -> mapped[index] = values[source]);
        return new Target.Dense(mapped);
    }

    private static OptionalInt optional(@Nullable Integer value) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClassMap map && names.equals(map.names) && numbers.equals(map.numbers);
    }

    @Override
    public int hashCode() {
        return 31 * names.hashCode() + numbers.hashCode();
    }

    @Override
    public String toString() {
        return "ClassMap" + names + numbers;
    }
}
