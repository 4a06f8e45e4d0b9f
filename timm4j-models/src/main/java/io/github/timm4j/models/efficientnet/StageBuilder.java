package io.github.timm4j.models.efficientnet;

import io.github.timm4j.models.efficientnet.BlockContext.Style;
import io.github.timm4j.nn.Activation;
import io.github.timm4j.nn.FeatureInfo;
import io.github.timm4j.nn.Layer;
import io.github.timm4j.nn.Sequential;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds the stages of a mobile network from their specs ({@code timm.models.EfficientNetBuilder}). */
final class StageBuilder {
    private static final int DEPTH_FACTOR = 4;

    /** Where the stretch between space to depth and the next stride is. */
    private enum Depth {
        OUTSIDE,
        BEGINS,
        INSIDE
    }

    /**
     * One stage.
     *
     * @param layer its blocks
     * @param channels of the last of them
     * @param level the level of features that it ends, or null
     */
    record Stage(Layer layer, int channels, FeatureInfo.@Nullable Level level) {}

    private final Style style;
    private final Activation activation;
    private final double dropPathRate;
    private final int outputStride;
    private final List<Stage> stages = new ArrayList<>();
    private int channels;
    private int reduction = 2;
    private int dilation = 1;
    private Depth depth = Depth.OUTSIDE;

    StageBuilder(Style style, Activation activation, double dropPathRate, int outputStride) {
        this.style = style;
        this.activation = activation;
        this.dropPathRate = dropPathRate;
        this.outputStride = outputStride;
    }

    /** Tells whether the stem ends a level of features of its own. */
    static boolean stemIsLevel(List<List<BlockSpec>> specs) {
        BlockSpec first = specs.get(0).get(0);
        return first.stride() > 1 || first.extras().spaceToDepth();
    }

    List<Stage> build(int stemChannels, List<List<BlockSpec>> specs) {
        channels = stemChannels;
        int total = specs.stream().mapToInt(List::size).sum();
        int index = 0;
        for (int stage = 0; stage < specs.size(); stage++) {
            List<Layer> blocks = new ArrayList<>();
            boolean ends = false;
            List<BlockSpec> row = specs.get(stage);
            for (int i = 0; i < row.size(); i++) {
                BlockSpec placed = spaced(i == 0 ? row.get(i) : row.get(i).withStride(1));
                if (i == row.size() - 1) {
                    ends = stage + 1 == specs.size()
                            || (specs.get(stage + 1).get(0).stride() > 1 && depth == Depth.OUTSIDE);
                }
                blocks.add(block(placed, dropPathRate * index++ / total));
                if (depth == Depth.BEGINS) {
                    depth = Depth.INSIDE;
                }
            }
            FeatureInfo.Level level = ends ? new FeatureInfo.Level("blocks." + stage, channels, reduction) : null;
            stages.add(new Stage(new Sequential(blocks), channels, level));
        }
        return stages;
    }

    /** Channels after the last stage. */
    int channels() {
        return channels;
    }

    private BlockSpec spaced(BlockSpec block) {
        if (depth == Depth.OUTSIDE && block.extras().spaceToDepth()) {
            depth = Depth.BEGINS;
            reduction *= 2;
            return block;
        }
        BlockSpec plain = block.withoutSpaceToDepth();
        if (depth == Depth.INSIDE && block.stride() == 2) {
            // the stride was taken by space to depth: expansion and squeeze count from the plain channels again
            depth = Depth.OUTSIDE;
            return plain.withStride(1).withExpansion(block.expansion() / DEPTH_FACTOR);
        }
        return plain;
    }

    private Layer block(BlockSpec block, double dropPath) {
        BlockSpec placed = block;
        int here = dilation;
        if (block.stride() > 1) {
            if (reduction * block.stride() > outputStride) {
                dilation *= block.stride();
                placed = block.withStride(1);
            } else {
                reduction *= block.stride();
            }
        }
        int out = style.widths().scale(block.out()) * (depth == Depth.OUTSIDE ? 1 : DEPTH_FACTOR);
        double expansion = style.ways().squeezeFromInner() ? 1 : block.expansion();
        double squeeze = block.squeeze() / expansion / (depth == Depth.BEGINS ? DEPTH_FACTOR : 1);
        Activation own = block.activation() == null ? activation : block.activation();
        BlockContext context = new BlockContext(channels, out, here, dropPath, own, squeeze, style);
        BlockSpec forced = placed.extras().forceIn() > 0
                ? placed.forcedTo(style.widths().scale(placed.extras().forceIn()))
                : placed;
        channels = out;
        return make(forced, context);
    }

    private static Layer make(BlockSpec block, BlockContext context) {
        return switch (block.kind()) {
            case DS, DSA -> new DepthwiseSeparableConv(block, context);
            case IR ->
                block.extras().experts() > 0
                        ? new CondConvResidual(block, context)
                        : new InvertedResidual(block, context);
            case ER -> new EdgeResidual(block, context);
            case CN -> new ConvBnAct(block, context);
            case UIR -> new UniversalInvertedResidual(block, context);
            case MQA, MHA -> new MobileAttention(block, context);
        };
    }
}
