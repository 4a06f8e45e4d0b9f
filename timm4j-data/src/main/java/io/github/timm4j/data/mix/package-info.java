/** Mixup and CutMix: training on mixtures of pictures and their labels. */
@NullMarked
package io.github.timm4j.data.mix;

import org.jspecify.annotations.NullMarked;
