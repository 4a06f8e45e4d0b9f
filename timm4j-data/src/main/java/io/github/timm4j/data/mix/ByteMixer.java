package io.github.timm4j.data.mix;

import io.github.timm4j.config.ImageSize;
import java.nio.ByteBuffer;
import java.util.List;

/** Mixes samples of 8 bits in place; partners are read before either is written. */
final class ByteMixer {
    private final ByteBuffer batch;
    private final ImageSize size;
    private final int count;
    private final int length;

    ByteMixer(ByteBuffer batch, int count, int channels, ImageSize size) {
        this.batch = batch;
        this.size = size;
        this.count = count;
        this.length = channels * size.height() * size.width();
    }

    void run(List<Mix> mixes) {
        byte[] first = new byte[length];
        byte[] second = new byte[length];
        byte[] out = new byte[length];
        for (int i = 0; i < count / 2; i++) {
            int partner = count - 1 - i;
            batch.get(i * length, first);
            batch.get(partner * length, second);
            put(i, mixes, first, second, out);
            put(partner, mixes, second, first, out);
        }
    }

    private void put(int index, List<Mix> mixes, byte[] own, byte[] other, byte[] out) {
        if (index >= mixes.size()) {
            return;
        }
        Mix mix = mixes.get(index);
        if (mix.blends()) {
            for (int i = 0; i < length; i++) {
                out[i] = (byte) (int) Math.rint(mix.blend(own[i] & 0xff, other[i] & 0xff));
            }
            batch.put(index * length, out);
        } else if (mix.box() != null) {
            copy(mix.box(), other, index * length);
        }
    }

    private void copy(MixBox box, byte[] other, int start) {
        int plane = size.height() * size.width();
        for (int from = 0; from < length; from += plane) {
            for (int row = box.top(); row < box.bottom(); row++) {
                int at = from + row * size.width() + box.left();
                batch.put(start + at, other, at, box.right() - box.left());
            }
        }
    }
}
