package io.github.timm4j.train.checkpoint;

/**
 * The best checkpoint so far.
 *
 * @param metric its metric
 * @param epoch its epoch, from 0
 */
public record Best(double metric, int epoch) {}
