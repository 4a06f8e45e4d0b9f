package io.github.timm4j.models.efficientnet;

import io.github.timm4j.nn.Activation;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One block of a network, as the strings of the mobile search papers name it: {@code ir_r3_k5_s2_e6_c40_se0.25_nre} is an inverted
 * residual, three times, kernel 5, stride 2, expansion 6, 40 channels, squeeze ratio 0.25, ReLU.
 *
 * @param kind of block
 * @param out channels out, before the network's width multiplier
 * @param stride of the first repetition
 * @param kernels kernel sizes
 * @param expansion inner channels over channels in
 * @param squeeze squeeze ratio, 0 for none
 * @param activation of this block alone, or null for the network's
 * @param extras what few blocks have
 */
@RecordBuilder
public record BlockSpec(
        Kind kind,
        int out,
        int stride,
        Kernels kernels,
        double expansion,
        double squeeze,
        @Nullable Activation activation,
        Extras extras)
        implements BlockSpecBuilder.With {

    private static final Pattern OPTION = Pattern.compile("([a-z]+)(\\d.*)");

    /** Kinds of block by the letters of the string. */
    public enum Kind {
        /** Depthwise separable. */
        DS,
        /** Depthwise separable with an activation at the end and no skip. */
        DSA,
        /** Inverted residual. */
        IR,
        /** Edge residual: a full convolution expands. */
        ER,
        /** Convolution, norm, activation. */
        CN,
        /** Universal inverted residual. */
        UIR,
        /** Multi-query attention. */
        MQA,
        /** Multi-head attention. */
        MHA
    }

    /**
     * Kernel sizes; several mean a mixed convolution.
     *
     * @param main of the depthwise or the only large convolution
     * @param start of the expanding convolution, or of the first depthwise one
     * @param end of the projecting convolution, or of the last depthwise one
     */
    public record Kernels(List<Integer> main, List<Integer> start, List<Integer> end) {}

    /**
     * What few blocks have.
     *
     * @param skip true or false where the string says so, else null
     * @param spaceToDepth whether the block begins with space to depth
     * @param groupSize channels of one group of the depthwise convolution, or null
     * @param forceIn channels that the expansion counts from, or 0
     * @param experts kernels of a conditional convolution, or 0
     * @param attention heads and sizes, or null
     */
    @RecordBuilder
    public record Extras(
            @Nullable Boolean skip,
            boolean spaceToDepth,
            @Nullable Integer groupSize,
            int forceIn,
            int experts,
            @Nullable Attention attention)
            implements BlockSpecExtrasBuilder.With {}

    /**
     * Attention over positions.
     *
     * @param heads number of heads
     * @param dim channels of a head
     * @param kvStride stride of keys and values
     */
    public record Attention(int heads, int dim, int kvStride) {}

    /**
     * A parsed string.
     *
     * @param block the block
     * @param repeats how often it is repeated before depth scaling
     */
    public record Repeated(BlockSpec block, int repeats) {}

    /**
     * Parses one string.
     *
     * @param text for example {@code ir_r1_k3_s2_e6_c24}
     * @return the block and its repetitions
     * @throws IllegalArgumentException for a string of another form
     */
    public static Repeated parse(String text) {
        try {
            return parsed(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("no block of the form ir_r1_k3_s2_e6_c24: \"" + text + "\"", e);
        }
    }

    private static Repeated parsed(String text) {
        String[] parts = text.split("_");
        Map<String, String> options = new LinkedHashMap<>();
        Boolean skip = null;
        Activation activation = null;
        for (String part : parts) {
            if (part.equals("noskip") || part.equals("skip")) {
                skip = part.equals("skip");
            } else if (part.startsWith("n")) {
                activation = activation(part.substring(1));
            } else {
                Matcher matcher = OPTION.matcher(part);
                if (matcher.matches()) {
                    options.put(matcher.group(1), matcher.group(2));
                }
            }
        }
        Kind kind = Kind.valueOf(parts[0].toUpperCase(Locale.ROOT));
        int side = kind == Kind.UIR ? 0 : 1;
        BlockSpec block = new BlockSpec(
                kind,
                Integer.parseInt(options.get("c")),
                Integer.parseInt(options.get("s")),
                new Kernels(
                        sizes(options.getOrDefault("k", "1")),
                        sizes(options.getOrDefault("a", Integer.toString(side))),
                        sizes(options.getOrDefault("p", Integer.toString(side)))),
                Double.parseDouble(options.getOrDefault("e", "1")),
                Double.parseDouble(options.getOrDefault("se", "0")),
                activation,
                extras(kind, skip, options));
        return new Repeated(block, Integer.parseInt(options.get("r")));
    }

    private static Extras extras(Kind kind, @Nullable Boolean skip, Map<String, String> options) {
        boolean attends = kind == Kind.MQA || kind == Kind.MHA;
        String group = options.get("gs");
        return new Extras(
                skip,
                !attends && Integer.parseInt(options.getOrDefault("d", "0")) > 0,
                group == null ? null : Integer.valueOf(group),
                Integer.parseInt(options.getOrDefault("fc", "0")),
                Integer.parseInt(options.getOrDefault("cc", "0")),
                attends
                        ? new Attention(
                                Integer.parseInt(options.get("h")),
                                Integer.parseInt(options.get("d")),
                                Integer.parseInt(options.getOrDefault("v", "1")))
                        : null);
    }

    private static List<Integer> sizes(String text) {
        return Arrays.stream(text.split("\\.")).map(Integer::valueOf).toList();
    }

    private static Activation activation(String code) {
        return switch (code) {
            case "re" -> Activation.RELU;
            case "r6" -> Activation.RELU6;
            case "hs" -> Activation.HARD_SWISH;
            case "sw" -> Activation.SILU;
            case "mi" -> Activation.MISH;
            default -> throw new IllegalArgumentException("unknown activation n" + code);
        };
    }

    BlockSpec grouped(int size) {
        return extras.groupSize() != null ? this : withExtras(extras.withGroupSize(size));
    }

    BlockSpec moreExperts(int factor) {
        return withExtras(extras.withExperts(extras.experts() * factor));
    }

    BlockSpec withoutSpaceToDepth() {
        return extras.spaceToDepth() ? withExtras(extras.withSpaceToDepth(false)) : this;
    }

    BlockSpec forcedTo(int channels) {
        return withExtras(extras.withForceIn(channels));
    }
}
