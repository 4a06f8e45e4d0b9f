package io.github.timm4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.github.timm4j.config.ImageSize;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the layers of token models refuse, and what they do by chance. */
class TokenLayerRulesTest {
    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager(Device.cpu());
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void headsShareTheFeaturesEqually() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Attention.Options.of(10, 3))
                .withMessage("10 features cannot be shared by 3 heads");
        assertThatIllegalArgumentException().isThrownBy(() -> new DiffHeads.Options(12, 4, 0, false, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new AttentionPoolPrr(10, 3, "token", null, null));
    }

    @Test
    void queriesThatAreNotProjectedNeedTheTokensWidth() {
        AttentionPoolLatent.Options options = new AttentionPoolLatent.Options(
                16,
                4,
                new AttentionPoolLatent.Latent(1, 8, false),
                new AttentionPoolLatent.Attention(true, null),
                null,
                0,
                "token");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AttentionPoolLatent(options, Projection.LINEAR))
                .withMessageContaining("need 16 features, found 8");
    }

    @Test
    void aGatedMlpHalvesItsHiddenFeatures() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GluMlp(Mlp.Options.of(4, 7), true, Projection.LINEAR))
                .withMessageContaining("found 7");
    }

    @Test
    void aMaskIsCausalOrHasABias() {
        NDArray bias = manager.zeros(new Shape(2, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> new AttentionMask(bias, true));
        assertThat(AttentionMask.NONE.isNone()).isTrue();
        assertThat(AttentionMask.of(bias).isNone()).isFalse();
        assertThat(AttentionMask.CAUSAL.isNone()).isFalse();
    }

    @Test
    void unknownPoolingIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TokenPool("median", 1))
                .withMessageContaining("median")
                .withMessageContaining("avgmax");
    }

    @Test
    void droppedPatchesLeaveThePrefixAndPatchesOfTheInput() {
        PatchDropout drop = new PatchDropout(0.5, 2);
        NDArray x = manager.arange(2 * 9 * 3f).reshape(2, 9, 3);
        assertThat(drop.apply(x)).isSameAs(x);
        NDArray y = trained(drop, x);
        assertThat(y.getShape()).isEqualTo(new Shape(2, 5, 3));
        assertThat(y.get(":, :2")).isEqualTo(x.get(":, :2"));
        for (int sample = 0; sample < 2; sample++) {
            float[] rows = x.get("{}, 2:, 0", sample).toFloatArray();
            float[] kept = y.get("{}, 2:, 0", sample).toFloatArray();
            assertThat(rows).contains(kept);
            assertThat(kept).doesNotHaveDuplicates();
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new PatchDropout(1, 0));
    }

    @Test
    void onePatchIsAlwaysKept() {
        NDArray y = trained(new PatchDropout(0.9, 0), manager.ones(new Shape(1, 4, 2)));
        assertThat(y.getShape()).isEqualTo(new Shape(1, 1, 2));
    }

    @Test
    void droppedAttentionIsRandomWhileTraining() {
        NDArray q = manager.randomNormal(new Shape(1, 2, 6, 4));
        ScaledDotProduct attend = new ScaledDotProduct(0.5);
        assertThat(attend.apply(q, q, q)).isEqualTo(new ScaledDotProduct(0).apply(q, q, q));
        Layer layer = Layer.bound(x -> attend.apply(x, x, x));
        assertThat(trained(layer, q)).isNotEqualTo(attend.apply(q, q, q));
    }

    @Test
    void scoresMayHaveAScaleOfTheirOwn() {
        NDArray q = manager.randomNormal(new Shape(1, 2, 6, 4));
        NDArray usual = new ScaledDotProduct(0).apply(q, q, q);
        assertThat(new ScaledDotProduct(0, 0.5).apply(q, q, q).allClose(usual)).isTrue();
        assertThat(new ScaledDotProduct(0, 2.0).apply(q, q, q).allClose(usual)).isFalse();
    }

    @Test
    void aPatchEmbeddingKeepsWhatItSeesAtAnotherPatchSize() {
        PatchEmbed embed = new PatchEmbed(PatchEmbed.Options.of(ImageSize.square(8), 4, 1, 3));
        embed.initialize(manager, DataType.FLOAT32);
        NDArray even = manager.ones(new Shape(1, 1, 8, 8)).mul(0.7f);
        NDArray before = embed.apply(even);
        embed.setInputSize(ImageSize.square(16), 8);
        assertThat(embed.grid()).isEqualTo(ImageSize.square(2));
        assertThat(embed.reduction()).isEqualTo(8);
        NDArray after = embed.apply(manager.ones(new Shape(1, 1, 16, 16)).mul(0.7f));
        assertThat(after.sub(before).abs().max().getFloat()).isLessThan(1e-4f);
    }

    @Test
    void gridsFollowThePictureSize() {
        PatchEmbed.Options options = PatchEmbed.Options.of(ImageSize.square(8), 4, 1, 3);
        assertThat(new PatchEmbed(options).grid(new ImageSize(9, 15))).isEqualTo(new ImageSize(2, 3));
        assertThat(new PatchEmbed(options.sizes(PatchEmbed.Sizes.PADDED)).grid(new ImageSize(9, 15)))
                .isEqualTo(new ImageSize(3, 4));
    }

    @Test
    void distributionsCombine() {
        float[] values = new float[5];
        Init.halves(Init.constant(1), Init.constant(2)).fill(values, new SplittableRandom(1));
        assertThat(values).containsExactly(1, 1, 2, 2, 2);
        Init.divided(Init.constant(3), 4).fill(values, new SplittableRandom(1));
        assertThat(values).containsOnly(0.75f);
        float[] drawn = new float[20_000];
        Init.truncatedNormalTf(0.1).fill(drawn, new SplittableRandom(1));
        float largest = 0;
        for (float value : drawn) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(largest).isBetween(0.19f, 0.2f);
    }

    @Test
    void anActivationFollowsTheNormsThatHaveOne() {
        NDArray x = manager.create(new float[] {-1, 3}, new Shape(1, 2));
        for (Norm norm : new Norm[] {Norm.layerNorm(1e-6), Norm.rmsNorm(1e-6)}) {
            Layer layer = norm.layer(2, Activation.RELU, Init.constant(2));
            layer.initialize(manager, DataType.FLOAT32);
            float[] values = layer.apply(x).toFloatArray();
            assertThat(values[0]).isZero();
            assertThat(values[1]).isGreaterThan(1);
        }
    }

    private NDArray trained(Layer layer, NDArray x) {
        return layer.forward(new ParameterStore(manager, false), new NDList(x), true)
                .head();
    }
}
