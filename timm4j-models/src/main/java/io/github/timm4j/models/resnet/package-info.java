/** ResNet, ResNeXt, SENet and their kin (timm module {@code resnet}). */
@NullMarked
package io.github.timm4j.models.resnet;

import org.jspecify.annotations.NullMarked;
