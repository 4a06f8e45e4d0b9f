package io.github.timm4j.data.image;

import javax.imageio.stream.ImageInputStreamImpl;

/** An Image I/O input over an array, without the cache blocks of the JDK's own. */
final class ArrayImageInput extends ImageInputStreamImpl {
    private final byte[] bytes;
    private boolean exhausted;

    ArrayImageInput(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public int read() {
        bitOffset = 0;
        if (streamPos >= bytes.length) {
            exhausted = true;
            return -1;
        }
        return bytes[(int) streamPos++] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int count) {
        bitOffset = 0;
        if (streamPos >= bytes.length) {
            exhausted = true;
            return -1;
        }
        int copied = (int) Math.min(count, bytes.length - streamPos);
        System.arraycopy(bytes, (int) streamPos, to, offset, copied);
        streamPos += copied;
        return copied;
    }

    /** Whether more was asked for than there is. */
    boolean exhausted() {
        return exhausted;
    }

    @Override
    public long length() {
        return bytes.length;
    }
}
