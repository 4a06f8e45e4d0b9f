package io.github.timm4j.optim;

/** Range checks of the numbers that groups carry. */
final class Hyperparameters {
    private Hyperparameters() {}

    static double nonNegative(String name, double value) {
        if (!(value >= 0)) {
            throw new IllegalArgumentException(name + " must be at least 0, found " + value);
        }
        return value;
    }
}
