package io.github.timm4j.compile;

import ai.djl.ndarray.types.Shape;
import io.github.timm4j.compile.onnx.OnnxAttribute;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** ONNX forms of convolutions, pools, borders and resizing: operators that look at windows of a map. */
final class OnnxWindows {
    /** The kernel of libtorch's bicubic interpolation. */
    private static final double CUBIC = -0.75;

    /** The kernel of its antialiased form, which is Pillow's. */
    private static final double CUBIC_ANTIALIASED = -0.5;

    private static final String ANTIALIASED = "_upsample_bicubic2d_aa";

    private OnnxWindows() {}

    static void register(Map<String, OnnxRule> rules) {
        for (int axes = 1; axes <= 3; axes++) {
            rules.put("conv" + axes + "d", OnnxWindows::convolution);
        }
        rules.put("max_pool2d", OnnxWindows::maxPool);
        rules.put("avg_pool2d", OnnxWindows::averagePool);
        rules.put("constant_pad_nd", OnnxWindows::pad);
        rules.put("reflection_pad2d", call -> {
            String borders = borders(call);
            return call.add("Pad", List.of(call.tensor(0), borders), OnnxAttribute.text("mode", "reflect"));
        });
        rules.put("upsample_bilinear2d", call -> resize(call, OnnxAttribute.text("mode", "linear")));
        rules.put(
                "upsample_bicubic2d",
                call -> resize(call, OnnxAttribute.text("mode", "cubic"), OnnxAttribute.real("cubic_coeff_a", CUBIC)));
        rules.put(
                ANTIALIASED,
                call -> resize(
                        call,
                        OnnxAttribute.text("mode", "cubic"),
                        OnnxAttribute.real("cubic_coeff_a", CUBIC_ANTIALIASED),
                        OnnxAttribute.whole("antialias", 1),
                        OnnxAttribute.whole("exclude_outside", 1)));
    }

    /** Whether an operator resizes without aliasing, for which the standard has a form from version 18 on. */
    static boolean isAntialiased(Node node) {
        return node.is("torch." + ANTIALIASED);
    }

    private static String convolution(OnnxCall call) {
        OnnxSampleKernels own = OnnxSampleKernels.of(call, call.node().argument(6));
        return own == null ? fixedConvolution(call) : own.write();
    }

    private static String fixedConvolution(OnnxCall call) {
        int axes = call.rank(0) - 2;
        List<String> inputs = new ArrayList<>(List.of(call.tensor(0), call.tensor(1)));
        if (!call.isAbsent(2)) {
            inputs.add(call.tensor(2));
        }
        long[] border = call.spread(4, axes);
        long[] kernel = call.shape(1).slice(2).getShape();
        return call.add(
                "Conv",
                inputs,
                OnnxAttribute.wholes("kernel_shape", kernel),
                OnnxAttribute.wholes("strides", call.spread(3, axes)),
                OnnxAttribute.wholes("pads", joined(border, border)),
                OnnxAttribute.wholes("dilations", call.spread(5, axes)),
                OnnxAttribute.whole("group", call.whole(6)));
    }

    private static String maxPool(OnnxCall call) {
        Window window = new Window(call, call.spread(4, 2));
        return call.add(
                "MaxPool",
                List.of(call.tensor(0)),
                window.kernel(),
                window.strides(),
                window.pads(),
                window.dilations());
    }

    private static String averagePool(OnnxCall call) {
        Window window = new Window(call, new long[] {1, 1});
        boolean counts = call.isAbsent(5) || call.flag(5);
        if (counts && window.reachesOver()) {
            throw call.refusal("counts a border and rounds up the number of windows");
        }
        OnnxAttribute border = OnnxAttribute.whole("count_include_pad", counts ? 1 : 0);
        return call.add(
                "AveragePool", List.of(call.tensor(0)), window.kernel(), window.strides(), window.pads(), border);
    }

    /** A pool's window; where the number of windows is rounded up, the border at the end grows instead. */
    private record Window(OnnxCall call, long[] dilation) {
        private static final int KERNEL = 1;
        private static final int STRIDE = 2;
        private static final int PADDING = 3;

        OnnxAttribute kernel() {
            return OnnxAttribute.wholes("kernel_shape", call.spread(KERNEL, 2));
        }

        OnnxAttribute strides() {
            return OnnxAttribute.wholes("strides", call.spread(STRIDE, 2));
        }

        OnnxAttribute dilations() {
            return OnnxAttribute.wholes("dilations", dilation);
        }

        OnnxAttribute pads() {
            return OnnxAttribute.wholes("pads", joined(call.spread(PADDING, 2), ends()));
        }

        boolean reachesOver() {
            return !Arrays.equals(ends(), call.spread(PADDING, 2));
        }

        private long[] ends() {
            long[] ends = call.spread(PADDING, 2).clone();
            Shape result = call.node().result().shape();
            for (int i = 0; i < 2; i++) {
                long reach = (result.get(2 + i) - 1) * call.spread(STRIDE, 2)[i]
                        + dilation[i] * (call.spread(KERNEL, 2)[i] - 1)
                        + 1;
                ends[i] += Math.max(0, reach - call.shape(0).get(2 + i) - 2 * ends[i]);
            }
            return ends;
        }
    }

    private static String pad(OnnxCall call) {
        String value = call.scalar(call.type(), call.size() > 2 ? call.real(2) : 0);
        return call.add("Pad", List.of(call.tensor(0), borders(call), value));
    }

    /** libtorch lists pairs from the last axis on, ONNX all beginnings and then all ends. */
    private static String borders(OnnxCall call) {
        List<Argument> pairs = call.items(1);
        int rank = call.rank(0);
        List<Argument> borders = new ArrayList<>(Collections.nCopies(2 * rank, Argument.Literal.of(0L)));
        for (int i = 0; i < pairs.size() / 2; i++) {
            borders.set(rank - 1 - i, pairs.get(2 * i));
            borders.set(2 * rank - 1 - i, pairs.get(2 * i + 1));
        }
        return call.sizes(borders);
    }

    private static String resize(OnnxCall call, OnnxAttribute... how) {
        String whole = call.add(
                "Shape", List.of(call.tensor(0)), OnnxAttribute.whole("start", 0), OnnxAttribute.whole("end", 2));
        String sizes = call.sizes(call.items(1));
        String target = call.add("Concat", List.of(whole, sizes), OnnxAttribute.whole("axis", 0));
        List<OnnxAttribute> attributes = new ArrayList<>(Arrays.asList(how));
        String place = call.flag(2) ? "align_corners" : "half_pixel";
        attributes.add(OnnxAttribute.text("coordinate_transformation_mode", place));
        return call.add("Resize", List.of(call.tensor(0), "", "", target), attributes.toArray(OnnxAttribute[]::new));
    }

    private static long[] joined(long[] begins, long[] ends) {
        long[] all = Arrays.copyOf(begins, begins.length + ends.length);
        System.arraycopy(ends, 0, all, begins.length, ends.length);
        return all;
    }
}
