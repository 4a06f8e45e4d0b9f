/**
 * The command line: {@code timm4j train|validate|inference|benchmark|list|info|export|average|clean|embed}, with the option
 * names, types and defaults of timm's scripts.
 */
@NullMarked
package io.github.timm4j.cli;

import org.jspecify.annotations.NullMarked;
