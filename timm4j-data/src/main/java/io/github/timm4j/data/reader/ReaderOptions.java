package io.github.timm4j.data.reader;

import org.jspecify.annotations.Nullable;

/**
 * What to read from a data set and how; make one with {@link #builder()}.
 *
 * @param split part of the data set, such as {@code train} or {@code validation[:10%]}
 * @param classMap classes to use instead of the data set's own, or null
 * @param inputKey fields or file endings of the picture, or null for the reader's usual ones
 * @param targetKey field of the label, several between commas, or null for the reader's usual one
 * @param targetFormat what a list in a label means
 * @param stream how to run through shards
 * @param cacheIndex whether to keep the index of tar files beside them; null keeps it from 10 GiB on
 * @param hub where Hugging Face data sets that are no local folder come from, or null for the hub that the environment
 *     says
 */
public record ReaderOptions(
        String split,
        @Nullable ClassMapSource classMap,
        @Nullable String inputKey,
        @Nullable String targetKey,
        TargetFormat targetFormat,
        StreamOptions stream,
        @Nullable Boolean cacheIndex,
        @Nullable DatasetHub hub) {

    /** Everything as usual: the training split, no class map. */
    public static final ReaderOptions DEFAULT = builder().build();

    /**
     * Begins with what is usual.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The fields of the label.
     *
     * @param usual field where none is given
     * @return the fields
     */
    TargetFields targetFields(String usual) {
        return TargetFields.parse(targetKey == null || targetKey.isEmpty() ? usual : targetKey, targetFormat);
    }

    /** The picture's field or endings. */
    String inputKey(String usual) {
        return inputKey == null || inputKey.isEmpty() ? usual : inputKey;
    }

    /** The endings of picture files. */
    ImageExtensions imageExtensions() {
        String endings = inputKey("");
        return endings.isEmpty() ? ImageExtensions.DEFAULT : ImageExtensions.parse(endings);
    }

    /** Collects options. */
    public static final class Builder {
        private String split = "train";
        private @Nullable ClassMapSource classMap;
        private @Nullable String inputKey;
        private @Nullable String targetKey;
        private TargetFormat targetFormat = TargetFormat.INDICES;
        private StreamOptions stream = StreamOptions.DEFAULT;
        private @Nullable Boolean cacheIndex;
        private @Nullable DatasetHub hub;

        private Builder() {}

        /**
         * Chooses a part of the data set.
         *
         * @param name such as {@code train}
         * @return this
         */
        public Builder split(String name) {
            this.split = name;
            return this;
        }

        /**
         * Numbers the classes.
         *
         * @param classes a map or a file
         * @return this
         */
        public Builder classMap(@Nullable ClassMapSource classes) {
            this.classMap = classes;
            return this;
        }

        /**
         * Chooses the picture.
         *
         * @param key field or file endings between semicolons, null for the usual
         * @return this
         */
        public Builder inputKey(@Nullable String key) {
            this.inputKey = key;
            return this;
        }

        /**
         * Chooses the label.
         *
         * @param key field or path, several between commas, null for the usual
         * @return this
         */
        public Builder targetKey(@Nullable String key) {
            this.targetKey = key;
            return this;
        }

        /**
         * Says what a list in a label means.
         *
         * @param format indices unless given
         * @return this
         */
        public Builder targetFormat(TargetFormat format) {
            this.targetFormat = format;
            return this;
        }

        /**
         * Says how to run through shards.
         *
         * @param options evaluation, in one process, unless given
         * @return this
         */
        public Builder stream(StreamOptions options) {
            this.stream = options;
            return this;
        }

        /**
         * Keeps the index of tar files beside them or not.
         *
         * @param keep null for keeping it from 10 GiB on
         * @return this
         */
        public Builder cacheIndex(@Nullable Boolean keep) {
            this.cacheIndex = keep;
            return this;
        }

        /**
         * Says where Hugging Face data sets that are no local folder come from.
         *
         * @param source null for the hub that the environment says
         * @return this
         */
        public Builder hub(@Nullable DatasetHub source) {
            this.hub = source;
            return this;
        }

        /**
         * Makes the options.
         *
         * @return what was collected
         */
        public ReaderOptions build() {
            return new ReaderOptions(split, classMap, inputKey, targetKey, targetFormat, stream, cacheIndex, hub);
        }
    }
}
