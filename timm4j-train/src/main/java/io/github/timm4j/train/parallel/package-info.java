/** One model trained by several workers of one process, each on its device and on its part of every batch. */
@NullMarked
package io.github.timm4j.train.parallel;

import org.jspecify.annotations.NullMarked;
