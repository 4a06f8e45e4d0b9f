/** MobileNetV3, FBNetV3, LCNet and MobileNetV4 (timm module {@code mobilenetv3}). */
@NullMarked
package io.github.timm4j.models.mobilenetv3;

import org.jspecify.annotations.NullMarked;
