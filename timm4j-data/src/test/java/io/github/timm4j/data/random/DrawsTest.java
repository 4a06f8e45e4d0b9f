package io.github.timm4j.data.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrawsTest {
    private static final int MANY = 40_000;

    /** Without the generator's own normal numbers, so that those made from even draws are tested too. */
    private static Draws plain(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return random::nextDouble;
    }

    private static double[] sample(Draws draws, ToDoubleFunction<Draws> number) {
        double[] sample = new double[MANY];
        Arrays.setAll(sample, i -> number.applyAsDouble(draws));
        return sample;
    }

    private static void assertMoments(double[] sample, double mean, double deviation) {
        double found = Arrays.stream(sample).average().orElseThrow();
        double squares =
                Arrays.stream(sample).map(x -> (x - found) * (x - found)).sum();
        // five standard errors of the mean
        assertThat(found).isCloseTo(mean, within(5 * deviation / Math.sqrt(MANY)));
        assertThat(Math.sqrt(squares / MANY)).isCloseTo(deviation, within(0.03 * deviation));
    }

    @Test
    void aSeedRepeats() {
        assertThat(sample(Draws.seeded(5), Draws::next)).isEqualTo(sample(Draws.seeded(5), Draws::next));
        assertThat(Draws.seeded(5).next()).isNotEqualTo(Draws.seeded(6).next());
    }

    @Test
    void wholeNumbersReachBothEnds() {
        assertThat(Arrays.stream(sample(plain(1), d -> d.between(-2, 3))).distinct())
                .containsExactlyInAnyOrder(-2.0, -1.0, 0.0, 1.0, 2.0, 3.0);
        assertThat(((Draws) () -> 0).between(4, 9)).isEqualTo(4);
        assertThat(((Draws) () -> Math.nextDown(1.0)).between(4, 9)).isEqualTo(9);
        assertThat(((Draws) () -> Math.nextDown(1.0)).between(0, Integer.MAX_VALUE))
                .isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void anEmptyRangeHasNoNumber() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plain(1).between(3, 2))
                .withMessage("no whole number from 3 to 2");
        assertThatIllegalArgumentException().isThrownBy(() -> plain(1).choose(List.of()));
    }

    @Test
    void normalNumbersHaveTheirMoments() {
        assertMoments(sample(plain(2), d -> d.gaussian(3, 2)), 3, 2);
        assertMoments(sample(Draws.seeded(2), d -> d.gaussian(3, 2)), 3, 2);
    }

    @ParameterizedTest
    @CsvSource({"0.2, 0.2", "0.8, 0.8", "1, 1", "2, 5", "30, 0.5"})
    void betaNumbersHaveTheirMoments(double a, double b) {
        double variance = a * b / ((a + b) * (a + b) * (a + b + 1));
        assertMoments(sample(plain(3), d -> d.beta(a, b)), a / (a + b), Math.sqrt(variance));
    }

    @Test
    void tinyShapesStayNumbers() {
        assertThat(Arrays.stream(sample(plain(4), d -> d.beta(1e-4, 1e-4)))).allMatch(x -> x >= 0 && x <= 1);
        assertThatIllegalArgumentException().isThrownBy(() -> plain(4).beta(0, 1));
    }

    @Test
    void sharesAddUpToOne() {
        double[] shares = plain(5).dirichlet(0.3, 7);
        assertThat(Arrays.stream(shares)).hasSize(7).allMatch(x -> x >= 0);
        assertThat(Arrays.stream(shares).sum()).isCloseTo(1, within(1e-12));
        assertMoments(sample(plain(6), d -> d.dirichlet(1, 3)[1]), 1.0 / 3, Math.sqrt(1.0 / 18));
    }

    @Test
    void ordersHoldEachNumberOnceAndAllOccur() {
        Draws draws = plain(7);
        assertThat(draws.permutation(9)).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(Arrays.stream(sample(draws, d -> Arrays.hashCode(d.permutation(4))))
                        .distinct()
                        .count())
                .isEqualTo(24);
    }

    @Test
    void ratiosAreAsLikelyAsTheirInverses() {
        Range range = new Range(0.5, 2);
        assertMoments(sample(plain(8), d -> Math.log(range.drawRatio(d))), 0, Math.log(4) / Math.sqrt(12));
        assertThat(range.draw(() -> 0.5)).isEqualTo(1.25);
    }
}
