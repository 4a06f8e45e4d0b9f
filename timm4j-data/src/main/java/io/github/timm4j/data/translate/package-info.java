/** Between the pictures of a program and a model: DJL translators to classes and to embeddings. */
@NullMarked
package io.github.timm4j.data.translate;

import org.jspecify.annotations.NullMarked;
