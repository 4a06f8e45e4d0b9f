package io.github.timm4j.data.image;

import io.github.timm4j.ImageException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.opencv.core.Core;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.imgcodecs.Imgcodecs;

/** WebP through OpenCV, where that optional library is on the class path. */
final class OpenCvDecoder {
    private OpenCvDecoder() {}

    static Pixels decode(byte[] bytes, ImageHeader header) throws IOException {
        WebpFile file = WebpFile.parse(bytes);
        try {
            return Natives.READY ? file.onCanvas(read(file.still()), header) : missing(null);
        } catch (LinkageError e) {
            return missing(e);
        }
    }

    private static Pixels missing(@Nullable Throwable cause) {
        throw new ImageException(
                "WebP pictures need the optional dependency org.openpnp:opencv (4.9.0-0 or newer) on the class path",
                cause);
    }

    private static Pixels read(byte[] bytes) {
        MatOfByte encoded = new MatOfByte(bytes);
        Mat decoded = Imgcodecs.imdecode(encoded, Imgcodecs.IMREAD_COLOR | Imgcodecs.IMREAD_IGNORE_ORIENTATION);
        try {
            if (decoded.empty()) {
                throw new ImageException("broken or truncated WebP data");
            }
            byte[] data = new byte[Math.toIntExact(decoded.total() * decoded.elemSize())];
            decoded.get(0, 0, data);
            for (int i = 0; i < data.length; i += 3) {
                byte blue = data[i];
                data[i] = data[i + 2];
                data[i + 2] = blue;
            }
            return Pixels.of(decoded.rows(), decoded.cols(), 3, data);
        } finally {
            decoded.release();
            encoded.release();
        }
    }

    /** Loads the native library once, when the first WebP picture comes. */
    private static final class Natives {
        static final boolean READY = load();

        private static boolean load() {
            nu.pattern.OpenCV.loadLocally();
            return !Core.VERSION.isEmpty();
        }
    }
}
