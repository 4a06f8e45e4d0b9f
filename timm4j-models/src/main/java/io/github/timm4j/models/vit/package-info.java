/**
 * Vision transformers: patches of a picture as tokens of a transformer, from supervised training, CLIP, SigLIP, DINOv2 and others
 * ({@code timm.models.vision_transformer}).
 */
@NullMarked
package io.github.timm4j.models.vit;

import org.jspecify.annotations.NullMarked;
