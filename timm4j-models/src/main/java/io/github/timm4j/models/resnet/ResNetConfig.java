package io.github.timm4j.models.resnet;

import io.github.timm4j.config.Bounds;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.config.Name;
import io.github.timm4j.nn.Activation;
import io.github.timm4j.nn.BlurPool2d;
import io.github.timm4j.nn.Init;
import io.github.timm4j.nn.Layer;
import io.github.timm4j.nn.Norm;
import io.github.timm4j.nn.Padding;
import io.github.timm4j.nn.Pool2d;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a ResNet.
 *
 * @param stages what the four stages consist of
 * @param stem how the picture is brought to a quarter of its size
 * @param width of the convolutions inside a unit
 * @param shortcut how a shortcut changes resolution and channels
 * @param antialias what replaces the strides of 3x3 convolutions
 * @param blockArgs what follows the last convolution of a unit
 * @param norm kind of norm
 * @param activation of all units
 */
@RecordBuilder
record ResNetConfig(
        Stages stages,
        Stem stem,
        Width width,
        Shortcut shortcut,
        @Name("aa_layer") Antialias antialias,
        BlockArgs blockArgs,
        @Name("norm_layer") NormKind norm,
        @Name("act_layer") Activation activation)
        implements ResNetConfigBuilder.With {

    /** Kinds of residual unit. */
    enum Unit {
        BASIC(1),
        BOTTLENECK(4);

        final int expansion;

        Unit(int expansion) {
            this.expansion = expansion;
        }
    }

    /** What replaces the stride of a 3x3 convolution: nothing, an average pool or a blur. */
    enum Antialias {
        NONE,
        @Name({"avg", "avgpool"})
        AVG,
        @Name({"blur", "blurpool"})
        BLUR;

        @Nullable
        Layer layer(int stride) {
            return switch (this) {
                case NONE -> null;
                case AVG -> Pool2d.avg(stride, stride, Padding.VALID);
                case BLUR -> new BlurPool2d(stride);
            };
        }
    }

    /** Kinds of norm: over the batch, over 32 groups of channels, over one group of all, over the channels of a position. */
    enum NormKind {
        @Name({"batchnorm2d", "batchnorm"})
        BATCH,
        @Name("groupnorm")
        GROUP,
        @Name("groupnorm1")
        GROUP_OF_ALL,
        @Name({"layernorm2d", "layernorm2dfp32"})
        LAYER;

        private static final int GROUPS = 32;

        Norm norm(ModelOptions options) {
            return switch (this) {
                case BATCH -> Norm.batch(options);
                case GROUP -> Norm.group(GROUPS);
                case GROUP_OF_ALL -> Norm.group(1);
                case LAYER -> Norm.layerNorm2d(1e-6);
            };
        }
    }

    /** Kinds of stem: one 7x7 convolution, three of 3x3, three of which the first is a quarter narrower. */
    enum StemType {
        @Name("")
        PLAIN,
        DEEP,
        DEEP_TIERED
    }

    /** Channel attention: none, squeeze-and-excitation with a sixteenth or a quarter of the channels, ECA. */
    enum Attention {
        NONE,
        SE,
        SE_QUARTER,
        ECA
    }

    /**
     * The four stages.
     *
     * @param units kind of unit of each stage
     * @param depths units in each stage
     * @param channels planes of each stage, before a unit's expansion
     */
    record Stages(
            @Name("block") List<Unit> units, @Name("layers") List<Integer> depths, List<Integer> channels) {
        Stages {
            if (depths.size() != channels.size() || depths.size() > units.size()) {
                throw new IllegalArgumentException("each stage has a block, a number of layers and channels; found "
                        + units.size() + ", " + depths.size() + " and " + channels.size());
            }
            depths.forEach(depth -> Bounds.atLeast("layers", 1, depth));
            channels.forEach(count -> Bounds.atLeast("channels", 1, count));
        }
    }

    /**
     * The stem.
     *
     * @param width channels of the first convolutions of a deep stem
     * @param type of convolutions
     * @param convPool a strided convolution instead of the max pool
     */
    record Stem(
            @Name("stem_width") int width,
            @Name("stem_type") StemType type,
            @Name("replace_stem_pool") boolean convPool) {
        Stem {
            Bounds.atLeast("stem_width", 1, width);
        }

        boolean deep() {
            return type != StemType.PLAIN;
        }
    }

    /**
     * Width inside a unit.
     *
     * @param groups groups of the 3x3 convolution
     * @param base channels of one group at 64 planes
     * @param reduceFirst divides the width of the first convolution
     */
    record Width(
            @Name("cardinality") int groups,
            @Name("base_width") int base,
            @Name("block_reduce_first") int reduceFirst) {
        Width {
            Bounds.atLeast("cardinality", 1, groups);
            Bounds.atLeast("base_width", 1, base);
            Bounds.atLeast("block_reduce_first", 1, reduceFirst);
        }
    }

    /**
     * The shortcut.
     *
     * @param kernel kernel size of its convolution
     * @param average pool before a 1x1 convolution instead of a strided one
     */
    record Shortcut(
            @Name("down_kernel_size") int kernel,
            @Name("avg_down") boolean average) {}

    /**
     * What follows the last convolution of a unit.
     *
     * @param attention channel attention
     * @param zeroInitLast whether the scale of the last norm begins at zero
     */
    record BlockArgs(@Name("attn_layer") Attention attention, boolean zeroInitLast) {
        Init lastNorm() {
            return zeroInitLast ? Init.ZEROS : Init.ONES;
        }
    }

    static ResNetConfig basic(int... depths) {
        return of(Unit.BASIC, depths);
    }

    static ResNetConfig bottleneck(int... depths) {
        return of(Unit.BOTTLENECK, depths);
    }

    private static ResNetConfig of(Unit unit, int... depths) {
        return new ResNetConfig(
                new Stages(
                        Collections.nCopies(depths.length, unit),
                        Arrays.stream(depths).boxed().toList(),
                        List.of(64, 128, 256, 512)),
                new Stem(64, StemType.PLAIN, false),
                new Width(1, 64, 1),
                new Shortcut(1, false),
                Antialias.NONE,
                new BlockArgs(Attention.NONE, true),
                NormKind.BATCH,
                Activation.RELU);
    }

    /** Deep stem of width 32. */
    ResNetConfig variantC() {
        return deepStem(32);
    }

    /** Deep stem and average-pooled shortcuts, from "Bag of Tricks". */
    ResNetConfig variantD() {
        return variantC().averageShortcuts();
    }

    /** Deep stem of width 64. */
    ResNetConfig variantS() {
        return deepStem(64);
    }

    /** As D, with a tiered stem. */
    ResNetConfig variantT() {
        return withStem(new Stem(32, StemType.DEEP_TIERED, false)).averageShortcuts();
    }

    /** As D, with a convolution for the max pool and narrower attention, from "Revisiting ResNets". */
    ResNetConfig variantRs() {
        return withStem(new Stem(32, StemType.DEEP, true)).averageShortcuts().attention(Attention.SE_QUARTER);
    }

    ResNetConfig deepStem(int width) {
        return withStem(new Stem(width, StemType.DEEP, false));
    }

    ResNetConfig averageShortcuts() {
        return withShortcut(new Shortcut(1, true));
    }

    ResNetConfig resNeXt(int groups, int base) {
        return withWidth(new Width(groups, base, width.reduceFirst()));
    }

    private ResNetConfig attention(Attention kind) {
        return withBlockArgs(new BlockArgs(kind, blockArgs.zeroInitLast()));
    }

    ResNetConfig groupNorm() {
        return withNorm(NormKind.GROUP);
    }

    ResNetConfig se() {
        return attention(Attention.SE);
    }

    ResNetConfig eca() {
        return attention(Attention.ECA);
    }

    ResNetConfig averageAntialias() {
        return withAntialias(Antialias.AVG);
    }

    ResNetConfig blurAntialias() {
        return withAntialias(Antialias.BLUR);
    }

    /** The first convolution of a unit halved, 3x3 shortcuts and a deep stem: SENet-154. */
    ResNetConfig seNet() {
        return resNeXt(64, 4)
                .withWidth(new Width(64, 4, 2))
                .withShortcut(new Shortcut(3, false))
                .deepStem(64)
                .se();
    }

    /** The tiny test network: three stages of basic units and one of bottlenecks. */
    ResNetConfig mixed() {
        return withStages(new Stages(
                List.of(Unit.BASIC, Unit.BASIC, Unit.BOTTLENECK, Unit.BASIC),
                stages.depths(),
                List.of(32, 48, 48, 96)));
    }
}
