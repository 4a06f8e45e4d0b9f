package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import io.github.timm4j.fixtures.FixtureStream;
import java.nio.FloatBuffer;
import java.util.Set;

/** The oracle's weights: each entry's values are a stream that its key names, scaled by the rules of the oracle's page. */
public final class StreamWeights {
    private static final Set<String> NEAR_ONE =
            Set.of("gain", "scale", "alpha", "temperature", "logit_scale", "skipinit_gain", "ls1", "ls2");

    private StreamWeights() {}

    /** Fills one floating-point entry; {@code gain} scales weights of two and more dimensions. */
    public static void fill(String key, NDArray array, double gain) {
        String leaf = key.substring(key.lastIndexOf('.') + 1);
        long[] shape = array.getShape().getShape();
        double base = 0;
        double factor;
        if (leaf.endsWith("running_mean")) {
            factor = 0.1;
        } else if (leaf.endsWith("running_var")) {
            base = 1;
            factor = 0.2;
        } else if (NEAR_ONE.contains(leaf) || leaf.startsWith("gamma") || leaf.equals("weight") && shape.length <= 1) {
            base = 1;
            factor = 0.1;
        } else if (shape.length <= 1) {
            factor = 0.1;
        } else if (leaf.equals("weight") || leaf.endsWith("_weight") || leaf.startsWith("weight_")) {
            factor = Math.sqrt(gain / fanIn(shape));
        } else {
            factor = 0.02;
        }
        int count = (int) array.size();
        array.set(FloatBuffer.wrap(FixtureStream.floats(key, count, base, factor)));
    }

    private static double fanIn(long[] shape) {
        long product = 1;
        for (int i = 1; i < shape.length; i++) {
            product *= shape[i];
        }
        return shape.length == 2 && shape[0] <= 8 && product >= 1024 ? Math.sqrt(product) : product;
    }
}
