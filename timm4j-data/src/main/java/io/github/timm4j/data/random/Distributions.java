package io.github.timm4j.data.random;

/** Distributions made from even draws. */
final class Distributions {
    private Distributions() {}

    /** Box and Muller. */
    static double normal(Draws draws) {
        double radius = Math.sqrt(-2 * logOf(draws));
        return radius * Math.cos(2 * Math.PI * draws.next());
    }

    /**
     * The logarithm of a gamma number (Marsaglia and Tsang 2000); the number itself would underflow for small shapes.
     *
     * @throws IllegalArgumentException where the shape is not positive
     */
    static double logGamma(Draws draws, double shape) {
        if (!(shape > 0)) {
            throw new IllegalArgumentException("a shape must be above 0, got " + shape);
        }
        if (shape < 1) {
            return logGamma(draws, shape + 1) + logOf(draws) / shape;
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = draws.gaussian(0, 1);
            double root = 1 + c * x;
            if (root <= 0) {
                continue;
            }
            double logV = 3 * Math.log(root);
            if (logOf(draws) < 0.5 * x * x + d - d * root * root * root + d * logV) {
                return Math.log(d) + logV;
            }
        }
    }

    /** Gamma numbers over their sum. */
    static double[] dirichlet(Draws draws, double alpha, int count) {
        double[] logs = new double[count];
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            logs[i] = logGamma(draws, alpha);
            largest = Math.max(largest, logs[i]);
        }
        double sum = 0;
        for (int i = 0; i < count; i++) {
            logs[i] = Math.exp(logs[i] - largest);
            sum += logs[i];
        }
        for (int i = 0; i < count; i++) {
            logs[i] /= sum;
        }
        return logs;
    }

    /** Of a number above 0 and at most 1. */
    private static double logOf(Draws draws) {
        return Math.log(1 - draws.next());
    }
}
