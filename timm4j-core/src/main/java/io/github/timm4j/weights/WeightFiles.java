package io.github.timm4j.weights;

import io.github.timm4j.CorruptFileException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/** Opens weight files of any {@link WeightFormat}, told apart by content; a name's extension does not count. */
public final class WeightFiles {
    private static final int ZIP_LOCAL = 0x04034b50;
    private static final int ZIP_END = 0x06054b50;
    private static final int PICKLE_PROTO = 0x80;

    private WeightFiles() {}

    /**
     * Opens a file: checks its structure and reads names and shapes, no weights.
     *
     * @param path a safetensors, .pth or .npz file
     * @return the open file
     * @throws CorruptFileException where the file is malformed, truncated, of unknown kind, or holds what is refused
     * @throws UncheckedIOException where it cannot be read
     */
    public static WeightFile open(Path path) {
        MappedFile mapped = MappedFile.open(path);
        try {
            return new WeightFile(read(new FileBytes(path.toString(), mapped)), mapped::close);
        } catch (RuntimeException | Error e) {
            mapped.close();
            throw e;
        }
    }

    /**
     * Opens a file's content that is in memory, such as a resource.
     *
     * @param bytes the content from position to limit, not copied
     * @param name what messages call it
     * @return the open file
     * @throws CorruptFileException as {@link #open(Path)}
     */
    public static WeightFile open(ByteBuffer bytes, String name) {
        return new WeightFile(read(new FileBytes(name, ByteSource.of(bytes))), () -> {});
    }

    private static WeightFile.Content read(FileBytes file) {
        ByteBuffer start = file.slice(0, Math.min(16, file.length()), "the file's beginning");
        int magic = start.limit() < Integer.BYTES ? 0 : start.getInt(0);
        if (magic == ZIP_LOCAL || magic == ZIP_END) {
            return readZip(file);
        }
        long headerLength = start.limit() < Long.BYTES ? 0 : start.getLong(0);
        if (headerLength >= 0 && headerLength <= SafetensorsHeader.MAX_BYTES) {
            return SafetensorsReader.read(file);
        }
        if ((start.get(0) & 0xff) == PICKLE_PROTO) {
            return TorchLegacyReader.read(file);
        }
        String text = StandardCharsets.ISO_8859_1.decode(start).toString().toLowerCase(Locale.ROOT);
        if (text.startsWith("<") || text.startsWith("version https:")) {
            throw file.corrupt("no weight file but text that begins with '" + text.replaceAll("\\P{Print}", "?")
                    + "': a saved web page, or a large-file pointer instead of the file");
        }
        return SafetensorsReader.read(file);
    }

    private static WeightFile.Content readZip(FileBytes file) {
        ZipArchive zip = ZipArchive.open(file);
        if (TorchZipReader.recognises(zip)) {
            return TorchZipReader.read(file, zip);
        }
        if (NpzReader.recognises(zip)) {
            return NpzReader.read(file, zip);
        }
        throw file.corrupt("a zip file with neither a PyTorch pickle nor NumPy arrays");
    }
}
