package io.github.timm4j.data;

import io.github.timm4j.config.ImageSize;
import io.github.timm4j.data.image.Interpolation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a caller wants otherwise than the weights' configuration says; the names are those of timm's command line.
 *
 * <pre>{@code DataOverrides.none().imageSize(ImageSize.square(288)).cropPct(1.0)}</pre>
 */
public final class DataOverrides {
    @Nullable
    Integer channels;

    @Nullable
    ImageSize imageSize;

    @Nullable
    Interpolation interpolation;

    @Nullable
    List<Double> mean;

    @Nullable
    List<Double> std;

    @Nullable
    Double cropPct;

    @Nullable
    CropMode cropMode;

    boolean testSize;

    private DataOverrides() {}

    private DataOverrides(DataOverrides from) {
        channels = from.channels;
        imageSize = from.imageSize;
        interpolation = from.interpolation;
        mean = from.mean;
        std = from.std;
        cropPct = from.cropPct;
        cropMode = from.cropMode;
        testSize = from.testSize;
    }

    /**
     * Nothing is otherwise.
     *
     * @return the start
     */
    public static DataOverrides none() {
        return new DataOverrides();
    }

    /**
     * Colour channels that count where the image size is overridden too, and for a mean of a single value ({@code
     * in_chans}).
     *
     * @param count at least 1
     * @return with that
     */
    public DataOverrides channels(int count) {
        DataOverrides changed = new DataOverrides(this);
        changed.channels = count;
        return changed;
    }

    int channelsOr(int otherwise) {
        return channels == null ? otherwise : channels;
    }

    /**
     * Size of the input ({@code img_size}, {@code input_size}).
     *
     * @param size rows and columns
     * @return with that
     */
    public DataOverrides imageSize(ImageSize size) {
        DataOverrides changed = new DataOverrides(this);
        changed.imageSize = size;
        return changed;
    }

    /**
     * The resize filter.
     *
     * @param filter the filter
     * @return with that
     */
    public DataOverrides interpolation(Interpolation filter) {
        DataOverrides changed = new DataOverrides(this);
        changed.interpolation = filter;
        return changed;
    }

    /**
     * Mean of the channels.
     *
     * @param values one for each channel, or one for all
     * @return with that
     */
    public DataOverrides mean(List<Double> values) {
        DataOverrides changed = new DataOverrides(this);
        changed.mean = List.copyOf(values);
        return changed;
    }

    /**
     * Standard deviation of the channels.
     *
     * @param values one for each channel, or one for all
     * @return with that
     */
    public DataOverrides std(List<Double> values) {
        DataOverrides changed = new DataOverrides(this);
        changed.std = List.copyOf(values);
        return changed;
    }

    /**
     * Side of the crop over side of the resized picture.
     *
     * @param share above 0; 0 stands for what the weights say
     * @return with that
     */
    public DataOverrides cropPct(double share) {
        DataOverrides changed = new DataOverrides(this);
        changed.cropPct = share == 0 ? null : Double.valueOf(share);
        return changed;
    }

    /**
     * How the picture is brought to the input's shape.
     *
     * @param mode the mode
     * @return with that
     */
    public DataOverrides cropMode(CropMode mode) {
        DataOverrides changed = new DataOverrides(this);
        changed.cropMode = mode;
        return changed;
    }

    /**
     * Whether the size and crop that test best count, where the weights have such ({@code use_test_size}).
     *
     * @param wanted true for the test size
     * @return with that
     */
    public DataOverrides testSize(boolean wanted) {
        DataOverrides changed = new DataOverrides(this);
        changed.testSize = wanted;
        return changed;
    }
}
