package io.github.timm4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.StateDictException;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.config.ModelOptionsBuilder;
import io.github.timm4j.registry.Architecture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What every architecture keeps to, whatever its family. */
public final class ArchitectureContract {
    private static final int CLASSES = 7;
    private static final int BATCH = 2;

    private final Architecture architecture;
    private final Supplier<ModelOptionsBuilder> options;
    private final ImageSize size;

    /**
     * Prepares the checks of one architecture.
     *
     * @param architecture the architecture
     * @param options what it needs to be built
     * @param size a picture size that it takes
     */
    public ArchitectureContract(Architecture architecture, Supplier<ModelOptionsBuilder> options, ImageSize size) {
        this.architecture = architecture;
        this.options = options;
        this.size = size;
    }

    /** Runs all checks. */
    public void verify() {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            int channels = options.get().build().inChannels();
            NDArray x = manager.randomUniform(-1, 1, new Shape(BATCH, channels, size.height(), size.width()));
            try (ImageModel model =
                    initialized(options.get().numClasses(CLASSES).dropRate(0.1))) {
                shapesAgree(model, x);
                stateDictReturns(model, x);
                wrongInputIsRefused(model, manager, channels);
                intermediatesAgree(model, x);
                layersAreFoundByTheirPaths(model, x);
                classifierIsExchanged(model, x);
            }
            withoutClassesTheHeadHandsOutEmbeddings(x);
            featuresHaveTheirChannels(x);
            aClosedModelRefuses(x);
        }
    }

    private ImageModel initialized(ModelOptionsBuilder chosen) {
        ImageModel model = architecture.build(chosen.build());
        model.initialize(Device.cpu(), DataType.FLOAT32, 1);
        return model;
    }

    private void shapesAgree(ImageModel model, NDArray x) {
        NDArray logits = model.forward(x);
        assertThat(logits.getShape()).isEqualTo(new Shape(BATCH, CLASSES));
        assertThat(logits.isNaN().any().getBoolean()).isFalse();
        NDArray features = model.forwardFeatures(x);
        assertThat(model.forwardHead(features, true).getShape()).isEqualTo(new Shape(BATCH, model.headHiddenSize()));
        assertThat(model.forwardHead(features, false).toFloatArray()).isEqualTo(logits.toFloatArray());
        assertThat(logits.getManager()).isSameAs(x.getManager());
    }

    private void stateDictReturns(ImageModel model, NDArray x) {
        try (ImageModel other = initialized(options.get().numClasses(CLASSES).seed(2L))) {
            other.loadStateDict(model.stateDict(), true);
            assertThat(other.forward(x).toFloatArray())
                    .isEqualTo(model.forward(x).toFloatArray());
            Map<String, NDArray> lacking = new LinkedHashMap<>(model.stateDict());
            String first = lacking.keySet().iterator().next();
            lacking.remove(first);
            assertThatThrownBy(() -> other.loadStateDict(lacking, true))
                    .isInstanceOf(StateDictException.class)
                    .hasMessageContaining(first);
            assertThat(other.loadStateDict(lacking, false).missing()).containsExactly(first);
        }
    }

    private static void wrongInputIsRefused(ImageModel model, NDManager manager, int channels) {
        assertThatThrownBy(() -> model.forward(manager.zeros(new Shape(1, channels + 1, 64, 64))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected pictures");
    }

    private static void intermediatesAgree(ImageModel model, NDArray x) {
        Intermediates all = model.forwardIntermediates(x, FeatureRequest.all());
        List<Integer> channels = model.featureInfo().channels();
        assertThat(all.levels()).hasSize(channels.size());
        for (int i = 0; i < channels.size(); i++) {
            assertThat(all.levels().get(i).getShape().get(1))
                    .isEqualTo(channels.get(i).longValue());
        }
        assertThat(all.output()).isNotNull();
        assertThat(all.output().toFloatArray())
                .isEqualTo(model.forwardFeatures(x).toFloatArray());
        NDArray last = model.forwardIntermediates(x, FeatureRequest.levels(-1).only())
                .levels()
                .get(0);
        NDArray lastOfAll = all.levels().get(channels.size() - 1);
        assertThat(last.toFloatArray()).isEqualTo(lastOfAll.toFloatArray());
    }

    private static void layersAreFoundByTheirPaths(ImageModel model, NDArray x) {
        NDArray logits = model.forward(x);
        NDList found = model.forwardModules(x, List.of(model.classifierName()));
        assertThat(found.head().toFloatArray()).isEqualTo(logits.toFloatArray());
        assertThatThrownBy(() -> model.forwardModules(x, List.of(model.classifierName() + "x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(model.classifierName());
    }

    private static void classifierIsExchanged(ImageModel model, NDArray x) {
        model.resetClassifier(3);
        assertThat(model.numClasses()).isEqualTo(3);
        assertThat(model.forward(x).getShape()).isEqualTo(new Shape(BATCH, 3));
        model.resetClassifier(0);
        assertThat(model.classifier()).isEmpty();
        assertThat(model.forward(x).getShape()).isEqualTo(new Shape(BATCH, model.headHiddenSize()));
    }

    private void withoutClassesTheHeadHandsOutEmbeddings(NDArray x) {
        try (ImageModel model = initialized(options.get().numClasses(0))) {
            assertThat(model.numClasses()).isZero();
            assertThat(model.forward(x).getShape()).isEqualTo(new Shape(BATCH, model.headHiddenSize()));
        }
    }

    private void featuresHaveTheirChannels(NDArray x) {
        try (ImageModel model = initialized(options.get()).featuresOnly(List.of(-2, -1))) {
            NDList levels = model.forwardLevels(x);
            assertThat(levels).hasSize(2);
            for (int i = 0; i < levels.size(); i++) {
                Shape shape = levels.get(i).getShape();
                FeatureInfo.Level level = model.featureInfo().levels().get(i);
                assertThat(shape.get(1)).isEqualTo(level.channels());
                assertThat(shape.get(2)).isBetween(1L, size.height() / level.reduction() + 1L);
            }
            assertThatThrownBy(() -> model.forward(x)).isInstanceOf(IllegalStateException.class);
        }
    }

    private void aClosedModelRefuses(NDArray x) {
        ImageModel model = initialized(options.get());
        Map<String, long[]> open = model.shapes();
        model.close();
        model.close();
        List<ThrowingCallable> uses = List.of(
                () -> model.forward(x),
                model::stateDict,
                model::compile,
                model::reparameterize,
                () -> model.initialize(1),
                () -> model.freeze(key -> true, true),
                () -> model.resetClassifier(CLASSES),
                () -> model.pruneIntermediateLayers(List.of(0), true, true),
                () -> model.featuresOnly(List.of(0)));
        for (ThrowingCallable use : uses) {
            assertThatThrownBy(use).isInstanceOf(IllegalStateException.class).hasMessage("the model is closed");
        }
        assertThat(model.shapes()).hasSameSizeAs(open);
    }
}
