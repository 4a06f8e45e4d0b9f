package io.github.timm4j.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timm4j.config.Arguments;
import io.github.timm4j.config.RecordBinder;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossOptionsTest {

    @Test
    void theLossFollowsTheTargets() {
        assertThat(create(LossOptions.builder(null))).isInstanceOf(CrossEntropy.class);
        assertThat(create(LossOptions.builder(null).smoothing(0.1))).isInstanceOf(LabelSmoothingCrossEntropy.class);
        assertThat(create(LossOptions.builder(null).softTargets(true))).isInstanceOf(SoftTargetCrossEntropy.class);
        assertThat(create(LossOptions.builder(null).multiLabel(true))).isInstanceOf(BinaryCrossEntropy.class);
        assertThat(create(LossOptions.builder(LossType.ASL))).isInstanceOf(AsymmetricLossSingleLabel.class);
        assertThat(create(LossOptions.builder(LossType.ASL).multiLabel(true)))
                .isInstanceOf(AsymmetricLossMultiLabel.class);
        assertThat(create(LossOptions.builder(LossType.POLY))).isInstanceOf(PolyCrossEntropy.class);
        assertThat(create(LossOptions.builder(LossType.POLY).multiLabel(true)))
                .isInstanceOf(PolyBinaryCrossEntropy.class);
    }

    @Test
    void whatBelongsToAnotherLossIsRefused() {
        assertRefused(LossOptions.builder(LossType.CE).multiLabel(true), "does not support multi-label");
        assertRefused(LossOptions.builder(LossType.ZLPR), "requires multi-label");
        assertRefused(LossOptions.builder(LossType.CE).posWeight(ClassWeights.of(2)), "no class or positive weights");
        assertRefused(LossOptions.builder(LossType.ASL).bceSum(true), "no target threshold and no sum");
        assertRefused(
                LossOptions.builder(LossType.BCE).classStats(new ClassStats(new float[] {1}, 2)), "no class counts");
        assertRefused(LossOptions.builder(LossType.TWOWAY).multiLabel(true).smoothing(0.1), "binary targets");
        assertRefused(LossOptions.builder(LossType.ASL).softTargets(true), "requires class indices");
        assertRefused(LossOptions.builder(LossType.ASL).aslReduction(Reduction.SUM), "batchmean only");
        assertRefused(LossOptions.builder(LossType.POLY).polyGamma(1), "no gamma");
        assertRefused(LossOptions.builder(LossType.JSD).jsdSplits(1), "2 augmentation splits");
        assertRefused(LossOptions.builder(LossType.DB).multiLabel(true), "class counts");
    }

    @Test
    void timmsArgumentsBecomeOptions() {
        LossOptions options = LossOptions.of(Arguments.fromJson(
                "{\"loss_type\": \"asl\", \"multi_label\": true, \"pos_weight\": [1, 2.5], \"class_weight\": 3,"
                        + " \"asl_clip\": null, \"asl_reduction\": \"sum\", \"class_counts\": null}"));
        assertThat(options.lossType()).isEqualTo(LossType.ASL);
        assertThat(options.weights().posWeight().values()).containsExactly(1, 2.5f);
        assertThat(options.weights().classWeight().values()).containsExactly(3);
        assertThat(options.asl()).isEqualTo(new LossOptions.Asl(1, 4, 0, Reduction.SUM));
        assertThat(LossOptions.of(Arguments.NONE))
                .isEqualTo(LossOptions.builder(null).build());
        assertThat(RecordBinder.toMap(options)).containsEntry("pos_weight", List.of(1f, 2.5f));
    }

    @Test
    void argumentsThatDoNotFitAreNamed() {
        assertThatThrownBy(() -> LossOptions.of(Arguments.of("asl_gamma", 1))).hasMessageContaining("asl_gamma_");
        assertThatThrownBy(() -> LossOptions.of(Arguments.of("pos_weight", "high")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("argument \"pos_weight\": expected a number or a list of numbers, found high");
    }

    @Test
    void namesAreChecked() {
        assertThatThrownBy(() -> LossType.of("mse"))
                .hasMessageContaining("'mse'")
                .hasMessageContaining("zlpr");
        assertThatThrownBy(() -> Reduction.of("max"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'max'");
    }

    @Test
    void parametersOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new LabelSmoothingCrossEntropy(1)).hasMessageContaining("smoothing");
        assertThatThrownBy(() -> new JsdCrossEntropy(0, 12, 0)).hasMessageContaining("num_splits");
        assertThatThrownBy(() -> new TwoWayLoss(0, 1)).hasMessageContaining("tp and tn");
        assertThatThrownBy(() -> new PolyBinaryCrossEntropy(1, 0, 1.5, 0, Reduction.MEAN))
                .hasMessageContaining("1.5");
        assertThatThrownBy(() -> new PolyCrossEntropy(1, 0, Reduction.BATCHMEAN))
                .hasMessageContaining("batchmean");
        assertThatThrownBy(() -> BinaryCrossEntropy.builder()
                        .reduction(Reduction.BATCHMEAN)
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("batchmean");
    }

    @Test
    void aBuilderMayChangeAfterwardsWithoutHarm() {
        AsymmetricLossMultiLabel.Builder builder = AsymmetricLossMultiLabel.builder();
        AsymmetricLossMultiLabel loss = builder.build();
        assertThatThrownBy(() -> builder.smoothing(2).build()).isInstanceOf(IllegalArgumentException.class);
        assertThat(loss.getName()).isEqualTo("AsymmetricLossMultiLabel");
    }

    private static ClassificationLoss create(LossOptionsBuilder options) {
        return LossFactory.createClassificationLoss(options.build());
    }

    private static void assertRefused(LossOptionsBuilder options, String why) {
        assertThatThrownBy(() -> create(options))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }
}
