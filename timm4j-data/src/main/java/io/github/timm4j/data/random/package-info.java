/** The one source of chance of everything that is random about data. */
@NullMarked
package io.github.timm4j.data.random;

import org.jspecify.annotations.NullMarked;
