/** Model families, one package each. */
@NullMarked
package io.github.timm4j.models;

import org.jspecify.annotations.NullMarked;
