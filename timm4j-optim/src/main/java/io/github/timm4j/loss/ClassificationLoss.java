package io.github.timm4j.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.loss.Loss;

/**
 * A loss of logits and targets.
 *
 * <p>Logits are {@code (batch, classes)}; targets are class indices {@code (batch)} or {@code (batch, 1)}, or dense
 * {@code (batch, classes)}, as each loss says. Half-precision logits are computed in float32. Intermediate arrays are
 * freed on return; what the backward pass needs lives on inside the engine. Gradients flow to the logits only.
 */
public abstract sealed class ClassificationLoss extends Loss
        permits AsymmetricLossMultiLabel,
                AsymmetricLossSingleLabel,
                BinaryCrossEntropy,
                CrossEntropy,
                DistributionBalancedLoss,
                JsdCrossEntropy,
                LabelSmoothingCrossEntropy,
                PolyBinaryCrossEntropy,
                PolyCrossEntropy,
                SoftTargetCrossEntropy,
                TwoWayLoss,
                ZlprLoss {

    ClassificationLoss(String name) {
        super(name);
    }

    /**
     * Computes the loss.
     *
     * @param logits {@code (batch, classes)}
     * @param target class indices or dense targets
     * @return a scalar, unless the loss was made to keep one value a sample or an element; on the logits' manager
     * @throws IllegalArgumentException where shapes do not fit or an index is no class
     */
    public final NDArray loss(NDArray logits, NDArray target) {
        NDArray result;
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            if (logits.getShape().dimension() != 2) {
                throw new IllegalArgumentException(
                        getName() + " takes logits (batch, classes), got " + logits.getShape());
            }
            result = compute(inFullPrecision(logits), target);
            NDScope.unregister(result);
        }
        NDScope.register(result);
        return result;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException where there is not one array each, shapes do not fit or an index is no class
     */
    @Override
    public final NDArray evaluate(NDList labels, NDList predictions) {
        if (labels.size() != 1 || predictions.size() != 1) {
            throw new IllegalArgumentException(getName() + " takes one array of labels and one of predictions, got "
                    + labels.size() + " and " + predictions.size());
        }
        return loss(predictions.head(), labels.head());
    }

    /** The formula; what it leaves behind is freed by the caller. */
    abstract NDArray compute(NDArray logits, NDArray target);

    private static NDArray inFullPrecision(NDArray logits) {
        DataType type = logits.getDataType();
        return type == DataType.FLOAT64 ? logits : logits.toType(DataType.FLOAT32, false);
    }
}
