package io.github.timm4j.data.translate;

import ai.djl.modality.Classifications;
import ai.djl.ndarray.NDList;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import io.github.timm4j.data.LabelSet;
import io.github.timm4j.data.TopK;
import io.github.timm4j.data.transform.ImageTransform;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Lets a stock DJL predictor classify pictures, one or a batch: probabilities are the softmax of a model's logits
 * {@code (N, classes)}.
 *
 * <pre>{@code
 * var translator = new ClassificationTranslator<>(PictureReader.files(), Transforms.create(config), names, 5);
 * Classifications best = model.newPredictor(translator).predict(Path.of("cat.jpg"));
 * }</pre>
 *
 * @param <I> what the predictor is given
 */
public final class ClassificationTranslator<I> implements Translator<I, Classifications> {
    private final PictureBatch<I> pictures;
    private final List<String> classNames;
    private final int topK;

    /**
     * A translator, which many predictors may share.
     *
     * @param reader how to get pixels
     * @param transform how pixels become the model's input
     * @param classNames one name an output, see {@link LabelSet#labels}
     * @param topK how many classes {@link Classifications#topK()} gives
     */
    public ClassificationTranslator(
            PictureReader<? super I> reader, ImageTransform transform, List<String> classNames, int topK) {
        this.pictures = new PictureBatch<>(reader, transform);
        this.classNames = List.copyOf(classNames);
        this.topK = topK;
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
    public Classifications processOutput(TranslatorContext context, NDList output) {
        return classifications(PictureBatch.rows(output.head().expandDims(0))[0]);
    }

    @Override
    public List<Classifications> batchProcessOutput(TranslatorContext context, NDList output) {
        return Arrays.stream(PictureBatch.rows(output.head()))
                .map(this::classifications)
                .toList();
    }

    private Classifications classifications(float[] logits) {
        if (logits.length != classNames.size()) {
            throw new IllegalArgumentException(
                    "the model has " + logits.length + " outputs, there are " + classNames.size() + " class names");
        }
        List<Double> probabilities = new ArrayList<>(logits.length);
        for (float probability : TopK.softmax(logits)) {
            probabilities.add((double) probability);
        }
        Classifications result = new Classifications(classNames, probabilities);
        result.setTopK(topK);
        return result;
    }
}
