/** From pixels to a model's input. */
@NullMarked
package io.github.timm4j.data.transform;

import org.jspecify.annotations.NullMarked;
