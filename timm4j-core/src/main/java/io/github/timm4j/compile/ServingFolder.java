package io.github.timm4j.compile;

import io.github.timm4j.internal.Whole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** A folder that DJL and djl-serving take as an image classifier. */
final class ServingFolder {
    /** The archive takes the picture as it is: DJL's own resize, scaling and normalisation stay off. */
    private static final String PROPERTIES = """
            engine=PyTorch
            application=cv/image_classification
            translatorFactory=ai.djl.modality.cv.translator.ImageClassificationTranslatorFactory
            toTensor=false
            applySoftmax=true
            option.mapLocation=true
            """;

    private ServingFolder() {}

    static void write(Path folder, List<String> classNames, Consumer<Path> export) {
        for (String name : classNames) {
            if (name.indexOf('\n') >= 0 || name.indexOf('\r') >= 0) {
                throw new IllegalArgumentException("a class name has a line break: '" + name + "'");
            }
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        export.accept(folder.resolve("model.pt"));
        text(folder.resolve("synset.txt"), String.join("\n", classNames) + "\n");
        text(folder.resolve("serving.properties"), PROPERTIES);
    }

    private static void text(Path file, String content) {
        Whole.write(file, out -> out.write(content.getBytes(StandardCharsets.UTF_8)));
    }
}
