/**
 * Optimization algorithms as records: their settings, what they keep for a parameter, and one update written as a small
 * native program. Names, defaults and numbers follow {@code timm.optim} and {@code torch.optim}.
 */
@NullMarked
package io.github.timm4j.optim.rule;

import org.jspecify.annotations.NullMarked;
