package io.github.timm4j.data.image;

import io.github.timm4j.ImageException;
import java.util.Optional;

/** OpenCV where it is on the class path; where it is not, or does not want a file, callers go on without it. */
final class OptionalCodec {
    private static volatile boolean missing;

    private OptionalCodec() {}

    static Optional<Pixels> decode(byte[] bytes) {
        if (missing) {
            return Optional.empty();
        }
        try {
            return Optional.of(OpenCv.decode(bytes));
        } catch (LinkageError e) {
            missing = true;
            return Optional.empty();
        } catch (ImageException e) {
            return Optional.empty();
        }
    }
}
