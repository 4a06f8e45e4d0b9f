package io.github.timm4j.loss;

import ai.djl.ndarray.NDArray;
import io.github.timm4j.config.Codec;
import io.github.timm4j.config.Coded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Weights of the classes in a loss, one for all or one a class; immutable.
 *
 * <p>Source: timm.loss.class_weights.
 */
@Coded(ClassWeights.Plain.class)
public final class ClassWeights {
    /** No weights. */
    public static final ClassWeights NONE = new ClassWeights(new float[0]);

    private final float[] values;

    private ClassWeights(float[] values) {
        this.values = values;
    }

    /**
     * Takes weights.
     *
     * @param values one for all classes, or one a class
     * @return the weights
     * @throws IllegalArgumentException where there is none, or one is negative or not finite
     */
    public static ClassWeights of(float... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("loss weights must be a value or a list that is not empty");
        }
        for (float value : values) {
            if (!(value >= 0 && value <= Float.MAX_VALUE)) {
                throw new IllegalArgumentException("loss weights must be finite and not negative, got " + value);
            }
        }
        return new ClassWeights(values.clone());
    }

    /** As an argument: a number or a list of numbers. */
    static final class Plain implements Codec<ClassWeights> {

        @Override
        public ClassWeights read(Object value) {
            List<Float> weights = new ArrayList<>();
            for (Object weight : value instanceof List<?> list ? list : List.of(value)) {
                if (!(weight instanceof Number number)) {
                    throw new IllegalArgumentException("expected a number or a list of numbers, found " + value);
                }
                weights.add(number.floatValue());
            }
            return of(WeightText.floats(weights));
        }

        @Override
        public Object write(ClassWeights value) {
            List<Float> weights = new ArrayList<>();
            for (float weight : value.values) {
                weights.add(weight);
            }
            return weights;
        }
    }

    /**
     * How {@link #computeClassWeights} turns counts into weights.
     *
     * @param method the formula
     * @param power exponent for neg_pos and inv_freq, 1 for none, 0.5 for a softer weighting
     * @param beta parameter of effective_num, in (0, 1)
     * @param maxWeight cap of the weights, null for none
     */
    public record Rule(
            ClassWeightMethod method,
            double power,
            double beta,
            @Nullable Double maxWeight) {
        /**
         * Timm's defaults for a method: power 1, beta 0.999, no cap.
         *
         * @param method the formula
         */
        public Rule(ClassWeightMethod method) {
            this(method, 1, 0.999, null);
        }
    }

    /**
     * Computes weights from counts; a class without a sample counts as having one.
     *
     * @param stats the counts
     * @param rule the formula; its method says which argument of a loss the weights are for
     * @return a weight a class
     * @throws IllegalArgumentException where there are no samples or beta is out of its range
     */
    public static ClassWeights computeClassWeights(ClassStats stats, Rule rule) {
        if (stats.numSamples() <= 0) {
            throw new IllegalArgumentException("class weights need samples, got " + stats.numSamples());
        }
        if (rule.method == ClassWeightMethod.EFFECTIVE_NUM && !(rule.beta > 0 && rule.beta < 1)) {
            throw new IllegalArgumentException("beta must lie between 0 and 1, got " + rule.beta);
        }
        float[] counts = stats.posCounts();
        double[] weights = new double[counts.length];
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = weight(rule, Math.max(counts[i], 1), stats.numSamples());
            sum += weights[i];
        }
        double scale = rule.method == ClassWeightMethod.NEG_POS ? 1 : sum / weights.length;
        double cap = Objects.requireNonNullElse(rule.maxWeight, Double.POSITIVE_INFINITY);
        float[] result = new float[weights.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) Math.min(weights[i] / scale, cap);
        }
        return new ClassWeights(result);
    }

    /**
     * Reads weights: a number, numbers separated by commas or blanks, or a file with such a text or with JSON (a
     * number, a list, or an object that holds them under the argument's name).
     *
     * @param value the text; null or blank for none
     * @param kind the argument of the loss
     * @return the weights
     * @throws IllegalArgumentException where there is no number, or one is negative or not finite
     * @throws io.github.timm4j.CorruptFileException where a JSON file is malformed
     * @throws java.io.UncheckedIOException where a file cannot be read
     */
    public static ClassWeights loadClassWeights(@Nullable String value, ClassWeightMethod.Kind kind) {
        return value == null || value.isBlank() ? NONE : of(WeightText.read(value, kind.key()));
    }

    /**
     * Takes what a command line gives: the name of a method, whose weights are then computed, or the weights
     * themselves.
     *
     * @param value a method's name, or as for {@link #loadClassWeights}
     * @param kind the argument of the loss
     * @param stats the counts, needed for a method
     * @param rule power, beta and cap for a method; its own method is not used
     * @return the weights
     * @throws IllegalArgumentException where a method is for the other argument or lacks the counts, or as for
     *     {@link #loadClassWeights}
     */
    public static ClassWeights resolveClassWeights(
            @Nullable String value, ClassWeightMethod.Kind kind, @Nullable ClassStats stats, Rule rule) {
        ClassWeightMethod method =
                value == null ? null : ClassWeightMethod.find(value.strip()).orElse(null);
        if (method == null) {
            return loadClassWeights(value, kind);
        }
        if (method.kind() != kind) {
            throw new IllegalArgumentException(
                    "method '" + method.key() + "' computes a " + method.kind().key() + ", not a " + kind.key());
        }
        if (stats == null) {
            throw new IllegalArgumentException("class weight method '" + method.key() + "' needs class stats");
        }
        return computeClassWeights(stats, new Rule(method, rule.power, rule.beta, rule.maxWeight));
    }

    /**
     * The weights.
     *
     * @return a copy: empty for none, one value for all classes, or one a class
     */
    public float[] values() {
        return values.clone();
    }

    /**
     * Tells whether there are any.
     *
     * @return true for none
     */
    public boolean isNone() {
        return values.length == 0;
    }

    @Override
    public String toString() {
        return "ClassWeights" + Arrays.toString(values);
    }

    /** An array that multiplies {@code (batch, classes)}, on the device and of the type of another. */
    NDArray on(NDArray like) {
        if (values.length != 1 && values.length != like.getShape().get(1)) {
            throw new IllegalArgumentException(
                    values.length + " class weights do not fit logits of shape " + like.getShape());
        }
        return like.getManager().create(values).toType(like.getDataType(), false);
    }

    NDArray times(NDArray losses) {
        return isNone() ? losses : losses.mul(on(losses));
    }

    private static double weight(Rule rule, double count, double samples) {
        return switch (rule.method) {
            case NEG_POS -> Math.pow(Math.max(samples - count, 0) / count, rule.power);
            case INV_FREQ -> Math.pow(samples / count, rule.power);
            case EFFECTIVE_NUM -> (1 - rule.beta) / (1 - Math.pow(rule.beta, count));
        };
    }
}
