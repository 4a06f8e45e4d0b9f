/** Augmentation of pictures: colours, distortions, and the policies that choose among them. */
@NullMarked
package io.github.timm4j.data.augment;

import org.jspecify.annotations.NullMarked;
