package io.github.timm4j;

import ai.djl.Device;
import io.github.timm4j.config.Arguments;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.config.ModelOptionsBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Moves the arguments that every family shares, under timm's names, into the typed options; the rest stay the family's. */
final class StandardArguments {
    private static final Map<String, BiConsumer<ModelOptionsBuilder, Object>> SETTERS = setters();

    private StandardArguments() {}

    /** Takes the shared names out of the options' arguments; what the caller typed wins. */
    static ModelOptions typed(ModelOptions options) {
        ModelOptionsBuilder builder = options.toBuilder().arguments(Arguments.NONE);
        options.arguments().values().forEach((name, value) -> {
            // as in timm, null means not given
            if (value == null) {
                return;
            }
            BiConsumer<ModelOptionsBuilder, Object> setter = SETTERS.get(name);
            if (setter == null) {
                builder.argument(name, value);
                return;
            }
            try {
                setter.accept(builder, value);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("argument \"" + name + "\": " + e.getMessage(), e);
            }
        });
        return builder.build();
    }

    /** The caller's choices under timm's names, as {@code config.json} keeps them. */
    static Arguments named(ModelOptions chosen) {
        Map<String, @Nullable Object> named = new LinkedHashMap<>();
        named.put("num_classes", chosen.head().numClasses());
        named.put("global_pool", chosen.head().globalPool());
        named.put("in_chans", chosen.input().inChannels());
        ImageSize size = chosen.input().imageSize();
        named.put("img_size", size == null ? null : List.of(size.height(), size.width()));
        named.put("output_stride", chosen.features().outputStride());
        named.put("bn_momentum", chosen.norm().momentum());
        named.put("bn_eps", chosen.norm().eps());
        named.values().removeIf(Objects::isNull);
        return new Arguments(named).with(chosen.arguments());
    }

    private static Map<String, BiConsumer<ModelOptionsBuilder, Object>> setters() {
        Map<String, BiConsumer<ModelOptionsBuilder, Object>> setters = new LinkedHashMap<>();
        setters.put("num_classes", (builder, value) -> builder.numClasses(integer(value)));
        setters.put("in_chans", (builder, value) -> builder.inChannels(integer(value)));
        setters.put("global_pool", (builder, value) -> builder.globalPool(text(value)));
        setters.put("img_size", (builder, value) -> builder.imageSize(size(value)));
        setters.put("drop_rate", (builder, value) -> builder.dropRate(real(value)));
        setters.put("drop_path_rate", (builder, value) -> builder.dropPathRate(real(value)));
        setters.put("drop_block_rate", (builder, value) -> builder.dropBlockRate(real(value)));
        setters.put("pos_drop_rate", (builder, value) -> builder.posDropRate(real(value)));
        setters.put("patch_drop_rate", (builder, value) -> builder.patchDropRate(real(value)));
        setters.put("proj_drop_rate", (builder, value) -> builder.projDropRate(real(value)));
        setters.put("attn_drop_rate", (builder, value) -> builder.attnDropRate(real(value)));
        setters.put("features_only", (builder, value) -> builder.featuresOnly(flag(value)));
        setters.put("out_indices", (builder, value) -> builder.outIndices(integers(value)));
        setters.put("output_stride", (builder, value) -> builder.outputStride(integer(value)));
        setters.put("bn_momentum", (builder, value) -> builder.momentum(real(value)));
        setters.put("bn_eps", (builder, value) -> builder.eps(real(value)));
        setters.put("bn_tf", (builder, value) -> builder.tf(flag(value)));
        setters.put("device", (builder, value) -> builder.device(device(value)));
        return setters;
    }

    private static Device device(Object value) {
        return value instanceof Device device ? device : Devices.of(text(value));
    }

    private static String text(Object value) {
        return checked(value, String.class, "text");
    }

    private static boolean flag(Object value) {
        return checked(value, Boolean.class, "true or false");
    }

    private static int integer(Object value) {
        return value instanceof Long number && number == number.intValue()
                ? number.intValue()
                : checked(value, Integer.class, "an integer");
    }

    private static double real(Object value) {
        return checked(value, Number.class, "a number").doubleValue();
    }

    /** A list, or as timm has it the number of levels from the end. */
    private static List<Integer> integers(Object value) {
        if (value instanceof Number) {
            return IntStream.range(-integer(value), 0).boxed().toList();
        }
        return ((List<?>) checked(value, List.class, "an integer or a list of integers"))
                .stream().map(StandardArguments::integer).toList();
    }

    private static ImageSize size(Object value) {
        if (value instanceof List<?> sides && sides.size() == 2) {
            return new ImageSize(integer(sides.get(0)), integer(sides.get(1)));
        }
        return ImageSize.square(checked(value, Integer.class, "an integer or a list of height and width"));
    }

    private static <T> T checked(Object value, Class<T> type, String expected) {
        if (!type.isInstance(value)) {
            String shown = value instanceof String ? "\"" + value + "\"" : String.valueOf(value);
            throw new IllegalArgumentException("expected " + expected + ", found " + shown);
        }
        return type.cast(value);
    }
}
