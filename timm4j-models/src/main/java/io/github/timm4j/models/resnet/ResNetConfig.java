package io.github.timm4j.models.resnet;

import io.github.timm4j.nn.Activation;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The shape of a ResNet.
 *
 * @param stages what the four stages consist of
 * @param stem how the picture is brought to a quarter of its size
 * @param width of the convolutions inside a unit
 * @param shortcut how a shortcut changes resolution and channels
 * @param antialias what replaces the strides of 3x3 convolutions
 * @param attention after the last convolution of a unit
 * @param groupNorm whether normalisation is over 32 groups of channels instead of the batch
 * @param activation of all units
 */
@RecordBuilder
record ResNetConfig(
        Stages stages,
        Stem stem,
        Width width,
        Shortcut shortcut,
        Antialias antialias,
        Attention attention,
        boolean groupNorm,
        Activation activation)
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
        AVG,
        BLUR
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
    record Stages(List<Unit> units, List<Integer> depths, List<Integer> channels) {}

    /**
     * The stem.
     *
     * @param width channels of the first convolutions of a deep stem
     * @param deep three 3x3 convolutions instead of one of 7x7
     * @param tiered the first of them is a quarter narrower
     * @param convPool a strided convolution instead of the max pool
     */
    record Stem(int width, boolean deep, boolean tiered, boolean convPool) {}

    /**
     * Width inside a unit.
     *
     * @param groups groups of the 3x3 convolution
     * @param base channels of one group at 64 planes
     * @param reduceFirst divides the width of the first convolution
     */
    record Width(int groups, int base, int reduceFirst) {}

    /**
     * The shortcut.
     *
     * @param kernel kernel size of its convolution
     * @param average pool before a 1x1 convolution instead of a strided one
     */
    record Shortcut(int kernel, boolean average) {}

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
                new Stem(64, false, false, false),
                new Width(1, 64, 1),
                new Shortcut(1, false),
                Antialias.NONE,
                Attention.NONE,
                false,
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
        return withStem(new Stem(32, true, true, false)).averageShortcuts();
    }

    /** As D, with a convolution for the max pool and narrower attention, from "Revisiting ResNets". */
    ResNetConfig variantRs() {
        return withStem(new Stem(32, true, false, true)).averageShortcuts().withAttention(Attention.SE_QUARTER);
    }

    ResNetConfig deepStem(int width) {
        return withStem(new Stem(width, true, false, false));
    }

    ResNetConfig averageShortcuts() {
        return withShortcut(new Shortcut(1, true));
    }

    ResNetConfig resNeXt(int groups, int base) {
        return withWidth(new Width(groups, base, width.reduceFirst()));
    }

    ResNetConfig se() {
        return withAttention(Attention.SE);
    }

    ResNetConfig eca() {
        return withAttention(Attention.ECA);
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
