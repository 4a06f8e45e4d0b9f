package io.github.timm4j.data.image;

import io.github.timm4j.ImageException;
import java.io.IOException;

/**
 * The still picture in a WebP file: all of it, or the first frame of an animation, which OpenCV does not read by
 * itself.
 *
 * @param still a file without animation
 * @param top the frame's first row on the canvas
 * @param left the frame's first column on the canvas
 */
record WebpFile(byte[] still, int top, int left) {
    private static final int FIRST_CHUNK = 12;
    private static final int FRAME_HEADER = 16;

    static WebpFile parse(byte[] bytes) throws IOException {
        EncodedImage file = new EncodedImage(bytes);
        if ((file.i32le(4) & 0xffffffffL) + 8 > bytes.length) {
            throw new ImageException("truncated: a WebP file of " + bytes.length + " bytes");
        }
        boolean animated = file.matches(FIRST_CHUNK, "VP8X") && (file.u8(20) & 2) != 0;
        if (!animated) {
            return new WebpFile(bytes, 0, 0);
        }
        int frame = find(file, FIRST_CHUNK, "ANMF") + 8;
        int start = find(file, frame + FRAME_HEADER, "VP8");
        int length = file.i32le(start + 4L);
        if (length < 0 || length > bytes.length - start - 8) {
            throw new ImageException("truncated: a WebP frame of " + length + " bytes at byte " + start);
        }
        byte[] still = new byte[FIRST_CHUNK + 8 + length + (length & 1)];
        System.arraycopy(bytes, 0, still, 0, FIRST_CHUNK);
        System.arraycopy(bytes, start, still, FIRST_CHUNK, 8 + length);
        for (int i = 0; i < 4; i++) {
            still[4 + i] = (byte) ((still.length - 8) >> (8 * i));
        }
        return new WebpFile(still, 2 * u24(file, frame + 3), 2 * u24(file, frame));
    }

    /** Decodes where the optional library is there. */
    static Pixels decode(byte[] bytes, ImageHeader header) throws IOException {
        WebpFile file = parse(bytes);
        try {
            return file.onCanvas(OpenCv.decode(file.still), header);
        } catch (LinkageError e) {
            throw new ImageException(
                    "WebP pictures need the optional dependency org.openpnp:opencv (4.9.0-0) on the class path", e);
        }
    }

    private static int u24(EncodedImage file, int at) throws IOException {
        return file.u16le(at) | file.u8(at + 2L) << 16;
    }

    private static int find(EncodedImage file, int from, String chunk) throws IOException {
        long at = from;
        while (!file.matches((int) at, chunk)) {
            long length = file.i32le(at + 4) & 0xffffffffL;
            at += 8 + length + (length & 1);
            file.u8(at + 7);
        }
        return (int) at;
    }

    /** Lays the decoded frame on its canvas, black around it. */
    private Pixels onCanvas(Pixels frame, ImageHeader canvas) {
        if (frame.height() == canvas.height() && frame.width() == canvas.width()) {
            return frame;
        }
        Pixels whole = Pixels.filled(canvas.height(), canvas.width(), new int[3]);
        whole.paste(frame, top, left);
        return whole;
    }
}
