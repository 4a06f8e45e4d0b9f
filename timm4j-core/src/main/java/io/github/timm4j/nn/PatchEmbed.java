package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.internal.Aten;
import io.github.timm4j.internal.AtenOp;
import io.github.timm4j.nn.FeatureRequest.Format;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Makes a token of each square patch of a picture by a convolution: {@code (B, in, H, W) -> (B, N, dim)} or a map. Children
 * {@code proj} and perhaps {@code norm} ({@code timm.layers.PatchEmbed}).
 *
 * @see <a href="https://arxiv.org/abs/2010.11929">An Image is Worth 16x16 Words</a>
 */
public final class PatchEmbed extends PatchEmbedding {
    private static final AtenOp PSEUDO_INVERSE = AtenOp.unary("linalg_pinv");

    /** Which picture sizes are taken. */
    public enum Sizes {
        /** The one that the layer was made for. */
        FIXED,
        /** Multiples of the patch size. */
        MULTIPLES,
        /** Any; zeros at the right and bottom make a multiple of the patch size. */
        PADDED
    }

    /**
     * What makes a patch embedding; start from {@link #of}.
     *
     * @param picture the size that the layer is made for
     * @param patch side of a patch
     * @param in colour channels
     * @param dim features of a token
     * @param bias whether the convolution adds a bias
     * @param norm of the tokens, or null
     * @param sizes which picture sizes are taken
     * @param format axis order of the result
     */
    public record Options(
            ImageSize picture,
            int patch,
            int in,
            int dim,
            boolean bias,
            @Nullable Norm norm,
            Sizes sizes,
            Format format) {
        /**
         * With a bias, without norm, of a fixed picture size, to tokens.
         *
         * @param picture the size that the layer is made for
         * @param patch side of a patch
         * @param in colour channels
         * @param dim features of a token
         * @return the options
         */
        public static Options of(ImageSize picture, int patch, int in, int dim) {
            return new Options(picture, patch, in, dim, true, null, Sizes.FIXED, Format.NLC);
        }

        /**
         * With or without bias.
         *
         * @param value whether the convolution adds one
         * @return a changed copy
         */
        public Options bias(boolean value) {
            return new Options(picture, patch, in, dim, value, norm, sizes, format);
        }

        /**
         * With a norm.
         *
         * @param value of the tokens, or null
         * @return a changed copy
         */
        public Options norm(@Nullable Norm value) {
            return new Options(picture, patch, in, dim, bias, value, sizes, format);
        }

        /**
         * For other picture sizes.
         *
         * @param value which are taken
         * @return a changed copy
         */
        public Options sizes(Sizes value) {
            return new Options(picture, patch, in, dim, bias, norm, value, format);
        }

        /**
         * In another axis order.
         *
         * @param value the order; a norm is over the last axis
         * @return a changed copy
         */
        public Options format(Format value) {
            return new Options(picture, patch, in, dim, bias, norm, sizes, value);
        }

        private Options sized(ImageSize newPicture, int newPatch) {
            return new Options(newPicture, newPatch, in, dim, bias, norm, sizes, format);
        }

        private Conv2d.Spec spec() {
            return Conv2d.Spec.of(in, dim, patch)
                    .stride(patch)
                    .padding(Padding.VALID)
                    .bias(bias);
        }
    }

    private Options options;
    private Conv2d proj;
    private final @Nullable Layer norm;

    /**
     * Makes the layer with PyTorch's own initial distribution.
     *
     * @param options what makes it
     */
    public PatchEmbed(Options options) {
        this(options, new Conv2d(options.spec()));
    }

    /**
     * Makes the layer with given initial distributions.
     *
     * @param options what makes it
     * @param weightInit how the weight begins
     * @param biasInit how the bias begins
     */
    public PatchEmbed(Options options, Init weightInit, Init biasInit) {
        this(options, new Conv2d(options.spec(), weightInit, biasInit));
    }

    private PatchEmbed(Options options, Conv2d proj) {
        Norm maker = options.norm();
        this.options = options;
        this.proj = child("proj", proj);
        this.norm = maker == null ? null : child("norm", maker.layer(options.dim()));
    }

    @Override
    public ImageSize picture() {
        return options.picture();
    }

    @Override
    public ImageSize grid() {
        return grid(options.picture(), 0);
    }

    @Override
    public ImageSize grid(ImageSize picture) {
        return grid(picture, options.sizes() == Sizes.PADDED ? options.patch() - 1 : 0);
    }

    private ImageSize grid(ImageSize picture, int rest) {
        int patch = options.patch();
        int height = (picture.height() + rest) / patch;
        int width = (picture.width() + rest) / patch;
        if (height == 0 || width == 0) {
            throw new IllegalArgumentException("pictures of " + picture.height() + "x" + picture.width()
                    + " are smaller than a patch, " + patch + "x" + patch);
        }
        return new ImageSize(height, width);
    }

    @Override
    public int reduction() {
        return options.patch();
    }

    @Override
    public void setInputSize(@Nullable ImageSize picture, @Nullable Integer patch) {
        Options sized =
                options.sized(picture == null ? options.picture() : picture, patch == null ? options.patch() : patch);
        if (sized.patch() != options.patch()) {
            ImageSize kernel = ImageSize.square(sized.patch());
            Conv2d resized = new Conv2d(sized.spec());
            move("weight", resized, weight -> resample(weight, kernel, Resampling.BICUBIC));
            if (options.bias()) {
                move("bias", resized, NDArray::duplicate);
            }
            replaceChild("proj", resized);
            proj = resized;
        }
        options = sized;
    }

    private void move(String key, Conv2d to, UnaryOperator<NDArray> change) {
        Parameters.move(
                proj.getDirectParameters().get(key), to.getDirectParameters().get(key), change);
    }

    @Override
    protected NDArray forward(NDArray x) {
        long height = x.getShape().get(2);
        long width = x.getShape().get(3);
        checkSize(height, width);
        return chain(x, padding(height, width), proj, bound(this::ordered), norm);
    }

    private void checkSize(long height, long width) {
        ImageSize picture = options.picture();
        int patch = options.patch();
        if (options.sizes() == Sizes.FIXED && (height != picture.height() || width != picture.width())) {
            throw new IllegalArgumentException("expected pictures of " + picture.height() + "x" + picture.width()
                    + ", found " + height + "x" + width);
        }
        if (options.sizes() == Sizes.MULTIPLES && (height % patch != 0 || width % patch != 0)) {
            throw new IllegalArgumentException("expected pictures whose sides are multiples of the patch size " + patch
                    + ", found " + height + "x" + width);
        }
    }

    private @Nullable Layer padding(long height, long width) {
        int patch = options.patch();
        long below = (patch - height % patch) % patch;
        long right = (patch - width % patch) % patch;
        if (options.sizes() != Sizes.PADDED || below == 0 && right == 0) {
            return null;
        }
        return bound(x -> x.pad(new Shape(0, right, 0, below), 0));
    }

    private NDArray ordered(NDArray map) {
        return switch (options.format()) {
            case NCHW -> map;
            case NHWC -> map.transpose(0, 2, 3, 1);
            case NLC -> map.flatten(2, 3).transpose(0, 2, 1);
        };
    }

    /**
     * Brings the kernels of a patch embedding to another patch size, so that a resized patch gives nearly the same token
     * ({@code timm.layers.resample_patch_embed}).
     *
     * @param weight {@code (out, in, h, w)}
     * @param size the new patch size
     * @param resampling how patches are resized
     * @return {@code (out, in, size.height, size.width)}; the same array where the sizes are equal
     * @see <a href="https://arxiv.org/abs/2212.08013">FlexiViT: One Model for All Patch Sizes</a>
     */
    public static NDArray resample(NDArray weight, ImageSize size, Resampling resampling) {
        Shape shape = weight.getShape();
        long height = shape.get(2);
        long width = shape.get(3);
        if (height == size.height() && width == size.width()) {
            return weight;
        }
        long before = height * width;
        long after = (long) size.height() * size.width();
        NDArray basis = weight.getManager().eye((int) before).reshape(before, 1, height, width);
        NDArray resize = resampling.apply(basis, size).reshape(before, after).transpose();
        NDArray kernels = weight.toType(DataType.FLOAT32, false)
                .reshape(shape.get(0), shape.get(1), before)
                .matMul(Aten.call(PSEUDO_INVERSE, resize));
        return kernels.reshape(shape.get(0), shape.get(1), size.height(), size.width())
                .toType(weight.getDataType(), false);
    }
}
