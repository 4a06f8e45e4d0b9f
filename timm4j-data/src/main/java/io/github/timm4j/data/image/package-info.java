/** Pictures: decoding, 8-bit pixels, resampling and drawing, all equal to what timm sees through Pillow. */
@NullMarked
package io.github.timm4j.data.image;

import org.jspecify.annotations.NullMarked;
