package io.github.timm4j.models;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.nn.FeatureInfo;
import io.github.timm4j.nn.FeatureRequest;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.nn.Intermediates;
import io.github.timm4j.nn.Layer;
import io.github.timm4j.nn.Linear;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A model whose forward pass is what a test gives it, by default nothing. */
final class PassThrough extends ImageModel {
    private final UnaryOperator<NDArray> body;

    PassThrough() {
        this(x -> x);
    }

    PassThrough(UnaryOperator<NDArray> body) {
        super(ModelOptions.builder().build());
        this.body = body;
        child("fc", new Linear(1, 1, true));
        initialize(Device.cpu(), DataType.FLOAT32, 0);
    }

    PassThrough(Layer layer) {
        super(ModelOptions.builder().build());
        this.body = child("body", layer)::apply;
        child("fc", new Linear(1, 1, true));
        initialize(Device.cpu(), DataType.FLOAT32, 0);
    }

    @Override
    protected NDArray features(NDArray x) {
        return body.apply(x);
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
        return new FeatureInfo(List.of(new FeatureInfo.Level("fc", 3, 8)));
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
        return 1;
    }

    @Override
    public String classifierName() {
        return "fc";
    }
}
