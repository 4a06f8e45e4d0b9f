/** What is learned: a forward pass with its loss, and how its results are measured; source: timm.task. */
@NullMarked
package io.github.timm4j.train.task;

import org.jspecify.annotations.NullMarked;
