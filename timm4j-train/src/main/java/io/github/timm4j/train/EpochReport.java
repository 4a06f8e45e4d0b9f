package io.github.timm4j.train;

import io.github.timm4j.train.task.Metrics;
import java.util.Optional;

/**
 * One epoch.
 *
 * @param epoch its number from 0
 * @param learningRate mean of the groups' rates at its end
 * @param train the mean training loss
 * @param evaluation what validation measured, of the averaged weights where there are such; empty where none was due
 * @param metric the value that ranks checkpoints, where there is one
 * @param samplesPerSecond training speed
 * @param interrupted whether training was stopped in the middle of it
 */
public record EpochReport(
        int epoch,
        double learningRate,
        Metrics train,
        Optional<Metrics> evaluation,
        Optional<Double> metric,
        double samplesPerSecond,
        boolean interrupted) {}
