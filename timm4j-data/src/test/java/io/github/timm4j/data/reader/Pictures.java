package io.github.timm4j.data.reader;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import org.assertj.core.data.Offset;

/** The mean colours by which the oracle knows a picture again. */
final class Pictures {
    private Pictures() {}

    static List<Double> means(byte[] bytes) {
        try {
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes));
            double[] sums = new double[3];
            for (int y = 0; y < image.getHeight(); y++) {
                for (int x = 0; x < image.getWidth(); x++) {
                    int rgb = image.getRGB(x, y);
                    for (int c = 0; c < 3; c++) {
                        sums[c] += (rgb >> (16 - 8 * c)) & 0xff;
                    }
                }
            }
            int pixels = image.getWidth() * image.getHeight();
            return List.of(sums[0] / pixels, sums[1] / pixels, sums[2] / pixels);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void assertMeans(byte[] bytes, JsonNode expected) {
        List<Double> means = means(bytes);
        for (int c = 0; c < 3; c++) {
            // the oracle keeps nine digits
            assertThat(means.get(c)).isCloseTo(expected.get(c).asDouble(), Offset.offset(1e-6));
        }
    }

    /** A label as the oracle writes it. */
    static Object plain(Target target) {
        if (target instanceof Target.Index one) {
            return one.value();
        }
        if (target instanceof Target.Indices several) {
            return several.values();
        }
        List<Double> values = new ArrayList<>();
        for (float value : ((Target.Dense) target).values()) {
            values.add((double) value);
        }
        return values;
    }

    static Object plain(JsonNode target) {
        return target.isArray()
                ? StreamSupport.stream(target.spliterator(), false)
                        .map(JsonNode::asInt)
                        .toList()
                : (Object) target.asInt();
    }
}
