package io.github.timm4j.models.efficientnet;

import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.config.Name;
import io.github.timm4j.nn.Activation;
import io.github.timm4j.nn.BatchNorm2d;
import io.github.timm4j.nn.BlurPool2d;
import io.github.timm4j.nn.EvoNorm2d;
import io.github.timm4j.nn.Layer;
import io.github.timm4j.nn.Norm;
import io.github.timm4j.nn.Padding;
import io.github.timm4j.nn.Pool2d;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

/**
 * What the blocks of a mobile network share.
 *
 * @param padding of convolutions
 * @param norm kind of norm
 * @param normGroup channels of one group of the norm, where it has groups; 0 for 32 groups
 * @param antialias instead of strides, or null
 * @param attentions channel attention
 * @param squeezeFromInner whether its hidden channels are a share of a block's inner channels instead of the block's input
 * @param layerScale initial scale of a block's branch, or null for none
 */
@RecordBuilder
public record Ways(
        @Name("pad_type") Pad padding,
        @Name("norm_layer") NormKind norm,
        int normGroup,
        @Name("aa_layer") @Nullable Antialias antialias,
        @Name("se_layer") Attentions attentions,
        @Name("se_from_exp") boolean squeezeFromInner,
        @Name("layer_scale_init_value") @Nullable Double layerScale)
        implements WaysBuilder.With {
    /** Symmetric padding, batch norm, squeeze-and-excitation counted from a block's input. */
    public static final Ways PLAIN = new Ways(Pad.SYMMETRIC, NormKind.BATCH, 0, null, Attentions.PLAIN, false, null);

    private static final double TF_EPS = 1e-3;
    private static final int GROUPS = 32;

    /** How convolutions pad. */
    public enum Pad {
        /** As much on every side. */
        @Name({"", "symmetric"})
        SYMMETRIC,
        /** As TensorFlow does, by the input's size. */
        SAME,
        /** Not at all. */
        VALID
    }

    /** Kinds of norm. */
    public enum NormKind {
        /** Over the batch, with PyTorch's eps. */
        @Name({"batchnorm2d", "batchnorm"})
        BATCH,
        /** Over the batch, with TensorFlow's eps. */
        @Name("batchnorm2d_tf")
        BATCH_TF,
        /** Batch, with TensorFlow's eps where published weights are loaded, which were trained with it. */
        BATCH_TF_WHEN_PRETRAINED,
        /** Over groups of channels. */
        @Name("groupnorm")
        GROUP,
        /** Over all channels and positions. */
        @Name("groupnorm1")
        GROUP_OF_ALL,
        /** EvoNorm S0. */
        @Name("evonorms0")
        EVO,
        /** Over all channels of a position. */
        @Name({"layernorm2d", "layernorm2dfp32"})
        LAYER
    }

    /** What takes the place of strides. */
    public enum Antialias {
        /** Mean of the window. */
        @Name({"avg", "avgpool"})
        AVG,
        /** Binomial blur that reflects the border. */
        @Name({"blur", "blurpool"})
        BLUR,
        /** Binomial blur with a border of zeros. */
        BLURPC;

        Layer layer(int stride) {
            return this == AVG ? Pool2d.avg(stride, stride, Padding.VALID) : new BlurPool2d(stride, this == BLUR);
        }
    }

    /**
     * The norms.
     *
     * @param options the caller's choice of constants
     * @return makes the layers
     */
    public Norm norms(ModelOptions options) {
        return switch (norm) {
            case BATCH -> Norm.batch(options);
            case BATCH_TF_WHEN_PRETRAINED ->
                options.weights().pretrained()
                        ? Norm.batch(options, new BatchNorm2d.Options(0.1, TF_EPS))
                        : Norm.batch(options);
            case BATCH_TF -> Norm.batch(options, new BatchNorm2d.Options(0.1, TF_EPS));
            case GROUP ->
                (channels, activation, init) ->
                        Norm.group(channels / group(channels)).layer(channels, activation, init);
            case EVO ->
                (channels, activation, init) ->
                        new EvoNorm2d(channels, group(channels), activation != Activation.IDENTITY);
            case GROUP_OF_ALL -> Norm.group(1);
            case LAYER -> Norm.layerNorm2d(1e-5);
        };
    }

    private int group(int channels) {
        int size = normGroup == 0 ? channels / GROUPS : normGroup;
        if (size == 0 || channels % size != 0 || (normGroup == 0 && channels % GROUPS != 0)) {
            throw new IllegalArgumentException("cannot share " + channels + " channels among "
                    + (normGroup == 0 ? GROUPS + " groups" : "groups of " + normGroup));
        }
        return size;
    }

    /** Padding of one convolution. */
    Padding padding(int kernel, int stride, int dilation) {
        return switch (padding) {
            case SYMMETRIC -> Padding.symmetric(kernel, stride, dilation);
            case SAME -> Padding.SAME;
            case VALID -> Padding.VALID;
        };
    }
}
