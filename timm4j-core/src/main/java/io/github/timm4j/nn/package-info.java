/** Layers under timm's names, one a file, and the bases of the models that are made of them. */
@NullMarked
package io.github.timm4j.nn;

import org.jspecify.annotations.NullMarked;
