package io.github.timm4j.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import io.github.timm4j.fixtures.FixtureStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The optimizers inside a stock DJL trainer. */
class DjlTrainerTest {
    private static final Shape INPUT = new Shape(4, 3);
    private static final int ROUNDS = 3;

    @ParameterizedTest
    @ValueSource(strings = {"sgd", "adamw", "lamb", "lookahead_lion"})
    void aTrainerStepsAsTheOptimizerDoes(String name) {
        assertThat(withTrainer(name)).containsExactly(byHand(name), within(1e-6f));
    }

    @Test
    void trainingLowersTheLoss() {
        try (Model model = model();
                GroupOptimizer optimizer = optimizer("adamw", model.getBlock());
                Trainer trainer = trainer(model, optimizer)) {
            float before = step(trainer, 0);
            for (int i = 1; i < 30; i++) {
                step(trainer, 0);
            }
            assertThat(step(trainer, 0)).isLessThan(before / 2);
        }
    }

    @Test
    void parametersOfAnotherBlockAreRefused() {
        try (Model model = model();
                Model other = model();
                GroupOptimizer optimizer = optimizer("sgd", other.getBlock());
                Trainer trainer = trainer(model, optimizer)) {
            assertThatThrownBy(() -> step(trainer, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is not one of this optimizer's");
        }
    }

    private static float[] withTrainer(String name) {
        try (Model model = model();
                GroupOptimizer optimizer = optimizer(name, model.getBlock());
                Trainer trainer = trainer(model, optimizer)) {
            for (int i = 0; i < ROUNDS; i++) {
                step(trainer, i);
            }
            return weight(model.getBlock());
        }
    }

    private static float[] byHand(String name) {
        try (Model model = model();
                GroupOptimizer optimizer = optimizer(name, model.getBlock());
                Trainer trainer = trainer(model, optimizer)) {
            for (int i = 0; i < ROUNDS; i++) {
                gradients(trainer, i);
                optimizer.step();
                optimizer.zeroGradients();
            }
            return weight(model.getBlock());
        }
    }

    private static float step(Trainer trainer, int round) {
        float loss = gradients(trainer, round);
        trainer.step();
        return loss;
    }

    private static float gradients(Trainer trainer, int round) {
        try (NDManager scratch = trainer.getManager().newSubManager();
                GradientCollector collector = trainer.newGradientCollector()) {
            NDArray x = scratch.create(FixtureStream.floats("x" + round, 12, 0, 1), INPUT);
            NDArray y = scratch.create(FixtureStream.floats("y" + round, 8, 0, 1), new Shape(4, 2));
            NDArray loss = trainer.getLoss().evaluate(new NDList(y), trainer.forward(new NDList(x)));
            collector.backward(loss);
            return loss.getFloat();
        }
    }

    private static Model model() {
        Model model = Model.newInstance("net", "PyTorch");
        Block block = new SequentialBlock()
                .add(Linear.builder().setUnits(5).build())
                .add(array -> new NDList(array.singletonOrThrow().tanh()))
                .add(Linear.builder().setUnits(2).build());
        block.setInitializer(
                (manager, shape, type) ->
                        manager.create(FixtureStream.floats("weight" + shape, (int) shape.size(), 0, 0.5), shape),
                parameter -> true);
        block.initialize(model.getNDManager(), DataType.FLOAT32, INPUT);
        model.setBlock(block);
        return model;
    }

    private static GroupOptimizer optimizer(String name, Block block) {
        OptimizerOptions options =
                OptimizerOptions.builder().lr(0.05).weightDecay(0.01).build();
        return Optimizers.createOptimizer(name, ParameterSource.of(block), options);
    }

    private static Trainer trainer(Model model, GroupOptimizer optimizer) {
        Trainer trainer = model.newTrainer(new DefaultTrainingConfig(Loss.l2Loss()).optOptimizer(optimizer));
        trainer.initialize(INPUT);
        return trainer;
    }

    private static float[] weight(Block block) {
        return block.getParameters().valueAt(0).getArray().toFloatArray();
    }
}
