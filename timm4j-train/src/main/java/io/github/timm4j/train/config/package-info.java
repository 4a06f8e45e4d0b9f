/**
 * What a training run is made from: records whose components carry the names of timm's train options in Java's spelling, so
 * that options of a command line and keys of a YAML file bind to them.
 */
@NullMarked
package io.github.timm4j.train.config;

import org.jspecify.annotations.NullMarked;
