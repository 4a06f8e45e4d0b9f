package io.github.timm4j.weights;

import io.github.timm4j.CorruptFileException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * Weights as jars: a jar on the class path that holds {@code META-INF/timm4j/weights/ARCH.TAG/model.safetensors} is used before
 * anything is downloaded, so that a service ships its weights as a Maven dependency.
 */
public final class WeightJars {
    private static final String FOLDER = "META-INF/timm4j/weights/";
    private static final String FILE = "/model.safetensors";
    private static final long MOST_IN_MEMORY = 1L << 30;

    private WeightJars() {}

    /**
     * Opens the weights of a name.
     *
     * @param name {@code arch.tag}
     * @return the open file, or nothing where no jar on the class path has it
     * @throws CorruptFileException where the file is malformed
     */
    public static Optional<WeightFile> find(String name) {
        URL found = resource(FOLDER + name + FILE);
        if (found == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(open(found));
        } catch (IOException e) {
            throw new CorruptFileException("cannot read the weight jar " + found + ": " + e.getMessage(), e);
        }
    }

    /**
     * Packs a weight file into a jar.
     *
     * @param jar the jar to write; replaced at once when whole
     * @param name {@code arch.tag}
     * @param weights a safetensors file under timm's keys
     * @throws IOException where a file cannot be read or written
     * @throws CorruptFileException where the weights are not a sound safetensors file
     */
    public static void pack(Path jar, String name, Path weights) throws IOException {
        try (WeightFile checked = WeightFiles.open(weights)) {
            if (checked.format() != WeightFormat.SAFETENSORS) {
                throw new CorruptFileException(weights + ": expected safetensors, found " + checked.format());
            }
        }
        Path partial = jar.resolveSibling(jar.getFileName() + ".partial");
        try (OutputStream raw = Files.newOutputStream(partial);
                JarOutputStream out = new JarOutputStream(raw)) {
            // weights do not compress, and a fast start matters more
            out.setLevel(0);
            out.putNextEntry(new ZipEntry(FOLDER + name + FILE));
            Files.copy(weights, out);
            out.closeEntry();
        }
        Files.move(partial, jar, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static @Nullable URL resource(String path) {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        URL found = context == null ? null : context.getResource(path);
        return found == null ? WeightJars.class.getClassLoader().getResource(path) : found;
    }

    private static WeightFile open(URL url) throws IOException {
        if (url.getProtocol().equals("file")) {
            return WeightFiles.open(Path.of(URI.create(url.toString())));
        }
        long length = url.openConnection().getContentLengthLong();
        try (InputStream in = url.openStream()) {
            if (length >= 0 && length <= MOST_IN_MEMORY) {
                ByteBuffer bytes = ByteBuffer.allocateDirect((int) length).order(ByteOrder.LITTLE_ENDIAN);
                byte[] chunk = new byte[1 << 16];
                for (int n = in.read(chunk); n > 0; n = in.read(chunk)) {
                    bytes.put(chunk, 0, n);
                }
                return WeightFiles.open(bytes.flip(), url.toString());
            }
            Path copy = Files.createTempFile("timm4j-weights", ".safetensors");
            copy.toFile().deleteOnExit();
            Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
            return WeightFiles.open(copy);
        }
    }
}
