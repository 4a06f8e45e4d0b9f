package io.github.timm4j.optim.rule;

import io.github.timm4j.config.Codec;
import io.github.timm4j.config.Coded;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The coefficients of the Newton-Schulz iteration of {@link Muon}, three an iteration; the last three repeat.
 *
 * @param rows one triple for each iteration, at least one
 * @param preset the name of a known sequence, or null
 */
@Coded(NsCoefficients.FromPlain.class)
public record NsCoefficients(
        List<List<Double>> rows, @Nullable String preset) {
    private static final Map<String, List<List<Double>>> PRESETS = Map.of(
            "original",
            List.of(List.of(3.4445, -4.7750, 2.0315)),
            "quintic",
            List.of(
                    List.of(4.0848, -6.8946, 2.9270),
                    List.of(3.9505, -6.3029, 2.6377),
                    List.of(3.7418, -5.5913, 2.3037),
                    List.of(2.8769, -3.1427, 1.2046),
                    List.of(2.8366, -3.0525, 1.2012)),
            "polar_express",
            List.of(
                    List.of(8.237312490495555, -23.157747414558198, 16.680568411445915),
                    List.of(4.082441999064835, -2.893047735332586, 0.5252849256975648),
                    List.of(3.9263479922546582, -2.8547468034765298, 0.5318022422894988),
                    List.of(3.2982187133085143, -2.424541981026706, 0.48632008358844075),
                    List.of(2.2970369434552573, -1.63662558125903, 0.4002628455953627),
                    List.of(1.8763805351440397, -1.2347896577722228, 0.35891887501668385),
                    List.of(1.8564423485617974, -1.2132449880935525, 0.3568003487825883),
                    List.of(1.8749994008682747, -1.2499988017229169, 0.3749994008546422)),
            "polar_express_safer",
            List.of(
                    List.of(8.156554524902461, -22.48329292557795, 15.878769915207462),
                    List.of(4.0429299351667245, -2.808917465908704, 0.5000178451051299),
                    List.of(3.8916678022926563, -2.7724841532176825, 0.5060648178503389),
                    List.of(3.285753657755658, -2.3681294933425394, 0.46449024233003117),
                    List.of(2.3005307116270983, -1.6111665557258408, 0.3833374427545273),
                    List.of(1.8631210546382593, -1.2042160621002727, 0.3421879560523383),
                    List.of(1.8382572152247512, -1.1779263289537742, 0.3396513038637379),
                    List.of(1.8749999923301852, -1.2499999836060613, 0.374999991275876)));

    /** Coefficients are given by a preset's name, one triple, or a list of triples. */
    static final class FromPlain implements Codec<NsCoefficients> {
        @Override
        public NsCoefficients read(Object value) {
            if (value instanceof String name) {
                return of(name);
            }
            boolean triples = value instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof List<?>;
            return of(triples ? ((List<?>) value).stream().map(Numbers::list).toList() : List.of(Numbers.list(value)));
        }

        @Override
        public Object write(NsCoefficients coefficients) {
            return coefficients.preset() == null ? coefficients.rows() : coefficients.preset();
        }
    }

    /**
     * Checks the rows.
     *
     * @throws IllegalArgumentException if there is none, or one is not a triple
     */
    public NsCoefficients {
        rows = rows.stream().map(List::copyOf).toList();
        if (rows.isEmpty() || rows.stream().anyMatch(row -> row.size() != 3)) {
            throw new IllegalArgumentException("coefficients must be triples of numbers, at least one, found " + rows);
        }
    }

    /**
     * A known sequence.
     *
     * @param preset {@code original}, {@code quintic}, {@code polar_express} or {@code polar_express_safer}
     * @return its coefficients
     * @throws IllegalArgumentException for another name
     */
    public static NsCoefficients of(String preset) {
        List<List<Double>> rows = PRESETS.get(preset);
        if (rows == null) {
            throw new IllegalArgumentException("no coefficients named " + preset + "; known are "
                    + PRESETS.keySet().stream().sorted().toList());
        }
        return new NsCoefficients(rows, preset);
    }

    /**
     * Coefficients of one's own.
     *
     * @param rows one triple for each iteration
     * @return the coefficients
     */
    public static NsCoefficients of(List<List<Double>> rows) {
        return new NsCoefficients(rows, null);
    }

    /**
     * The coefficients of a number of iterations.
     *
     * @param steps how many
     * @return three numbers an iteration
     */
    double[] sequence(int steps) {
        List<Double> sequence = new ArrayList<>();
        for (int i = 0; i < steps; i++) {
            sequence.addAll(rows.get(Math.min(i, rows.size() - 1)));
        }
        return sequence.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
