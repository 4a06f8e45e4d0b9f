/** Image models under timm's names: the verbs, settings and exceptions. */
@NullMarked
package io.github.timm4j;

import org.jspecify.annotations.NullMarked;
