package io.github.timm4j.data.loader;

import io.github.timm4j.data.image.Pixels;
import java.nio.ByteBuffer;

/** One view of a picture, channel by channel, on its way into a batch. */
@FunctionalInterface
interface Planes {
    /** Copies to the so-manieth place of a batch. */
    void put(ByteBuffer batch, int place);

    static Planes of(Pixels pixels) {
        byte[] planes = planar(pixels);
        return (batch, place) -> batch.put(place * planes.length, planes);
    }

    static Planes of(float[] planes) {
        return (batch, place) -> batch.asFloatBuffer().put(place * planes.length, planes);
    }

    private static byte[] planar(Pixels pixels) {
        byte[] data = pixels.data();
        if (pixels.channels() == 1) {
            return data;
        }
        byte[] planes = new byte[data.length];
        int plane = data.length / 3;
        for (int from = 0, to = 0; to < plane; from += 3, to++) {
            planes[to] = data[from];
            planes[to + plane] = data[from + 1];
            planes[to + 2 * plane] = data[from + 2];
        }
        return planes;
    }
}
