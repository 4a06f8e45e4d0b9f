/** Exponential moving averages of a model's weights, as timm's ModelEma, ModelEmaV2 and ModelEmaV3 keep them. */
@NullMarked
package io.github.timm4j.train.ema;

import org.jspecify.annotations.NullMarked;
