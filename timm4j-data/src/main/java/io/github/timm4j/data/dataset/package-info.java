/**
 * Data sets: samples of a reader, decoded, transformed and labelled, with broken pictures passed over up to a limit.
 */
@NullMarked
package io.github.timm4j.data.dataset;

import org.jspecify.annotations.NullMarked;
