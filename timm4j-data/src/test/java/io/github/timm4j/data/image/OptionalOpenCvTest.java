package io.github.timm4j.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The library on a class path without OpenCV. */
class OptionalOpenCvTest {
    @Test
    void withoutOpenCvWebpNamesTheDependencyAndJpegWorks() throws Exception {
        URL[] path = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("opencv"))
                .map(OptionalOpenCvTest::url)
                .toArray(URL[]::new);
        try (URLClassLoader loader = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
            Class<?> type = loader.loadClass(ImageDecoder.class.getName());
            Object decoder = type.getMethod("rgb").invoke(null);
            var decode = type.getMethod("decode", byte[].class);
            assertThat(decode.invoke(decoder, (Object) TestPictures.bytes("pictures/j_rst.jpg")))
                    .hasToString("Pixels(77 x 101 x 3)");
            assertThatThrownBy(() -> decode.invoke(decoder, (Object) TestPictures.bytes("pictures/w_lossy.webp")))
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .hasMessageContaining("org.openpnp:opencv");
        }
    }

    @Test
    void filesOfSeveralScansAreTheSameWithAndWithoutIt() throws IOException {
        int compared = 0;
        for (String[] row : TestPictures.rows("pictures/pictures.tsv")) {
            byte[] bytes = TestPictures.bytes("pictures/" + row[0]);
            if (!row[0].endsWith(".jpg") || JpegFile.parse(bytes).passes() < 2) {
                continue;
            }
            JpegFile file = JpegFile.parse(bytes);
            if (file.colors() == JpegFile.Colors.YCC && file.ended()) {
                assertThat(OptionalCodec.decode(file.bytes())).as(row[0]).contains(JpegDecoder.decode(file));
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(2);
        assertThat(OptionalCodec.decode(new byte[20])).isEmpty();
    }

    private static URL url(String entry) {
        try {
            return new File(entry).toURI().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(entry, e);
        }
    }
}
