/** Clipping of gradients before an optimizer's step. */
@NullMarked
package io.github.timm4j.optim.grad;

import org.jspecify.annotations.NullMarked;
