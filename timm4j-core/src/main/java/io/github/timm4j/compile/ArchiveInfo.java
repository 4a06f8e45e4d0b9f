package io.github.timm4j.compile;

import ai.djl.ndarray.types.DataType;
import io.github.timm4j.CorruptFileException;
import io.github.timm4j.config.Arguments;
import io.github.timm4j.config.ImageSize;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * What an archive says of itself, in a text beside its program.
 *
 * @param format version of the text and of what the program takes and returns
 * @param layout how feature maps lie in memory
 * @param dtype in what the program computes
 * @param channels colour channels
 * @param size height and width for which it was recorded
 * @param step see {@link InputForm#step}
 * @param raw see {@link InputForm#raw}
 */
record ArchiveInfo(int format, MemoryLayout layout, String dtype, int channels, ImageSize size, int step, boolean raw) {
    /** The text's name in the archive. */
    static final String NAME = "timm4j.json";

    /** The version that this library writes and reads. */
    static final int FORMAT = 1;

    static ArchiveInfo of(MemoryLayout layout, DataType dtype, InputForm input) {
        return new ArchiveInfo(FORMAT, layout, dtype.name(), input.channels(), input.size(), input.step(), input.raw());
    }

    InputForm input() {
        return new InputForm(channels, size, step, raw);
    }

    DataType type() {
        return DataType.valueOf(dtype);
    }

    String text() {
        return Arguments.NONE
                .with("format", format)
                .with("layout", layout.name())
                .with("dtype", dtype)
                .with("channels", channels)
                .with("height", size.height())
                .with("width", size.width())
                .with("step", step)
                .with("raw", raw)
                .toJson();
    }

    /** Reads an archive's text. */
    static ArchiveInfo read(Path file) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            ZipEntry entry = zip.getEntry("m/extra/" + NAME);
            if (entry == null) {
                throw new CompileException(file + " is no archive of a compiled model: it has no " + NAME);
            }
            try (InputStream in = zip.getInputStream(entry)) {
                return parse(file, in.readAllBytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read as an archive of a compiled model", e);
        }
    }

    private static ArchiveInfo parse(Path file, byte[] utf8) {
        try {
            Arguments text = Arguments.fromJson(utf8);
            int format = number(text, "format");
            if (format != FORMAT) {
                throw new CompileException(file + " was compiled in format " + format + ", this version reads format "
                        + FORMAT + "; compile the model again");
            }
            return new ArchiveInfo(
                    format,
                    MemoryLayout.valueOf(String.valueOf(text.get("layout"))),
                    DataType.valueOf(String.valueOf(text.get("dtype"))).name(),
                    number(text, "channels"),
                    new ImageSize(number(text, "height"), number(text, "width")),
                    number(text, "step"),
                    Boolean.TRUE.equals(text.get("raw")));
        } catch (IllegalArgumentException e) {
            throw new CorruptFileException(file + ": its " + NAME + " does not fit: " + e.getMessage(), e);
        }
    }

    private static int number(Arguments text, String key) {
        if (text.get(key) instanceof Number number) {
            return number.intValue();
        }
        throw new IllegalArgumentException("no number '" + key + "'");
    }
}
