/** What a training run leaves for people to look at: timm's {@code summary.csv}, TensorBoard events and pictures of the curves. */
@NullMarked
package io.github.timm4j.train.report;

import org.jspecify.annotations.NullMarked;
