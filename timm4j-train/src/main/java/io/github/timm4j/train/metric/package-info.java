/** What training and validation measure: running averages, top-k accuracy, and batch sizes that fit. */
@NullMarked
package io.github.timm4j.train.metric;

import org.jspecify.annotations.NullMarked;
