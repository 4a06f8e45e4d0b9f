package io.github.timm4j.data.image;

import io.github.timm4j.ImageException;
import java.io.IOException;

/** Walks the marker segments of a JPEG file. */
final class JpegMarkers {
    static final int START_OF_SCAN = 0xda;
    static final int END = 0xd9;
    static final int APP0 = 0xe0;
    static final int APP14 = 0xee;
    static final int APP15 = 0xef;
    static final int COMMENT = 0xfe;

    private JpegMarkers() {}

    /** The place of the next marker: as libjpeg does, this skips fill bytes and whatever else is between segments. */
    static long find(EncodedImage file, long at) throws IOException {
        long place = at;
        while (file.u8(place) != 0xff || file.u8(place + 1) == 0xff || file.u8(place + 1) == 0) {
            place++;
        }
        return place;
    }

    /** The place after the segment whose marker is at a place. */
    static long skip(EncodedImage file, long place) throws IOException {
        int marker = file.u8(place + 1);
        boolean bare = (marker >= 0xd0 && marker <= 0xd8) || marker == 0x01;
        if (bare) {
            return place + 2;
        }
        int length = file.u16(place + 2);
        if (length < 2) {
            throw new ImageException("a JPEG segment of length " + length + " at byte " + place);
        }
        return place + 2 + length;
    }

    static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    /** Segments that say nothing about the pixels: APP0 to APP15 and comments. */
    static boolean isMetadata(int marker) {
        return (marker >= APP0 && marker <= APP15) || marker == COMMENT;
    }
}
