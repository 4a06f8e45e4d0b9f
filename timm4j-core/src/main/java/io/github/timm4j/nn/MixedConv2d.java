package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.List;

/**
 * Convolutions of several kernel sizes, each over its share of the channels: {@code (B, in, H, W) -> (B, out, H', W')}. Children
 * {@code 0, 1, …} ({@code timm.layers.MixedConv2d}).
 *
 * @see <a href="https://arxiv.org/abs/1907.09595">MixConv</a>
 */
public final class MixedConv2d extends Layer {
    private final List<Conv2d> convs = new ArrayList<>();
    private final long[] borders;

    /**
     * Makes the layer.
     *
     * @param spec of the whole; its kernel size is not used, and {@code groups} equal to {@code in} means depthwise
     * @param kernels one kernel size a share
     */
    public MixedConv2d(Conv2d.Spec spec, List<Integer> kernels) {
        int shares = kernels.size();
        boolean depthwise = spec.groups() == spec.in();
        this.borders = new long[shares - 1];
        long border = 0;
        for (int i = 0; i < shares; i++) {
            int in = share(spec.in(), shares, i);
            int out = share(spec.out(), shares, i);
            int kernel = kernels.get(i);
            Padding padding =
                    spec.padding().same() ? Padding.SAME : Padding.symmetric(kernel, spec.stride(), spec.dilation());
            Conv2d.Spec part = new Conv2d.Spec(
                    in, out, kernel, spec.stride(), padding, spec.dilation(), depthwise ? out : 1, spec.bias());
            convs.add(child(Integer.toString(i), new Conv2d(part, Init.normalFanOut(part), Init.ZEROS)));
            border += in;
            if (i < shares - 1) {
                borders[i] = border;
            }
        }
    }

    private static int share(int channels, int shares, int index) {
        int each = channels / shares;
        return index == 0 ? channels - each * (shares - 1) : each;
    }

    @Override
    protected NDArray forward(NDArray x) {
        NDList parts = x.split(borders, 1);
        NDList results = new NDList();
        for (int i = 0; i < convs.size(); i++) {
            results.add(convs.get(i).apply(parts.get(i)));
        }
        NDArray first = results.remove(0);
        return first.getNDArrayInternal().concat(results, 1);
    }

    @Override
    protected boolean makesNew() {
        return true;
    }
}
