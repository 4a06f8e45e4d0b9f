package io.github.timm4j.data.random;

/**
 * Where numbers are drawn from.
 *
 * @param low one end
 * @param high the other end
 */
public record Range(double low, double high) {
    /**
     * Draws evenly.
     *
     * @param draws the source
     * @return a number of the range
     */
    public double draw(Draws draws) {
        return draws.uniform(low, high);
    }

    /**
     * Draws so that a factor and its inverse are equally likely.
     *
     * @param draws the source
     * @return a number of the range, which must be positive
     */
    public double drawRatio(Draws draws) {
        return Math.exp(draws.uniform(Math.log(low), Math.log(high)));
    }
}
