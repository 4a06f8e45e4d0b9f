package io.github.timm4j.compile;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.nn.FeatureInfo;
import io.github.timm4j.nn.FeatureRequest;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.nn.Intermediates;
import io.github.timm4j.nn.Linear;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A model of four channels whose forward pass is one function. */
final class OperatorModel extends ImageModel {
    static final int CHANNELS = 4;

    private final UnaryOperator<NDArray> function;

    OperatorModel(UnaryOperator<NDArray> function) {
        super(ModelOptions.builder().inChannels(CHANNELS).build());
        this.function = function;
        child("fc", new Linear(1, 1, true));
        initialize(Device.cpu(), DataType.FLOAT32, 0);
    }

    @Override
    protected NDArray features(NDArray x) {
        return function.apply(x);
    }

    @Override
    protected NDArray head(NDArray x, boolean preLogits) {
        return x;
    }

    @Override
    protected Intermediates intermediates(NDArray x, FeatureRequest request) {
        return new Intermediates(x, new NDList());
    }

    @Override
    protected void prune(List<Integer> levels, boolean pruneNorm, boolean pruneHead) {}

    @Override
    protected void replaceClassifier(int numClasses, @Nullable String globalPool) {}

    @Override
    protected FeatureInfo allLevels() {
        return new FeatureInfo(List.of());
    }

    @Override
    public int numClasses() {
        return 1;
    }

    @Override
    public String globalPool() {
        return "";
    }

    @Override
    public int numFeatures() {
        return CHANNELS;
    }

    @Override
    public String classifierName() {
        return "fc";
    }
}
