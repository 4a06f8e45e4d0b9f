package io.github.timm4j.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClassificationLossTest {

    static Stream<ClassificationLoss> indexLosses() {
        return Stream.of(
                new CrossEntropy(),
                new LabelSmoothingCrossEntropy(),
                new BinaryCrossEntropy(),
                new JsdCrossEntropy(),
                new AsymmetricLossSingleLabel(),
                new PolyCrossEntropy());
    }

    static Stream<ClassificationLoss> denseLosses() {
        return Stream.of(
                new SoftTargetCrossEntropy(),
                new AsymmetricLossMultiLabel(),
                new PolyBinaryCrossEntropy(),
                new TwoWayLoss(),
                new ZlprLoss(),
                new DistributionBalancedLoss(new ClassStats(new float[] {1, 2, 3}, 6)));
    }

    static Stream<ClassificationLoss> losses() {
        return Stream.concat(indexLosses(), denseLosses());
    }

    @ParameterizedTest
    @MethodSource("losses")
    void nothingButTheResultStaysBehind(ClassificationLoss loss) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.ones(new Shape(6, 3));
            NDArray target = target(manager, loss);
            int before = manager.getManagedArrays().size();
            NDArray value = loss.loss(logits, target);
            assertThat(manager.getManagedArrays()).hasSize(before + 1);
            assertThat(value.getShape().dimension()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void aScopeAroundTheLossFreesItsResult(ClassificationLoss loss) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.ones(new Shape(6, 3));
            NDArray target = target(manager, loss);
            int before = manager.getManagedArrays().size();
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                assertThat(loss.loss(logits, target).getFloat()).isFinite();
            }
            assertThat(manager.getManagedArrays()).hasSize(before);
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void halfPrecisionIsComputedInFullPrecision(ClassificationLoss loss) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.linspace(-2, 2, 18).reshape(6, 3).toType(DataType.FLOAT16, true);
            NDArray full = loss.loss(logits.toType(DataType.FLOAT32, true), target(manager, loss));
            NDArray half = loss.loss(logits, target(manager, loss));
            assertThat(half.getDataType()).isEqualTo(DataType.FLOAT32);
            assertThat(half.getFloat()).isEqualTo(full.getFloat());
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void extremeLogitsGiveFiniteGradients(ClassificationLoss loss) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.linspace(-200, 200, 18).reshape(6, 3);
            logits.setRequiresGradient(true);
            NDArray target = target(manager, loss);
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                collector.backward(loss.loss(logits, target));
            }
            for (float value : logits.getGradient().toFloatArray()) {
                assertThat(value).isFinite();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("indexLosses")
    void anIndexThatIsNoClassIsNamed(ClassificationLoss loss) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.zeros(new Shape(6, 3));
            for (long wrong : new long[] {3, -1}) {
                NDArray target = manager.create(new long[] {wrong, 0, 0, 0, 0, 0});
                assertThatThrownBy(() -> loss.loss(logits, target))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("class index " + wrong);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void shapesThatDoNotFitAreNamed(ClassificationLoss loss) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.zeros(new Shape(6, 3));
            assertThatThrownBy(() -> loss.loss(logits, manager.zeros(new Shape(5))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("(6, 3)")
                    .hasMessageContaining("(5)");
            assertThatThrownBy(() -> loss.loss(manager.zeros(new Shape(6)), logits))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("(batch, classes)");
        }
    }

    @Test
    void severalLabelsAreRefused() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.zeros(new Shape(2, 3));
            assertThatThrownBy(() -> new ZlprLoss().evaluate(new NDList(x, x), new NDList(x)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("got 2 and 1");
        }
    }

    @Test
    void indicesMayBeOfAnyTypeAndAColumn() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.linspace(0, 1, 6).reshape(2, 3);
            float expected = new CrossEntropy()
                    .loss(logits, manager.create(new long[] {2, 1}))
                    .getFloat();
            assertThat(new CrossEntropy()
                            .loss(logits, manager.create(new float[] {2, 1}))
                            .getFloat())
                    .isEqualTo(expected);
            assertThat(new CrossEntropy()
                            .loss(logits, manager.create(new int[][] {{2}, {1}}))
                            .getFloat())
                    .isEqualTo(expected);
        }
    }

    @Test
    void crossEntropyOfEqualLogitsIsTheLogarithmOfTheClasses() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray loss = new CrossEntropy().loss(manager.zeros(new Shape(2, 8)), manager.create(new long[] {0, 7}));
            assertThat(loss.getFloat()).isCloseTo((float) Math.log(8), within(1e-6f));
        }
    }

    @Test
    void aDjlTrainerTrainsWithIt() {
        try (Model model = Model.newInstance("linear")) {
            model.setBlock(Linear.builder().setUnits(3).build());
            // not a softmax loss: its gradients sum to zero, which DJL's trainer takes for a forgotten backward pass
            DefaultTrainingConfig config = new DefaultTrainingConfig(new BinaryCrossEntropy())
                    .optOptimizer(Optimizer.sgd()
                            .setLearningRateTracker(Tracker.fixed(0.5f))
                            .build());
            try (Trainer trainer = model.newTrainer(config)) {
                trainer.initialize(new Shape(3, 3));
                NDArray data = trainer.getManager().eye(3);
                NDList labels = new NDList(trainer.getManager().create(new long[] {0, 1, 2}));
                float first = 0;
                float last = 0;
                for (int step = 0; step < 20; step++) {
                    try (GradientCollector collector = trainer.newGradientCollector()) {
                        NDArray loss = trainer.getLoss().evaluate(labels, trainer.forward(new NDList(data)));
                        collector.backward(loss);
                        last = loss.getFloat();
                    }
                    first = step == 0 ? last : first;
                    trainer.step();
                }
                assertThat(last).isLessThan(0.8f * first);
            }
        }
    }

    @Test
    void valuesAccumulateAsInAnyDjlLoss() {
        try (NDManager manager = NDManager.newBaseManager()) {
            CrossEntropy loss = new CrossEntropy();
            loss.addAccumulator("train");
            NDList labels = new NDList(manager.create(new long[] {0}));
            loss.updateAccumulator("train", labels, new NDList(manager.zeros(new Shape(1, 2))));
            loss.updateAccumulator("train", labels, new NDList(manager.zeros(new Shape(1, 4))));
            assertThat(loss.getAccumulator("train")).isCloseTo((float) (Math.log(2) + Math.log(4)) / 2, within(1e-6f));
        }
    }

    private static NDArray target(NDManager manager, ClassificationLoss loss) {
        return indexLosses().anyMatch(l -> l.getName().equals(loss.getName()))
                ? manager.create(new long[] {0, 1, 2, 0, 1, 2})
                : manager.eye(3).concat(manager.eye(3));
    }
}
