/** Which samples a process sees in an epoch, and in which order; the orders are those of torch for the same seed. */
@NullMarked
package io.github.timm4j.data.sampler;

import org.jspecify.annotations.NullMarked;
