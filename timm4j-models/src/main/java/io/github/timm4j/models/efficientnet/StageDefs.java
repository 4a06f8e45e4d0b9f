package io.github.timm4j.models.efficientnet;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The stages of a network: the strings of each stage, and how their repetitions scale.
 *
 * @param stages block strings of each stage
 * @param depth depth multiplier of each stage
 * @param rounded whether scaled repetitions are rounded instead of raised to the next whole number
 * @param fixEnds whether the first and the last stage keep their depth
 * @param groupSize channels of one group of depthwise convolutions, 1 for plainly depthwise
 * @param experts multiplies the kernels of conditional convolutions
 */
@RecordBuilder
public record StageDefs(
        List<List<String>> stages, List<Double> depth, boolean rounded, boolean fixEnds, int groupSize, int experts)
        implements StageDefsBuilder.With {

    /**
     * Stages at their own depth.
     *
     * @param stages one line a stage, its blocks separated by blanks
     * @return the stages
     */
    public static StageDefs of(String... stages) {
        return new StageDefs(
                Arrays.stream(stages).map(stage -> List.of(stage.split(" "))).toList(),
                Collections.nCopies(stages.length, 1.0),
                false,
                false,
                0,
                1);
    }

    /**
     * Scaled in depth.
     *
     * @param multiplier of every stage
     * @return a changed copy
     */
    public StageDefs deep(double multiplier) {
        return withDepth(Collections.nCopies(stages.size(), multiplier));
    }

    /**
     * The blocks of each stage after scaling.
     *
     * @return every block, repeated as often as it stands
     */
    public List<List<BlockSpec>> blocks() {
        List<List<BlockSpec>> all = new ArrayList<>();
        for (int i = 0; i < stages.size(); i++) {
            boolean end = i == 0 || i == stages.size() - 1;
            all.add(scaled(stages.get(i), fixEnds && end ? 1 : depth.get(i)));
        }
        return all;
    }

    private List<BlockSpec> scaled(List<String> stage, double multiplier) {
        List<BlockSpec.Repeated> parsed = stage.stream().map(BlockSpec::parse).toList();
        int left = parsed.stream().mapToInt(BlockSpec.Repeated::repeats).sum();
        int scaledLeft = rounded ? Math.max(1, (int) Math.rint(left * multiplier)) : (int) Math.ceil(left * multiplier);
        List<BlockSpec> blocks = new ArrayList<>();
        // from the back, so that the first block, which differs most, is repeated least
        for (int i = parsed.size() - 1; i >= 0; i--) {
            int repeats = parsed.get(i).repeats();
            int scaled = Math.max(1, (int) Math.rint((double) repeats / left * scaledLeft));
            blocks.addAll(0, Collections.nCopies(scaled, adapted(parsed.get(i).block())));
            left -= repeats;
            scaledLeft -= scaled;
        }
        return blocks;
    }

    private BlockSpec adapted(BlockSpec block) {
        BlockSpec grouped = groupSize > 0 ? block.grouped(groupSize) : block;
        return experts > 1 ? grouped.moreExperts(experts) : grouped;
    }
}
