/** EfficientNet, MobileNet V1 and V2, MnasNet, MixNet and their kin (timm module {@code efficientnet}). */
@NullMarked
package io.github.timm4j.models.efficientnet;

import org.jspecify.annotations.NullMarked;
