package io.github.timm4j.models.efficientnet;

import io.github.timm4j.config.Codec;
import io.github.timm4j.config.Coded;
import io.github.timm4j.config.Name;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The stages of a network: the strings of each stage, and how their repetitions scale.
 *
 * @param stages block strings of each stage
 * @param depth depth multiplier of each stage, or one of all
 * @param trunc how scaled repetitions become whole numbers
 * @param fixEnds whether the first and the last stage keep their depth
 * @param groupSize channels of one group of depthwise convolutions, 1 for plainly depthwise
 * @param experts multiplies the kernels of conditional convolutions
 */
@RecordBuilder
public record StageDefs(
        @Name("arch_def") List<List<String>> stages,
        @Name("depth_multiplier") @Coded(Multipliers.class) List<Double> depth,
        @Name("depth_trunc") Trunc trunc,
        @Name("fix_first_last") boolean fixEnds,
        int groupSize,
        @Name("experts_multiplier") int experts)
        implements StageDefsBuilder.With {

    /** How scaled repetitions become whole numbers. */
    public enum Trunc {
        /** The next whole number above. */
        CEIL,
        /** The nearest whole number. */
        ROUND
    }

    /** One number for all stages or a list of them. */
    static final class Multipliers implements Codec<List<Double>> {
        @Override
        public List<Double> read(Object value) {
            List<?> list = value instanceof List<?> several ? several : List.of(value);
            if (!list.stream().allMatch(Number.class::isInstance)) {
                throw new IllegalArgumentException("expected a number or a list of numbers, found " + value);
            }
            return list.stream().map(each -> ((Number) each).doubleValue()).toList();
        }

        @Override
        public Object write(List<Double> value) {
            return value.size() == 1 ? value.get(0) : value;
        }
    }

    /** Checks that every stage has a multiplier. */
    public StageDefs {
        if (depth.size() != 1 && depth.size() != stages.size()) {
            throw new IllegalArgumentException(
                    "expected 1 or " + stages.size() + " depth multipliers, found " + depth.size());
        }
    }

    /**
     * Stages at their own depth.
     *
     * @param stages one line a stage, its blocks separated by blanks
     * @return the stages
     */
    public static StageDefs of(String... stages) {
        return new StageDefs(
                Arrays.stream(stages).map(stage -> List.of(stage.split(" "))).toList(),
                List.of(1.0),
                Trunc.CEIL,
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
        return withDepth(List.of(multiplier));
    }

    /** With scaled repetitions rounded to the nearest whole number. */
    StageDefs rounded() {
        return withTrunc(Trunc.ROUND);
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
            all.add(scaled(stages.get(i), fixEnds && end ? 1 : depth.get(depth.size() == 1 ? 0 : i)));
        }
        return all;
    }

    private List<BlockSpec> scaled(List<String> stage, double multiplier) {
        List<BlockSpec.Repeated> parsed = stage.stream().map(BlockSpec::parse).toList();
        int left = parsed.stream().mapToInt(BlockSpec.Repeated::repeats).sum();
        int scaledLeft = trunc == Trunc.ROUND
                ? Math.max(1, (int) Math.rint(left * multiplier))
                : (int) Math.ceil(left * multiplier);
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
