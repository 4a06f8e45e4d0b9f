package io.github.timm4j.data.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.ndarray.NDList;
import ai.djl.nn.LambdaBlock;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import io.github.timm4j.ImageException;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.config.PretrainedCfg.InputSize;
import io.github.timm4j.data.CropMode;
import io.github.timm4j.data.DataConfig;
import io.github.timm4j.data.TopK;
import io.github.timm4j.data.image.ImageDecoder;
import io.github.timm4j.data.image.Interpolation;
import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.transform.ImageTransform;
import io.github.timm4j.data.transform.SequenceLimit;
import io.github.timm4j.data.transform.Transforms;
import io.github.timm4j.fixtures.Fixtures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Stock predictors over a block whose output is the mean of each channel, so that the answer is known. */
class TranslatorTest {
    private static final List<Double> HALF = List.of(0.5, 0.5, 0.5);
    private static final DataConfig CONFIG =
            new DataConfig(new InputSize(3, 32, 48), Interpolation.BICUBIC, HALF, HALF, 0.9, CropMode.CENTER);
    private static final ImageTransform TRANSFORM = Transforms.create(CONFIG);
    private static final List<String> NAMES = List.of("red", "green", "blue");
    private static final Path PHOTO = Fixtures.path("photos/coffee.png");
    private static final Path OTHER = Fixtures.path("photos/rocket.jpg");

    private static <I, O> List<O> predict(Translator<I, O> translator, List<I> inputs) throws TranslateException {
        try (Model model = Model.newInstance("channel-means")) {
            model.setBlock(
                    new LambdaBlock(x -> new NDList(x.head().mean(new int[] {3}).mean(new int[] {2}))));
            try (Predictor<I, O> predictor = model.newPredictor(translator)) {
                List<O> single = new ArrayList<>();
                if (inputs.size() == 1) {
                    single.add(predictor.predict(inputs.get(0)));
                }
                return inputs.size() == 1 ? single : predictor.batchPredict(inputs);
            }
        }
    }

    private static float[] channelMeans(Path file) {
        float[] input = TRANSFORM.toFloats(ImageDecoder.rgb().decode(file));
        float[] means = new float[3];
        for (int i = 0; i < input.length; i++) {
            means[i / (32 * 48)] += input[i] / (32 * 48);
        }
        return means;
    }

    @Test
    void picturesBecomeVectors() throws TranslateException {
        var translator = new EmbeddingTranslator<>(PictureReader.files(), TRANSFORM);
        assertThat(predict(translator, List.of(PHOTO)).get(0)).containsExactly(channelMeans(PHOTO), within(1e-4f));
    }

    @Test
    void aBatchIsAsOneByOne() throws TranslateException {
        var translator = new EmbeddingTranslator<>(PictureReader.files(), TRANSFORM);
        List<float[]> batch = predict(translator, List.of(PHOTO, OTHER, PHOTO));
        assertThat(batch).hasSize(3);
        assertThat(batch.get(1))
                .containsExactly(predict(translator, List.of(OTHER)).get(0), within(1e-6f));
        assertThat(batch.get(2)).containsExactly(batch.get(0));
    }

    @Test
    void classesCarryNamesAndProbabilities() throws TranslateException {
        var translator = new ClassificationTranslator<>(PictureReader.files(), TRANSFORM, NAMES, 2);
        List<Classifications> answers = predict(translator, List.of(PHOTO, OTHER));
        float[] expected = TopK.softmax(channelMeans(OTHER));
        assertThat(answers.get(1).getProbabilities().get(2)).isCloseTo(expected[2], within(1e-5));
        assertThat(answers.get(0).topK()).hasSize(2);
        assertThat(answers.get(0).best().getClassName()).isEqualTo("red");
        assertThat(predict(translator, List.of(OTHER)).get(0).getProbabilities())
                .isEqualTo(answers.get(1).getProbabilities());
    }

    @Test
    void pixelsAndDjlImagesAreTakenToo() throws TranslateException, IOException {
        float[] expected = channelMeans(PHOTO);
        Pixels pixels = ImageDecoder.rgb().decode(PHOTO);
        assertThat(predict(new EmbeddingTranslator<>(PictureReader.pixels(), TRANSFORM), List.of(pixels))
                        .get(0))
                .containsExactly(expected, within(1e-4f));
        Image image = ImageFactory.getInstance().fromFile(PHOTO);
        assertThat(predict(new EmbeddingTranslator<>(PictureReader.images(), TRANSFORM), List.of(image))
                        .get(0))
                .containsExactly(expected, within(1e-4f));
    }

    @Test
    void namesMustBeAsManyAsOutputs() {
        var translator = new ClassificationTranslator<>(PictureReader.files(), TRANSFORM, List.of("one"), 1);
        assertThatThrownBy(() -> predict(translator, List.of(PHOTO)))
                .isInstanceOf(TranslateException.class)
                .rootCause()
                .hasMessage("the model has 3 outputs, there are 1 class names");
    }

    @Test
    void brokenPicturesAreReported() {
        var translator = new EmbeddingTranslator<>(PictureReader.files(), TRANSFORM);
        assertThatThrownBy(() -> predict(translator, List.of(Fixtures.path("photos/README.md"))))
                .isInstanceOf(TranslateException.class)
                .cause()
                .isInstanceOf(ImageException.class);
    }

    @Test
    void aBatchOfSeveralSizesIsRefused() {
        ImageTransform sequence = Transforms.of(CONFIG).sequence(SequenceLimit.of(ImageSize.square(16), 12));
        var translator = new EmbeddingTranslator<>(PictureReader.pixels(), sequence);
        List<Pixels> pictures = List.of(Pixels.filled(40, 80, 0, 0, 0), Pixels.filled(80, 40, 0, 0, 0));
        assertThatThrownBy(() -> predict(translator, pictures)).cause().hasMessageContaining("differ in size");
    }
}
