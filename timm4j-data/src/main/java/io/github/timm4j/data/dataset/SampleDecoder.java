package io.github.timm4j.data.dataset;

import java.io.IOException;

/**
 * Makes a picture of its bytes.
 *
 * @param <X> kind of picture
 */
@FunctionalInterface
public interface SampleDecoder<X> {
    /**
     * Decodes.
     *
     * @param bytes the encoded picture
     * @return the picture
     * @throws IOException where the bytes are broken; so may an {@link io.github.timm4j.ImageException}
     */
    X decode(byte[] bytes) throws IOException;
}
