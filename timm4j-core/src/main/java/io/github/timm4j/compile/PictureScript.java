package io.github.timm4j.compile;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.config.PretrainedCfg.Preprocessing;
import io.github.timm4j.internal.ScriptArchive;
import java.util.List;

/**
 * The part of an archive that makes a model's input from 8-bit pictures: Pillow's resize, whose fixed-point weights and
 * sums are exact as whole numbers in float64, the crop, and the normalisation.
 *
 * @param preprocessing filter, crop and statistics
 * @param size of the model's input
 * @param channels of the model's input
 */
record PictureScript(Preprocessing preprocessing, ImageSize size, int channels) {
    /** Sizes of one axis as one matrix; the sum runs in order, as Pillow's does. */
    private static final String AXIS = """
                scale = old / new
                spread = %2$s
                support = %1$s * spread
                center = (torch.arange(count, dtype=7, layout=None, device=ops.prim.device(x)) + first + 0.5) * scale
                center = torch.unsqueeze(center, 1)
                low = torch.clamp(torch.trunc(center - support + 0.5), 0)
                high = torch.clamp(torch.trunc(center + support + 0.5), None, old)
                at = torch.arange(old, dtype=7, layout=None, device=ops.prim.device(x))
                d = (at - center + 0.5) * (1. / spread)
                r = torch.abs(d)
                none = torch.zeros_like(d)
                w = %3$s
                w = torch.where(torch.logical_and(torch.ge(at, low), torch.lt(at, high)), w, none)
                total = torch.slice(torch.cumsum(w, 1), 1, -1)
                w = torch.where(torch.eq(total, 0), w, w / total) * 4194304.
                return torch.trunc(torch.where(torch.lt(w, 0), w - 0.5, w + 0.5))
            """;

    private static final String NEAREST_AXIS = """
                scale = old / new
                step = torch.full([first + count], scale, dtype=7, layout=None, device=ops.prim.device(x))
                step = torch.cat([torch.slice(step, 0, 0, 1) * 0.5, torch.slice(step, 0, 1)])
                index = torch.clamp(torch.trunc(torch.slice(torch.cumsum(step, 0), 0, first)), None, old - 1)
                at = torch.arange(old, dtype=7, layout=None, device=ops.prim.device(x))
                return torch.to(torch.eq(at, torch.unsqueeze(index, 1)), 7) * 4194304.
            """;

    private static final String SHORTER_SIDE = """
                long = int((%1$d * ops.prim.max(H, W)) / ops.prim.min(H, W))
                if torch.le(W, H):
                  h = long
                  w = %1$d
                else:
                  h = %1$d
                  w = long
            """;

    private static final String KEEP_RATIO = """
                rows = H / %1$d
                columns = W / %2$d
                ratio = ops.prim.max(rows, columns) * %3$s + ops.prim.min(rows, columns) * (1. - %3$s)
                h = ops.prim.max(1, int(torch.round(H / ratio)))
                w = ops.prim.max(1, int(torch.round(W / ratio)))
            """;

    private static final String EXACT = """
                h = %1$d
                w = %2$d
            """;

    /** Where a crop begins: halves round to even when it cuts, down when it fills. */
    private static final String OFFSET = """
                if torch.gt(crop, size):
                  first = torch.neg(torch.floordiv(crop - size, 2))
                else:
                  half = torch.floordiv(size - crop, 2)
                  first = half + torch.remainder(size - crop, 2) * torch.remainder(half, 2)
                return first
            """;

    private static final String ROUND = """
                x = torch.floor((x + 2097152.) * 2.384185791015625e-07)
                return torch.clamp(x, 0, 255)
            """;

    private static final String PICTURES = """
                H = torch.size(x, 1)
                W = torch.size(x, 2)
                x = torch.contiguous(torch.to(torch.permute(x, [0, 3, 1, 2]), 7))
            %1$s    top = (self).offset(h, %2$d)
                left = (self).offset(w, %3$d)
                rows = (self).axis(x, H, h, ops.prim.max(0, top), ops.prim.min(h, %2$d))
                columns = torch.t((self).axis(x, W, w, ops.prim.max(0, left), ops.prim.min(w, %3$d)))
                if torch.__and__(torch.gt(H, h), torch.gt(H - h, 2 * (W - w))):
                  x = (self).rounded(torch.matmul((self).rounded(torch.matmul(rows, x)), columns))
                else:
                  x = (self).rounded(torch.matmul(rows, (self).rounded(torch.matmul(x, columns))))
                above = ops.prim.max(0, torch.neg(top))
                before = ops.prim.max(0, torch.neg(left))
                below = %2$d - torch.size(x, 2) - above
                after = %3$d - torch.size(x, 3) - before
                x = torch.constant_pad_nd(x - self.picture_fill, [before, after, above, below]) + self.picture_fill
                x = torch.div(torch.to(x, 6), 255)
                return torch.div(torch.sub(x, self.picture_mean), self.picture_std)
            """;

    /** Adds tensors and methods; constants are made on a manager that lives until the archive is written. */
    void write(ScriptArchive archive, NDManager manager) {
        archive.tensor("picture_mean", constant(manager, preprocessing.mean()));
        archive.tensor("picture_std", constant(manager, preprocessing.std()));
        archive.tensor("picture_fill", manager.create(fill()).reshape(new Shape(-1, 1, 1)));
        archive.method("offset(self: __torch__.M, size: int, crop: int)", "int", OFFSET);
        archive.method("rounded(self: __torch__.M, x: Tensor)", "Tensor", ROUND);
        archive.method(
                "axis(self: __torch__.M, x: Tensor, old: int, new: int, first: int, count: int)", "Tensor", axis());
        String body = PICTURES.formatted(resizedSize(), size.height(), size.width());
        archive.method("pictures(self: __torch__.M, x: Tensor)", "Tensor", body);
    }

    private NDArray constant(NDManager manager, List<Double> values) {
        float[] each = new float[channels];
        for (int c = 0; c < channels; c++) {
            each[c] = (float) at(values, c);
        }
        return manager.create(each).reshape(new Shape(-1, 1, 1));
    }

    private double at(List<Double> values, int channel) {
        if (values.size() != 1 && values.size() != channels) {
            throw new IllegalArgumentException("expected 1 or " + channels
                    + " values of mean and standard deviation, one a channel, found " + values);
        }
        return values.get(values.size() == 1 ? 0 : channel);
    }

    /** What lies outside a picture that is smaller than the crop: the mean in mode border, else black. */
    private double[] fill() {
        double[] color = new double[channels];
        for (int c = 0; c < channels && preprocessing.cropMode().equals("border"); c++) {
            color[c] = Math.max(0, Math.min(255, Math.rint(255 * at(preprocessing.mean(), c))));
        }
        return color;
    }

    private String resizedSize() {
        int height = (int) Math.floor(size.height() / preprocessing.cropPct());
        int width = (int) Math.floor(size.width() / preprocessing.cropPct());
        return switch (preprocessing.cropMode()) {
            case "squash" -> EXACT.formatted(height, width);
            case "border" -> KEEP_RATIO.formatted(height, width, "1.");
            case "center" ->
                height == width ? SHORTER_SIDE.formatted(height) : KEEP_RATIO.formatted(height, width, "0.");
            default ->
                throw new IllegalArgumentException(
                        "unknown crop mode '" + preprocessing.cropMode() + "', expected center, squash or border");
        };
    }

    private String axis() {
        String sinc = "torch.sinc(r)";
        return switch (preprocessing.interpolation()) {
            case "nearest" -> NEAREST_AXIS;
            case "box" -> filter("0.5", "torch.to(torch.logical_and(torch.gt(d, -0.5), torch.le(d, 0.5)), 7)");
            case "bilinear" -> filter("1.", "torch.clamp(1. - r, 0)");
            case "bicubic" ->
                filter(
                        "2.",
                        "torch.where(torch.lt(r, 1), ((r * 1.5 - 2.5) * r) * r + 1,"
                                + " torch.where(torch.lt(r, 2), (((r - 5) * r + 8) * r - 4) * -0.5, none))");
            // Pillow writes these two constants in single precision
            case "hamming" ->
                filter(
                        "1.",
                        "torch.where(torch.lt(r, 1), " + sinc + " * (torch.cos(r * " + Math.PI + ") * " + (double) 0.46f
                                + " + " + (double) 0.54f + "), none)");
            case "lanczos" -> filter("3.", "torch.where(torch.lt(r, 3), " + sinc + " * torch.sinc(r / 3), none)");
            default ->
                throw new IllegalArgumentException("unknown interpolation '" + preprocessing.interpolation()
                        + "', expected nearest, bilinear, bicubic, box, hamming or lanczos");
        };
    }

    private static String filter(String support, String weight) {
        return AXIS.formatted(support, "ops.prim.max(scale, 1.)", weight);
    }
}
