package io.github.timm4j.data.translate;

import ai.djl.ndarray.NDList;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import io.github.timm4j.data.transform.ImageTransform;
import java.util.List;

/**
 * Lets a stock DJL predictor turn pictures into vectors, one or a batch; for models without classifier
 * ({@code numClasses(0)}), whose output {@code (N, features)} it hands on.
 *
 * @param <I> what the predictor is given
 */
public final class EmbeddingTranslator<I> implements Translator<I, float[]> {
    private final PictureBatch<I> pictures;

    /**
     * A translator, which many predictors may share.
     *
     * @param reader how to get pixels
     * @param transform how pixels become the model's input
     */
    public EmbeddingTranslator(PictureReader<? super I> reader, ImageTransform transform) {
        this.pictures = new PictureBatch<>(reader, transform);
    }

    @Override
    public NDList processInput(TranslatorContext context, I input) {
        NDList batch = pictures.input(context, List.of(input));
        return new NDList(batch.head().squeeze(0));
    }

    @Override
    public NDList batchProcessInput(TranslatorContext context, List<I> inputs) {
        return pictures.input(context, inputs);
    }

    @Override
    public float[] processOutput(TranslatorContext context, NDList output) {
        return PictureBatch.rows(output.head().expandDims(0))[0];
    }

    @Override
    public List<float[]> batchProcessOutput(TranslatorContext context, NDList output) {
        return List.of(PictureBatch.rows(output.head()));
    }
}
