/** Training losses for classification, each also a DJL loss, and the per-class weights that some of them take. */
@NullMarked
package io.github.timm4j.loss;

import org.jspecify.annotations.NullMarked;
