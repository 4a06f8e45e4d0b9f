package io.github.timm4j.config;

import io.github.timm4j.config.PretrainedCfg.InputSize;
import io.github.timm4j.config.PretrainedCfg.Link;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The plain forms that timm gives the fields of a pretrained configuration. */
public final class PretrainedCodecs {
    private PretrainedCodecs() {}

    private static IllegalArgumentException mismatch(String expected, Object found) {
        return new IllegalArgumentException("expected " + expected + ", found " + found);
    }

    private static int[] integers(Object value, int count) {
        if (value instanceof List<?> list && list.size() == count) {
            if (list.stream().allMatch(Integer.class::isInstance)) {
                return list.stream().mapToInt(item -> (Integer) item).toArray();
            }
        }
        throw mismatch("a list of " + count + " integers", value);
    }

    /** {@code [channels, height, width]}. */
    public static final class Input implements Codec<InputSize> {
        @Override
        public InputSize read(Object value) {
            int[] size = integers(value, 3);
            return new InputSize(size[0], size[1], size[2]);
        }

        @Override
        public Object write(InputSize value) {
            return List.of(value.channels(), value.height(), value.width());
        }
    }

    /** {@code [height, width]}. */
    public static final class Grid implements Codec<ImageSize> {
        @Override
        public ImageSize read(Object value) {
            int[] size = integers(value, 2);
            return new ImageSize(size[0], size[1]);
        }

        @Override
        public Object write(ImageSize value) {
            return List.of(value.height(), value.width());
        }
    }

    /** An address, or a list of address and file name; timm's empty address means none. */
    public static final class Url implements Codec<@Nullable Link> {
        @Override
        public @Nullable Link read(Object value) {
            if (value instanceof String address) {
                return address.isEmpty() ? null : new Link(address, null);
            }
            if (value instanceof List<?> pair && pair.size() == 2) {
                if (pair.get(0) instanceof String address && pair.get(1) instanceof String filename) {
                    return new Link(address, filename);
                }
            }
            throw mismatch("an address, or a list of address and file name", value);
        }

        @Override
        public Object write(@Nullable Link value) {
            if (value == null) {
                return "";
            }
            return value.filename() == null ? value.address() : List.of(value.address(), value.filename());
        }
    }

    /** A text, or a list of texts; one text is written as such. */
    public static final class Texts implements Codec<List<String>> {
        @Override
        public List<String> read(Object value) {
            if (value instanceof String text) {
                return List.of(text);
            }
            if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
                return list.stream().map(String.class::cast).toList();
            }
            throw mismatch("a text or a list of texts", value);
        }

        @Override
        public Object write(List<String> value) {
            return value.size() == 1 ? value.get(0) : value;
        }
    }

    /** A list of numbers, or one number for every channel. */
    public static final class Numbers implements Codec<List<Double>> {
        @Override
        public List<Double> read(Object value) {
            if (value instanceof Number number) {
                return List.of(number.doubleValue());
            }
            if (value instanceof List<?> list && list.stream().allMatch(Number.class::isInstance)) {
                return list.stream().map(item -> ((Number) item).doubleValue()).toList();
            }
            throw mismatch("a number or a list of numbers", value);
        }

        @Override
        public Object write(List<Double> value) {
            return value;
        }
    }

    /** A list of labels, or a map from class index to label where indices are left out. */
    public static final class LabelNames implements Codec<Map<Integer, String>> {
        @Override
        public Map<Integer, String> read(Object value) {
            Map<Integer, String> names = new TreeMap<>();
            if (value instanceof List<?> list) {
                list.forEach(name -> names.put(names.size(), String.valueOf(name)));
            } else if (value instanceof Map<?, ?> map) {
                map.forEach((index, name) -> names.put(index(index), String.valueOf(name)));
            } else {
                throw mismatch("a list of labels or a map from index to label", value);
            }
            return Collections.unmodifiableMap(names);
        }

        @Override
        public Object write(Map<Integer, String> value) {
            Map<String, String> byIndex = new LinkedHashMap<>();
            boolean gaps = false;
            for (Map.Entry<Integer, String> entry : new TreeMap<>(value).entrySet()) {
                gaps |= entry.getKey() != byIndex.size();
                byIndex.put(entry.getKey().toString(), entry.getValue());
            }
            return gaps ? byIndex : List.copyOf(byIndex.values());
        }

        private static int index(Object value) {
            try {
                return Integer.parseInt(String.valueOf(value));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("expected a class index, found " + value, e);
            }
        }
    }
}
