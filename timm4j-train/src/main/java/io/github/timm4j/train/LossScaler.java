package io.github.timm4j.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.timm4j.StateDictException;
import io.github.timm4j.internal.NativeScript;
import io.github.timm4j.internal.ScriptArchive;
import io.github.timm4j.train.checkpoint.Stateful;
import io.github.timm4j.weights.PlainValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Scales losses so that half-precision gradients do not vanish: the scale falls when gradients overflow, in which case the update
 * is left out, and grows after many good updates ({@code torch.amp.GradScaler}, {@code timm.utils.NativeScaler}).
 */
public final class LossScaler implements Stateful {
    private static final NativeScript SCRIPT = new NativeScript(new ScriptArchive()
            .method("unscale(self: __torch__.M, grads: List[Tensor], inverse: float)", "Tensor", """
                        found = torch.new_zeros(grads[0], [1])
                        scale = torch.new_full(grads[0], [1], inverse)
                        _0 = torch._amp_foreach_non_finite_check_and_unscale_(grads, found, scale)
                        return found
                    """));

    private final double growthFactor;
    private final double backoffFactor;
    private final long growthInterval;
    private double scale;
    private long good;
    private long skipped;

    /** PyTorch's numbers: 65536, doubled after 2000 good updates, halved after a bad one. */
    public LossScaler() {
        this(65536, 2, 0.5, 2000);
    }

    /**
     * A scaler.
     *
     * @param scale the first scale
     * @param growthFactor by which it grows, above 1
     * @param backoffFactor by which it falls, below 1
     * @param growthInterval good updates between growths
     * @throws IllegalArgumentException where a number is out of its range
     */
    public LossScaler(double scale, double growthFactor, double backoffFactor, long growthInterval) {
        if (!(scale > 0 && growthFactor > 1 && backoffFactor > 0 && backoffFactor < 1 && growthInterval > 0)) {
            throw new IllegalArgumentException("a loss scaler needs a scale above 0, a growth factor above 1, a backoff"
                    + " factor between 0 and 1 and an interval above 0, found " + scale + ", " + growthFactor + ", "
                    + backoffFactor + " and " + growthInterval);
        }
        this.scale = (float) scale;
        this.growthFactor = growthFactor;
        this.backoffFactor = backoffFactor;
        this.growthInterval = growthInterval;
    }

    /**
     * The factor of losses.
     *
     * @return above 0
     */
    public double scale() {
        return scale;
    }

    /**
     * Updates that were left out so far.
     *
     * @return their number
     */
    public long skipped() {
        return skipped;
    }

    /**
     * Divides gradients by the scale, in place.
     *
     * @param gradients of scaled losses
     * @return whether all of them are finite
     */
    public boolean unscale(List<NDArray> gradients) {
        if (gradients.isEmpty()) {
            return true;
        }
        NDManager manager = gradients.get(0).getManager();
        try (NDArray found = SCRIPT.tensor(manager, "unscale", gradients, 1 / scale)) {
            return found.toFloatArray()[0] == 0;
        }
    }

    /**
     * Adapts the scale after an update.
     *
     * @param finite what {@link #unscale} said: a bad update is to be left out
     */
    public void update(boolean finite) {
        if (!finite) {
            scale = (float) (scale * backoffFactor);
            good = 0;
            skipped++;
            return;
        }
        good++;
        if (good == growthInterval) {
            double grown = (float) (scale * growthFactor);
            scale = Double.isInfinite(grown) ? scale : grown;
            good = 0;
        }
    }

    /** The state under PyTorch's names. */
    @Override
    public PlainValue.Dict stateDict() {
        Map<String, PlainValue> state = new LinkedHashMap<>();
        state.put("scale", PlainValue.of(scale));
        state.put("growth_factor", PlainValue.of(growthFactor));
        state.put("backoff_factor", PlainValue.of(backoffFactor));
        state.put("growth_interval", PlainValue.of(growthInterval));
        state.put("_growth_tracker", PlainValue.of(good));
        return PlainValue.dict(state);
    }

    /**
     * Puts back scale and number of good updates.
     *
     * @param state what {@link #stateDict} or Python's scaler gave
     * @throws StateDictException where a number is missing; nothing has changed
     */
    @Override
    public void loadStateDict(PlainValue state) {
        double newScale = number(state, "scale");
        double newGood = number(state, "_growth_tracker");
        scale = newScale;
        good = (long) newGood;
    }

    private static double number(PlainValue state, String key) {
        PlainValue value = state instanceof PlainValue.Dict dict ? dict.get(key) : null;
        if (value instanceof PlainValue.Real real) {
            return real.value();
        }
        if (value instanceof PlainValue.Int whole) {
            return whole.value().doubleValue();
        }
        throw new StateDictException("a loss scaler's state has a number '" + key + "', found " + value);
    }
}
