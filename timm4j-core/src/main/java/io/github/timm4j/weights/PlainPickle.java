package io.github.timm4j.weights;

import io.github.timm4j.CorruptFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Pickles of Python's built-in scalars and containers, such as timm's class maps; names of any class or function are
 * refused.
 */
public final class PlainPickle {
    private static final long MAX_BYTES = 1L << 28;

    private PlainPickle() {}

    /**
     * Reads a pickle of any protocol.
     *
     * @param path an existing file of at most 256 MiB
     * @return its value
     * @throws IOException if the file cannot be read
     * @throws CorruptFileException if it is malformed, too large, or names a class or function
     */
    public static PlainValue read(Path path) throws IOException {
        if (Files.size(path) > MAX_BYTES) {
            throw new CorruptFileException(path + ": a pickle of more than " + MAX_BYTES + " bytes");
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path));
        FileBytes file = new FileBytes(path.toString(), ByteSource.of(bytes));
        return Unpickler.plain(file, new PickleInput(file, bytes)).load();
    }
}
