/**
 * Compiled models: a model's forward pass, recorded as it runs, becomes one native program and a file that runs without
 * this library.
 */
@NullMarked
package io.github.timm4j.compile;

import org.jspecify.annotations.NullMarked;
