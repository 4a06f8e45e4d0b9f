package io.github.timm4j.train.evaluate;

/**
 * What an evaluation measured.
 *
 * @param samples pictures
 * @param loss mean cross-entropy
 * @param top1 pictures whose likeliest class is right, in percent
 * @param top5 pictures whose right class is among the five likeliest, in percent
 * @param classes counts by class
 */
public record EvaluationResult(int samples, double loss, double top1, double top5, ClassCounts classes) {}
