package io.github.timm4j.registry;

import io.github.timm4j.CorruptFileException;
import io.github.timm4j.TimmException;
import io.github.timm4j.config.Arguments;
import io.github.timm4j.config.PretrainedCfg;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A model's {@code config.json} on the hub or in a folder: architecture, the arguments it was made with, and the pretrained
 * configuration of its weights ({@code timm.models._hub}).
 *
 * @param root the file's fields in their order: {@code architecture}, {@code num_classes}, {@code num_features}, {@code
 *     global_pool}, {@code label_names}, {@code label_descriptions}, {@code model_args}, {@code pretrained_cfg} and others;
 *     in files of old releases those of the pretrained configuration itself
 */
public record HubConfig(Arguments root) {
    /** The file's name. */
    public static final String FILE = "config.json";

    private static final int MOST_BYTES = 16 << 20;

    /**
     * Checks that the fields describe a timm model.
     *
     * @param root as above
     * @throws CorruptFileException where architecture or pretrained configuration are missing or of another type
     */
    public HubConfig {
        if (!(root.get("architecture") instanceof String)) {
            throw new CorruptFileException("expected a config.json that names an architecture, found " + root.names()
                    + " (not a timm model?)");
        }
        checkMap(root, "pretrained_cfg");
        checkMap(root, "model_args");
    }

    /**
     * Reads the file of a folder.
     *
     * @param folder the folder that holds {@code config.json}
     * @return the configuration
     * @throws TimmException where there is no such file
     * @throws CorruptFileException where it is malformed or larger than 16 MiB
     */
    public static HubConfig read(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new TimmException("expected a folder with " + FILE + ", found none in " + folder);
        }
        try (InputStream in = Files.newInputStream(file)) {
            return parse(in.readNBytes(MOST_BYTES + 1), file.toString());
        } catch (IOException e) {
            throw new TimmException("cannot read " + file, e);
        }
    }

    /**
     * Parses the file's bytes.
     *
     * @param json UTF-8
     * @param origin what messages call it
     * @return the configuration
     * @throws CorruptFileException where it is malformed or larger than 16 MiB
     */
    public static HubConfig parse(byte[] json, String origin) {
        if (json.length > MOST_BYTES) {
            throw new CorruptFileException(origin + ": expected at most " + MOST_BYTES + " bytes of configuration");
        }
        try {
            return new HubConfig(Arguments.fromJson(json));
        } catch (IllegalArgumentException e) {
            throw new CorruptFileException(origin + ": " + e.getMessage(), e);
        }
    }

    /**
     * The architecture's name.
     *
     * @return the name, without tag
     */
    public String architecture() {
        return String.valueOf(root.get("architecture"));
    }

    /**
     * The arguments that the model was made with, defaults for one made from this file.
     *
     * @return timm's names to values
     */
    public Arguments modelArgs() {
        return nested("model_args");
    }

    /**
     * The pretrained configuration of weights in a hub repository.
     *
     * @param id {@code owner/model} with an optional {@code @revision}
     * @return the configuration, with labels, number of classes and input size as the whole file says
     * @throws CorruptFileException where a field does not fit
     */
    public PretrainedCfg inHub(String id) {
        return cfg(Arguments.of("hf_hub_id", id).with("source", "hf-hub"));
    }

    /**
     * The pretrained configuration of weights in a folder.
     *
     * @param folder the folder
     * @return the configuration, as {@link #inHub}
     * @throws CorruptFileException where a field does not fit
     */
    public PretrainedCfg inFolder(Path folder) {
        return cfg(Arguments.of("file", folder.toString()).with("source", "local-dir"));
    }

    /**
     * Writes the file as timm does.
     *
     * @return JSON with two spaces of indentation, without a last line break
     * @throws IllegalArgumentException where an argument has no JSON form
     */
    public String toJson() {
        return root.toJson();
    }

    private PretrainedCfg cfg(Arguments place) {
        Map<String, @Nullable Object> fields =
                new LinkedHashMap<>(ownFields().with(place).values());
        if (root.has("pretrained_cfg")) {
            for (String name : List.of("num_classes", "label_names", "label_descriptions")) {
                if (root.has(name)) {
                    fields.put(name, root.get(name));
                }
            }
        }
        try {
            adaptToModelArgs(fields);
            fields.put("architecture", architecture());
            return new Arguments(known(fields)).bindTo(PretrainedCfg.DEFAULT);
        } catch (IllegalArgumentException e) {
            throw new CorruptFileException(FILE + " of " + architecture() + ": " + e.getMessage(), e);
        }
    }

    /** The pretrained configuration's own fields; in files of old releases those are the file itself. */
    private Arguments ownFields() {
        if (root.has("pretrained_cfg")) {
            return nested("pretrained_cfg");
        }
        Arguments fields = root.without("architecture", "num_features", "model_args");
        return fields.has("labels") ? fields.without("labels").with("label_names", fields.get("labels")) : fields;
    }

    /** Makes the input's size and constraint those of the model that the arguments describe. */
    private void adaptToModelArgs(Map<String, @Nullable Object> fields) {
        Arguments args = modelArgs();
        if (isTrue(args.get("dynamic_img_size"))
                || Boolean.FALSE.equals(args.get("strict_img_size"))
                || isTrue(args.get("use_naflex"))) {
            fields.put("fixed_input_size", false);
        }
        Object channels = args.get("in_chans");
        if (channels != null) {
            fields.putIfAbsent("input_size", List.of(3, 224, 224));
            for (String name : List.of("input_size", "test_input_size", "min_input_size")) {
                if (fields.get(name) instanceof List<?> size && !size.isEmpty()) {
                    fields.put(name, joined(channels, size.subList(1, size.size())));
                }
            }
        }
        Object imageSize = args.get("img_size");
        if (imageSize != null && isTrue(fields.get("fixed_input_size"))) {
            List<?> sides = imageSize instanceof List<?> list ? list : List.of(imageSize, imageSize);
            Object size = fields.get("input_size");
            Object first = size instanceof List<?> list && !list.isEmpty() ? list.get(0) : 3;
            fields.put("input_size", joined(first, sides));
        }
    }

    private static List<@Nullable Object> joined(@Nullable Object first, List<?> rest) {
        List<@Nullable Object> all = new ArrayList<>();
        all.add(first);
        all.addAll(rest);
        return all;
    }

    /** Leaves out what is null, and fields of newer releases. */
    private static Map<String, @Nullable Object> known(Map<String, @Nullable Object> fields) {
        Map<String, @Nullable Object> known = new LinkedHashMap<>();
        fields.forEach((name, value) -> {
            if (!PretrainedCfg.FIELDS.contains(name) || name.equals("state_dict")) {
                LoggerFactory.getLogger(HubConfig.class).warn("{}: the field {} is not known and left out", FILE, name);
            } else if (value != null) {
                known.put(name, value);
            }
        });
        return known;
    }

    private Arguments nested(String name) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        if (root.get(name) instanceof Map<?, ?> map) {
            map.forEach((key, value) -> fields.put((String) key, value));
        }
        return new Arguments(fields);
    }

    private static boolean isTrue(@Nullable Object value) {
        return Boolean.TRUE.equals(value);
    }

    private static void checkMap(Arguments root, String name) {
        if (root.get(name) != null && !(root.get(name) instanceof Map)) {
            throw new CorruptFileException("expected an object under " + name + ", found " + root.get(name));
        }
    }
}
