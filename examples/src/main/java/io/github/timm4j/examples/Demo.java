package io.github.timm4j.examples;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.Timm;
import io.github.timm4j.data.DataConfig;
import io.github.timm4j.data.LabelSet;
import io.github.timm4j.data.Prediction;
import io.github.timm4j.data.TopK;
import io.github.timm4j.data.image.ImageDecoder;
import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.image.TextOverlay;
import io.github.timm4j.data.transform.ImageTransform;
import io.github.timm4j.data.transform.Transforms;
import io.github.timm4j.nn.ImageModel;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** From a photo to its five likeliest classes, with real ImageNet weights out of a jar, and a picture with the labels on it. */
public final class Demo {
    private static final String MODEL = "tf_efficientnet_lite0";
    private static final String BUNDLED = "/photos/chelsea.png";
    private static final int COUNT = 5;

    private Demo() {}

    /**
     * Classifies a photo.
     *
     * @param args path of the photo, nothing or {@code true} for the bundled one; path of the labelled picture, else
     *     {@code labelled.png} in the working folder
     * @throws IOException if the photo cannot be read
     */
    public static void main(String[] args) throws IOException {
        boolean bundled = args.length == 0 || args[0].isEmpty() || args[0].equals("true");
        Pixels photo = bundled ? bundled() : ImageDecoder.rgb().decode(Path.of(args[0]));
        List<Prediction> best = classify(photo);
        long started = ManagementFactory.getRuntimeMXBean().getStartTime();
        System.out.println(MODEL + " on " + (bundled ? BUNDLED : args[0]));
        List<String> lines = best.stream()
                .map(p -> String.format(Locale.ROOT, "%5.1f %%  %s", p.probability() * 100, p.label()))
                .toList();
        lines.forEach(System.out::println);
        System.out.println("JVM start to the first label: " + (System.currentTimeMillis() - started) + " ms");
        Path picture = Path.of(args.length > 1 ? args[1] : "labelled.png");
        TextOverlay.write(photo, lines, picture);
        System.out.println("with its labels: " + picture.toAbsolutePath());
    }

    /**
     * The five likeliest classes.
     *
     * @param photo any size
     * @return best first
     */
    static List<Prediction> classify(Pixels photo) {
        try (ImageModel model = Timm.createModel(MODEL, true);
                NDManager manager = NDManager.newBaseManager()) {
            DataConfig config = DataConfig.resolve(model);
            ImageTransform transform = Transforms.create(config);
            NDArray x = manager.create(
                    transform.toFloats(photo),
                    new Shape(
                            1,
                            config.inputSize().channels(),
                            config.inputSize().height(),
                            config.inputSize().width()));
            float[] probabilities = model.forward(x).softmax(1).toFloatArray();
            LabelSet labels = LabelSet.forModel(model).orElseThrow();
            return TopK.of(probabilities, COUNT, labels, LabelSet.Form.DESCRIPTION);
        }
    }

    private static Pixels bundled() throws IOException {
        try (InputStream in = Demo.class.getResourceAsStream(BUNDLED)) {
            if (in == null) {
                throw new IOException("the bundled photo " + BUNDLED + " is missing");
            }
            return ImageDecoder.rgb().decode(in);
        }
    }
}
