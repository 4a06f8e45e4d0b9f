package io.github.timm4j.config;

import ai.djl.ndarray.NDArray;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to one set of pretrained weights: where they are, the pictures and classes they were made for, and who
 * made them under which licence. The 33 fields of timm's {@code PretrainedCfg}, grouped.
 *
 * @param architecture the network's name, without tag
 * @param tag the weight set's name, null for the few sets without one
 * @param weights where the weights are
 * @param input sizes of the input
 * @param preprocessing how a picture becomes the input
 * @param labels the classes
 * @param adaptation what must be known to adapt the weights to another input or head
 * @param provenance licence, origin and paper
 */
public record PretrainedCfg(
        @Nullable String architecture,
        @Nullable String tag,
        Weights weights,
        Input input,
        Preprocessing preprocessing,
        Labels labels,
        Adaptation adaptation,
        Provenance provenance) {

    /** timm's names of the fields in timm's order. */
    public static final List<String> FIELDS = List.of(
            ("url file state_dict hf_hub_id hf_hub_filename source architecture tag custom_load input_size test_input_size "
                            + "min_input_size fixed_input_size interpolation crop_pct test_crop_pct crop_mode mean std "
                            + "num_classes label_offset label_names label_descriptions pool_size test_pool_size first_conv "
                            + "classifier license description origin_url paper_name paper_ids notes")
                    .split(" "));

    private static final List<String> SOURCES = List.of("url", "file", "hf_hub_id", "hf_hub_filename", "source");
    private static final List<String> KEPT_NULLS = List.of("pool_size", "first_conv", "classifier");
    private static final List<String> LOCATIONS = List.of("file", "url", "hf_hub_id", "hf_hub_filename");

    /** timm's defaults: 224x224, bicubic, crop 0.875, ImageNet's mean and deviation, 1000 classes, no weights. */
    public static final PretrainedCfg DEFAULT = new PretrainedCfg(
            null,
            null,
            new Weights(null, null, null, null, null, null, false),
            new Input(new InputSize(3, 224, 224), null, null, false),
            new Preprocessing(
                    "bicubic", 0.875, null, "center", List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225)),
            new Labels(1000, null, null, null),
            new Adaptation(null, null, null, null),
            new Provenance(null, null, null, null, null, null));

    /**
     * Where weights are; see {@link #location()} for the one that counts.
     *
     * @param url address of a file, and its name in the cache where that differs
     * @param file path of a file, or of a folder where {@code source} is {@code local-dir}
     * @param stateDict the weights themselves
     * @param hfHubId hub repository, {@code owner/model} with an optional {@code @revision}
     * @param hfHubFilename file in the repository, where it is not the usual one
     * @param source {@code hf-hub} or {@code local-dir} where the configuration was read there
     * @param customLoad whether the file is of a foreign layout (Flax or Big Vision {@code .npz})
     */
    public record Weights(
            @Coded(PretrainedCodecs.Url.class) @Nullable Link url,
            @Nullable String file,
            @Nullable Map<String, NDArray> stateDict,
            @Nullable String hfHubId,
            @Nullable String hfHubFilename,
            @Nullable String source,
            boolean customLoad) {
        /**
         * Tells whether a file, an address or a repository is named.
         *
         * @return true where there is something to load
         */
        public boolean present() {
            return url != null || (file != null && !file.isEmpty()) || (hfHubId != null && !hfHubId.isEmpty());
        }

        /**
         * Picks the place to load from: what the source says, else the first of state dict, file, hub, address.
         *
         * @return the place
         */
        public WeightLocation location() {
            return WeightLocation.of(this);
        }
    }

    /**
     * A file on the web.
     *
     * @param address the URL
     * @param filename the name in the cache, null for the address's last part
     */
    public record Link(String address, @Nullable String filename) {}

    /**
     * Sizes of the input.
     *
     * @param inputSize the size of the training
     * @param testInputSize the size that tests best, where it differs
     * @param minInputSize the least size
     * @param fixedInputSize whether the network takes no other size
     */
    public record Input(
            InputSize inputSize,
            @Nullable InputSize testInputSize,
            @Nullable InputSize minInputSize,
            boolean fixedInputSize) {}

    /**
     * The size of one input.
     *
     * @param channels colour channels
     * @param height rows
     * @param width columns
     */
    @Coded(PretrainedCodecs.Input.class)
    public record InputSize(int channels, int height, int width) {
        /**
         * The same size with other channels.
         *
         * @param channels colour channels
         * @return the size
         */
        public InputSize withChannels(int channels) {
            return new InputSize(channels, height, width);
        }
    }

    /**
     * How a picture becomes the input.
     *
     * @param interpolation the resize filter, for example {@code bicubic}
     * @param cropPct side of the crop over side of the resized picture
     * @param testCropPct the same for the test size
     * @param cropMode {@code center}, {@code squash} or {@code border}
     * @param mean subtracted from each channel, values in 0..1
     * @param std each channel is divided by it
     */
    public record Preprocessing(
            String interpolation,
            double cropPct,
            @Nullable Double testCropPct,
            String cropMode,
            @Coded(PretrainedCodecs.Numbers.class) List<Double> mean,
            @Coded(PretrainedCodecs.Numbers.class) List<Double> std) {}

    /**
     * The classes.
     *
     * @param numClasses how many; 0 where the network has no classifier
     * @param labelOffset how many classes at the front of the stored classifier mean nothing
     * @param labelNames class index to label
     * @param labelDescriptions label to description
     */
    public record Labels(
            int numClasses,
            @Nullable Integer labelOffset,

            @Coded(PretrainedCodecs.LabelNames.class) @Nullable
            Map<Integer, String> labelNames,

            @Nullable Map<String, String> labelDescriptions) {}

    /**
     * What must be known to adapt weights.
     *
     * @param poolSize size of the last feature map at the training size
     * @param testPoolSize the same at the test size
     * @param firstConv names of the layers that see the colour channels
     * @param classifier names of the layers that give the classes
     */
    public record Adaptation(
            @Coded(PretrainedCodecs.Grid.class) @Nullable ImageSize poolSize,
            @Coded(PretrainedCodecs.Grid.class) @Nullable ImageSize testPoolSize,
            @Coded(PretrainedCodecs.Texts.class) @Nullable List<String> firstConv,
            @Coded(PretrainedCodecs.Texts.class) @Nullable List<String> classifier) {}

    /**
     * Licence, origin and paper.
     *
     * @param license the licence's name as the hub gives it, for example {@code apache-2.0} or {@code cc-by-nc-4.0}
     * @param description one line
     * @param originUrl where the weights come from
     * @param paperName the paper's title
     * @param paperIds its identifiers, for example {@code arXiv:2010.11929}
     * @param notes remarks
     */
    public record Provenance(
            @Nullable String license,
            @Nullable String description,
            @Nullable String originUrl,
            @Nullable String paperName,
            @Coded(PretrainedCodecs.Texts.class) @Nullable List<String> paperIds,
            @Nullable List<String> notes) {}

    /**
     * The name to ask for: {@code arch.tag}, or {@code arch} where there is no tag.
     *
     * @return the name; empty where the architecture is not set
     */
    public String name() {
        String arch = architecture == null ? "" : architecture;
        return tag == null || tag.isEmpty() ? arch : arch + "." + tag;
    }

    /**
     * Lays a partial configuration over this one. Naming another place of the weights resets {@code custom_load}, which
     * describes the format of the place that was replaced, unless it is given too.
     *
     * @param overlay timm's field names to values
     * @return a new configuration
     * @throws IllegalArgumentException for an unknown field or a value that does not fit
     */
    public PretrainedCfg overlay(Arguments overlay) {
        Arguments laid = overlay;
        if (!overlay.has("custom_load") && LOCATIONS.stream().anyMatch(field -> isSet(overlay.get(field)))) {
            laid = overlay.with("custom_load", false);
        }
        return laid.bindTo(this);
    }

    /**
     * One field by timm's name.
     *
     * @param field one of {@link #FIELDS}
     * @return its plain value, null where it is not set
     * @throws IllegalArgumentException for an unknown field
     */
    public @Nullable Object value(String field) {
        Map<String, @Nullable Object> all = RecordBinder.toMap(this);
        if (!all.containsKey(field)) {
            throw new IllegalArgumentException("unknown field \"" + field + "\"; known: " + String.join(", ", FIELDS));
        }
        return all.get(field);
    }

    /**
     * All fields that are set, under timm's names in timm's order; pool size, first convolution and classifier also where
     * they are null. A state dict has no plain form and is left out.
     *
     * @param withSource whether to include the fields that say where the weights are
     * @return the fields
     */
    public Arguments toArguments(boolean withSource) {
        Map<String, @Nullable Object> all = new TreeMap<>(Comparator.comparingInt(FIELDS::indexOf));
        all.putAll(RecordBinder.toMap(this));
        all.remove("state_dict");
        if (!withSource) {
            all.keySet().removeAll(SOURCES);
        }
        all.entrySet().removeIf(field -> field.getValue() == null && !KEPT_NULLS.contains(field.getKey()));
        return new Arguments(new LinkedHashMap<>(all));
    }

    private static boolean isSet(@Nullable Object value) {
        return value != null && !value.equals("");
    }
}
