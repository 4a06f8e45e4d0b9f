/** Accuracy of models on labelled data: timm's validation, its relabelled ImageNet, its metrics by class. */
@NullMarked
package io.github.timm4j.train.evaluate;

import org.jspecify.annotations.NullMarked;
