package io.github.timm4j.registry;

import io.github.timm4j.config.Arguments;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.config.PretrainedCfg;
import io.github.timm4j.config.PretrainedCodecs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Describes a model as it is now in a {@link HubConfig}, beside weights that are saved from it ({@code
 * timm.models.save_for_hf}).
 *
 * @param source the pretrained configuration that the model was made with
 * @param current what the model is now
 * @param modelArgs arguments that replace those the model was made with, where these have no JSON form
 * @param dataConfig preprocessing that differs from the source's: {@code input_size}, {@code img_size}, {@code
 *     interpolation}, {@code mean}, {@code std}, {@code crop_pct}, {@code crop_mode}, {@code test_input_size}, {@code
 *     test_crop_pct}
 * @param extra further fields of the file: {@code label_names}, {@code label_descriptions}, {@code pretrained_cfg} (laid
 *     over), {@code num_features}, {@code global_pool} and any others
 */
public record HubExport(
        PretrainedCfg source, Current current, Arguments modelArgs, Arguments dataConfig, Arguments extra) {
    private static final List<String> DROP_RATES = List.of("drop_rate", "drop_path_rate", "drop_block_rate");
    private static final List<String> LABELS = List.of("label_names", "label_descriptions", "label_offset");

    /**
     * What a model is now.
     *
     * @param inChannels colour channels
     * @param imageSize the picture size it was made or changed for, null where it takes the source's
     * @param fixedInputSize whether it takes no other size
     * @param firstConv names of the layers that see the colour channels
     * @param numClasses classes
     * @param numFeatures channels of the features
     * @param globalPool how features are pooled, null where the model does not say
     * @param modelArgs timm's arguments that it was made with
     */
    public record Current(
            int inChannels,
            @Nullable ImageSize imageSize,
            boolean fixedInputSize,
            @Nullable List<String> firstConv,
            int numClasses,
            int numFeatures,
            @Nullable String globalPool,
            Arguments modelArgs) {}

    /**
     * An export without changes.
     *
     * @param source the pretrained configuration that the model was made with
     * @param current what the model is now
     */
    public HubExport(PretrainedCfg source, Current current) {
        this(source, current, Arguments.NONE, Arguments.NONE, Arguments.NONE);
    }

    /**
     * Makes the configuration.
     *
     * @return the configuration
     * @throws IllegalArgumentException where something given contradicts the model
     */
    public HubConfig config() {
        Map<String, @Nullable Object> cfg = preprocessing(exported());
        testRecommendations(cfg);
        adaptation(cfg);
        if (!Objects.equals(cfg.get("num_classes"), current.numClasses())) {
            cfg.keySet().removeAll(LABELS);
        }
        cfg.put("num_classes", current.numClasses());
        Map<String, @Nullable Object> root = new LinkedHashMap<>();
        root.put("architecture", cfg.remove("architecture"));
        root.put("num_classes", sameAsModel("num_classes", extra.get("num_classes"), current.numClasses()));
        root.put("num_features", extra.has("num_features") ? extra.get("num_features") : current.numFeatures());
        putIfSet(root, "global_pool", extra.has("global_pool") ? extra.get("global_pool") : current.globalPool());
        putIfSet(root, "label_names", extra.has("label_names") ? extra.get("label_names") : extra.get("labels"));
        putIfSet(root, "label_descriptions", extra.get("label_descriptions"));
        putIfSet(root, "model_args", args());
        root.put("pretrained_cfg", cfg);
        extra.without("pretrained_cfg", "num_features", "global_pool", "labels", "label_names", "label_descriptions")
                .values()
                .forEach(root::putIfAbsent);
        return new HubConfig(new Arguments(root));
    }

    /** The source's fields without the places of its weights, and what was laid over them. */
    private Arguments exported() {
        Arguments cfg = source.toArguments(false);
        return extra.get("pretrained_cfg") instanceof Map<?, ?> map ? cfg.with(texts(map)) : cfg;
    }

    private static Arguments texts(Map<?, ?> map) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        map.forEach((name, value) -> fields.put(String.valueOf(name), value));
        return new Arguments(fields);
    }

    private Map<String, @Nullable Object> preprocessing(Arguments exported) {
        Map<String, @Nullable Object> cfg = new LinkedHashMap<>(exported.values());
        cfg.put("input_size", inputSize(exported));
        for (String name : List.of("interpolation", "mean", "std", "crop_pct", "crop_mode")) {
            Object given = dataConfig.get(name);
            Object value = given == null ? exported.get(name) : given;
            if (value != null && (name.equals("mean") || name.equals("std"))) {
                value = perChannel(name, value, given != null);
            }
            cfg.put(name, value);
        }
        return cfg;
    }

    private List<Integer> inputSize(Arguments exported) {
        ImageSize requested = requestedSize();
        ImageSize own = current.imageSize() == null ? spatial(source.input().inputSize()) : current.imageSize();
        if (current.fixedInputSize()) {
            sameAsModel("img_size", requested, own);
        } else {
            own = requested == null ? spatial(exported.bindTo(source).input().inputSize()) : requested;
        }
        return List.of(current.inChannels(), own.height(), own.width());
    }

    private @Nullable ImageSize requestedSize() {
        Object image = dataConfig.get("img_size");
        Object input = dataConfig.get("input_size");
        ImageSize size = image == null ? null : size(image);
        if (input == null) {
            return size;
        }
        PretrainedCfg.InputSize whole = new PretrainedCodecs.Input().read(input);
        sameAsModel("input_size channels", whole.channels(), current.inChannels());
        if (size != null && !size.equals(spatial(whole))) {
            throw new IllegalArgumentException(
                    "input_size " + input + " and img_size " + image + " contradict each other");
        }
        return spatial(whole);
    }

    private static ImageSize size(Object value) {
        return new PretrainedCodecs.Grid().read(value instanceof Integer ? List.of(value, value) : value);
    }

    private static ImageSize spatial(PretrainedCfg.InputSize size) {
        return new ImageSize(size.height(), size.width());
    }

    /** One value stands for every channel; the source's values for other channels become their average. */
    private List<Double> perChannel(String name, Object value, boolean given) {
        List<Double> numbers = new PretrainedCodecs.Numbers().read(value);
        int channels = current.inChannels();
        if (numbers.size() == channels) {
            return numbers;
        }
        if (given && numbers.size() != 1) {
            throw new IllegalArgumentException(
                    "expected one value or " + channels + " for " + name + ", found " + numbers.size());
        }
        double sum = 0;
        for (double number : numbers) {
            sum += number;
        }
        List<Double> same = new ArrayList<>();
        for (int i = 0; i < channels; i++) {
            same.add(sum / numbers.size());
        }
        return same;
    }

    /** Preprocessing given for the export takes the place of what the source recommends for tests. */
    private void testRecommendations(Map<String, @Nullable Object> cfg) {
        boolean sized = dataConfig.get("input_size") != null || dataConfig.get("img_size") != null;
        if (dataConfig.get("test_input_size") != null) {
            cfg.put("test_input_size", dataConfig.get("test_input_size"));
            cfg.remove("test_pool_size");
        } else if (sized) {
            cfg.keySet().removeAll(List.of("test_input_size", "test_pool_size"));
        }
        if (dataConfig.get("test_crop_pct") != null) {
            cfg.put("test_crop_pct", dataConfig.get("test_crop_pct"));
        } else if (dataConfig.get("crop_pct") != null) {
            cfg.remove("test_crop_pct");
        }
    }

    private void adaptation(Map<String, @Nullable Object> cfg) {
        cfg.put("fixed_input_size", current.fixedInputSize());
        List<String> firstConv = current.firstConv();
        cfg.put("first_conv", firstConv == null ? null : new PretrainedCodecs.Texts().write(firstConv));
        cfg.put("custom_load", false); // saved weights are in the network's own layout
        cfg.remove("label_offset"); // the saved classifier has lost those classes
        PretrainedCfg.InputSize size = new PretrainedCodecs.Input().read(Objects.requireNonNull(cfg.get("input_size")));
        if (!spatial(size).equals(spatial(source.input().inputSize()))) {
            cfg.put("pool_size", null);
        }
        for (String name : List.of("test_input_size", "min_input_size")) {
            if (cfg.get(name) instanceof List<?> sides && !sides.isEmpty()) {
                PretrainedCfg.InputSize adapted =
                        new PretrainedCodecs.Input().read(sides).withChannels(current.inChannels());
                cfg.put(name, new PretrainedCodecs.Input().write(adapted));
            }
        }
        if (current.fixedInputSize()) {
            cfg.remove("test_input_size");
        }
    }

    /** The arguments to make the model again; rates of random layers only where they were given for the export. */
    private Map<String, @Nullable Object> args() {
        Arguments given =
                extra.get("model_args") instanceof Map<?, ?> map ? texts(map).with(modelArgs) : modelArgs;
        Map<String, @Nullable Object> args =
                new LinkedHashMap<>(current.modelArgs().values());
        args.keySet().removeIf(name -> DROP_RATES.contains(name) || name.endsWith("_drop_rate"));
        args.putAll(given.values());
        args.put("in_chans", sameAsModel("in_chans", given.get("in_chans"), current.inChannels()));
        args.put("num_classes", sameAsModel("num_classes", given.get("num_classes"), current.numClasses()));
        if (current.globalPool() != null) {
            args.put("global_pool", sameAsModel("global_pool", given.get("global_pool"), current.globalPool()));
        }
        ImageSize size = current.imageSize();
        if (size != null) {
            Object asked = given.get("img_size");
            sameAsModel("img_size", asked == null ? null : size(asked), size);
            args.put("img_size", List.of(size.height(), size.width()));
        }
        return args;
    }

    private static <T> T sameAsModel(String name, @Nullable Object given, T own) {
        if (given != null && !given.equals(own)) {
            throw new IllegalArgumentException("expected " + name + " " + own + " as the model has, found " + given);
        }
        return own;
    }

    private static void putIfSet(Map<String, @Nullable Object> root, String name, @Nullable Object value) {
        boolean empty = value == null
                || value.equals("")
                || (value instanceof List<?> list && list.isEmpty())
                || (value instanceof Map<?, ?> map && map.isEmpty());
        if (!empty) {
            root.put(name, value);
        }
    }
}
