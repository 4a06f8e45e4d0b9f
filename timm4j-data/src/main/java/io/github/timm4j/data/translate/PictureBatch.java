package io.github.timm4j.data.translate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.TranslatorContext;
import io.github.timm4j.ImageException;
import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.transform.ImageTransform;
import java.util.List;

/** What both translators share: pictures become one array {@code (N, C, H, W)}, an output becomes rows of floats. */
record PictureBatch<I>(PictureReader<? super I> reader, ImageTransform transform) {
    NDList input(TranslatorContext context, List<? extends I> inputs) {
        Pixels first = pixels(inputs.get(0));
        int length = first.data().length;
        float[] values = new float[Math.multiplyExact(inputs.size(), length)];
        for (int i = 0; i < inputs.size(); i++) {
            Pixels each = i == 0 ? first : pixels(inputs.get(i));
            if (each.height() != first.height() || each.width() != first.width()) {
                throw new ImageException("pictures of one batch differ in size: " + first + " and " + each);
            }
            transform.normalization().write(each, values, i * length);
        }
        Shape shape = new Shape(inputs.size(), first.channels(), first.height(), first.width());
        NDArray array = context.getNDManager().create(values, shape);
        DataType type = context.getModel().getDataType();
        return new NDList(type == DataType.FLOAT16 ? array.toType(type, false) : array);
    }

    private Pixels pixels(I input) {
        return transform.toPixels(reader.read(input));
    }

    /** The first output, one row a picture, whatever its further dimensions. */
    static float[][] rows(NDArray output) {
        NDArray floats = output.toType(DataType.FLOAT32, false);
        float[] all = floats.toFloatArray();
        int count = Math.toIntExact(output.getShape().get(0));
        float[][] rows = new float[count][all.length / count];
        for (int i = 0; i < count; i++) {
            System.arraycopy(all, i * rows[i].length, rows[i], 0, rows[i].length);
        }
        return rows;
    }
}
