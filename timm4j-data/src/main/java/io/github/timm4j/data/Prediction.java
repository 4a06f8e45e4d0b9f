package io.github.timm4j.data;

/**
 * One class of a classifier's answer.
 *
 * @param index output number
 * @param label what it stands for
 * @param probability from 0 to 1
 */
public record Prediction(int index, String label, float probability) {}
