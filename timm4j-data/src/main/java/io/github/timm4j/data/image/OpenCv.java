package io.github.timm4j.data.image;

import io.github.timm4j.ImageException;
import nu.pattern.OpenCV;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.imgcodecs.Imgcodecs;

/** All that touches OpenCV, which may be absent: only loaded for the first WebP picture, together with its natives. */
final class OpenCv {
    static {
        OpenCV.loadLocally();
    }

    private OpenCv() {}

    static Pixels decode(byte[] bytes) {
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
}
