package io.github.timm4j.data.reader;

import io.github.timm4j.registry.NaturalOrder;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Sorts by text in natural order. */
final class NaturalSort {
    private NaturalSort() {}

    /** Sorts by a text, keeping the order of equal ones. */
    static <T> List<T> sort(List<T> items, Function<? super T, String> text) {
        return items.stream()
                .sorted(Comparator.comparing(text, NaturalOrder.INSTANCE))
                .toList();
    }
}
