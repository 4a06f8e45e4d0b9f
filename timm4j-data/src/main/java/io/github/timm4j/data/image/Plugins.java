package io.github.timm4j.data.image;

import io.github.timm4j.ImageException;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;

/** Readers of the Java desktop. */
final class Plugins {
    private static final Map<String, ImageReaderSpi> JDK = new ConcurrentHashMap<>();

    private Plugins() {}

    /** The JDK's own reader: others that are on the class path may convert colours. */
    static ImageReader jdk(String format) throws IOException {
        return JDK.computeIfAbsent(format, Plugins::find).createReaderInstance();
    }

    private static ImageReaderSpi find(String format) {
        Iterator<ImageReaderSpi> all = IIORegistry.getDefaultInstance().getServiceProviders(ImageReaderSpi.class, true);
        while (all.hasNext()) {
            ImageReaderSpi spi = all.next();
            if (spi.getClass().getName().startsWith("com.sun.imageio.plugins." + format + ".")) {
                return spi;
            }
        }
        throw new ImageException("this Java has no reader for " + format);
    }

    /** Any reader that says it knows the file. */
    static ImageReader any(ArrayImageInput in) {
        Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
        if (!readers.hasNext()) {
            throw new ImageException(
                    "unknown picture format; JPEG, PNG, GIF, BMP and WebP are known, others by plug-in");
        }
        return readers.next();
    }
}
