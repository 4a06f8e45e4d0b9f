package io.github.timm4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.nn.ActivationCheckpoints;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.train.config.TrainConfig;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks that are computed again give the gradients that kept activations give. */
class GradCheckpointingTest {
    private static final SquareBatches BATCHES = new SquareBatches(16, 8, 32, 1);
    private static final TrainConfig PLAIN =
            TrainerTest.CONFIG.with("opt", "sgd").with("lr", 0.02).with("epochs", 1);
    private static final TrainConfig CHECKPOINTED = PLAIN.with("grad_checkpointing", true);

    private static Map<String, float[]> train(String name, double dropPath, TrainConfig config, int workers) {
        try (ImageModel model = TrainerTest.model(name, dropPath);
                Trainer trainer = Trainer.builder(model, config)
                        .training(BATCHES)
                        .devices(Collections.nCopies(workers, Device.cpu()))
                        .build()) {
            trainer.fit();
            Map<String, float[]> weights = TrainerTest.weights(model);
            // batch norms see the batches of checkpointed blocks twice, as in PyTorch
            weights.keySet().removeIf(key -> key.contains(".running_"));
            return weights;
        }
    }

    private static void trainsTheSame(String name, TrainConfig plain, int workers) {
        equal(train(name, 0, plain.with("grad_checkpointing", true), workers), train(name, 0, plain, workers));
    }

    private static void equal(Map<String, float[]> actual, Map<String, float[]> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        assertThat(actual.keySet().stream().filter(key -> !Arrays.equals(actual.get(key), expected.get(key))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"test_resnet", "test_efficientnet", "test_vit", "mobilenetv3_small_050", "resnet10t"})
    void gradientsAreTheSameToTheLastBit(String name) {
        trainsTheSame(name, PLAIN, 1);
    }

    @Test
    void withMixedPrecisionWorkersAndFrozenPartsToo() {
        trainsTheSame("test_vit", PLAIN.with("amp", true).with("amp_dtype", "bfloat16"), 1);
        trainsTheSame("test_resnet", PLAIN, 2);
        trainsTheSame("test_resnet", PLAIN.with("freeze", List.of("conv1", "bn1", "layer1")), 1);
        trainsTheSame("test_vit", PLAIN.with("linear_probe", true), 1);
    }

    @Test
    void randomLayersDrawTheSameInBothComputations() {
        Map<String, float[]> first = train("test_vit", 0.5, CHECKPOINTED, 1);
        equal(train("test_vit", 0.5, CHECKPOINTED, 1), first);
        assertThat(train("test_vit", 0, CHECKPOINTED, 1).get("head.weight")).isNotEqualTo(first.get("head.weight"));
    }

    @Test
    void evaluationMakesNoneAndOneThreadHasOneSet() {
        try (ImageModel model = TrainerTest.model("test_vit", 0);
                NDManager manager = NDManager.newBaseManager(Device.cpu());
                ActivationCheckpoints checkpoints = ActivationCheckpoints.open(0)) {
            NDArray logits = model.forward(manager.zeros(new Shape(1, 3, 160, 160)));
            assertThat(logits.hasGradient()).isFalse();
            assertThatThrownBy(() -> ActivationCheckpoints.open(0)).isInstanceOf(IllegalStateException.class);
        }
        ActivationCheckpoints.open(0).close();
    }

    @Test
    void whatNeedsAWholeGraphIsRefused() {
        try (ImageModel model = TrainerTest.model("test_resnet", 0)) {
            assertThatThrownBy(() -> Trainer.builder(model, CHECKPOINTED.with("opt", "adahessian"))
                            .training(BATCHES)
                            .build())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("grad_checkpointing");
            assertThatThrownBy(() -> Trainer.builder(model, CHECKPOINTED.with("sync_bn", true))
                            .training(BATCHES)
                            .devices(Collections.nCopies(2, Device.cpu()))
                            .build())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("grad_checkpointing");
        }
    }
}
