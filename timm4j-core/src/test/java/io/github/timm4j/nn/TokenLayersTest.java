package io.github.timm4j.nn;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.fixtures.FixtureStream;
import io.github.timm4j.nn.FeatureRequest.Format;
import io.github.timm4j.nn.Resampling.Mode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Layers of token models give the numbers of timm 1.0.31 with the same weights and keys ({@code token-layers.json}). */
class TokenLayersTest {
    private static final Norm LAYER_NORM = Norm.layerNorm(1e-6);
    private static final Norm RMS_NORM = Norm.rmsNorm(1e-6);
    private static final ImageSize EIGHT = ImageSize.square(8);
    private static final double TOLERANCE = 1e-5;

    private final Map<String, Case> cases = new LinkedHashMap<>();

    /** A layer, and how it is called. */
    private record Case(Layer layer, UnaryOperator<NDArray> call) {}

    TokenLayersTest() {
        attentions();
        mlps();
        patches();
        pools();
        resampling();
    }

    @TestFactory
    Stream<DynamicTest> numbers() throws IOException {
        try (InputStream in = getClass().getResourceAsStream("token-layers.json")) {
            return StreamSupport.stream(new ObjectMapper().readTree(in).spliterator(), false)
                    .map(oracle -> DynamicTest.dynamicTest(oracle.get("id").asText(), () -> check(oracle)));
        }
    }

    private void attentions() {
        Attention.Options four = Attention.Options.of(16, 4);
        Attention.Options two = Attention.Options.of(16, 2);
        add("attention", new Attention(four));
        add(
                "attention with biases and norms",
                new Attention(four.bias(true, true).norms(new Attention.Norms(LAYER_NORM, LAYER_NORM))));
        Attention.Options bare = four.bias(false, false);
        add(
                "attention gated, without bias",
                new Attention(new Attention.Options(16, 4, 4, 16, bare.bias(), bare.norms(), true, bare.drops())));
        add(
                "attention of wide heads to more features",
                new Attention(new Attention.Options(16, 2, 12, 20, four.bias(), four.norms(), false, four.drops())));
        Attention masked = new Attention(four);
        add("attention, causal", masked, masked.with(AttentionMask.CAUSAL)::apply);
        Attention biased = new Attention(four);
        add(
                "attention, biased scores",
                biased,
                x -> biased.with(AttentionMask.of(mask(x, 5))).apply(x));
        Attention partial = new Attention(four);
        add(
                "attention, some tokens",
                partial,
                x -> partial.with(AttentionMask.of(mask(x, 5)
                                .gt(-1.5f)
                                .logicalOr(x.getManager().eye(5).gt(0))))
                        .apply(x));
        add("differential attention", new DiffAttention(two, 3, Projection.LINEAR));
        add(
                "differential attention of two lambdas",
                new DiffAttention(two.bias(true, true), 0, true, Projection.LINEAR));
        add(
                "differential attention with norms",
                new DiffAttention(two.norms(new Attention.Norms(RMS_NORM, RMS_NORM)), 1, Projection.LINEAR));
        DiffAttention causal = new DiffAttention(two, 1, Projection.LINEAR);
        add("differential attention, causal", causal, causal.with(AttentionMask.CAUSAL)::apply);
        add("block", block(new Residual(0.1, 0)));
        TransformerBlock plain = block(Residual.PLAIN);
        add("block, causal", plain, plain.with(AttentionMask.CAUSAL)::apply);
    }

    private static TransformerBlock block(Residual residual) {
        Attention.Options options = Attention.Options.of(16, 4).bias(true, true);
        return new TransformerBlock(16, LAYER_NORM, new Attention(options), new Mlp(Mlp.Options.of(16, 32)), residual);
    }

    private void mlps() {
        add("mlp", new Mlp(Mlp.Options.of(16, 24)));
        add(
                "mlp with norm to fewer features",
                new Mlp(new Mlp.Options(16, 24, 10, Activation.RELU, LAYER_NORM, false, 0)));
        add("mlp of convolutions", new Mlp(Mlp.Options.of(4, 6), Projection.CONV));
        Mlp.Options sigmoid = Mlp.Options.of(16, 24).activation(Activation.SIGMOID);
        add("gated mlp, gate last", new GluMlp(sigmoid, true, Projection.LINEAR));
        Mlp.Options silu = new Mlp.Options(16, 24, 16, Activation.SILU, LAYER_NORM, true, 0);
        add("gated mlp, gate first", new GluMlp(silu, false, Projection.LINEAR));
        Mlp.Options maps = Mlp.Options.of(4, 6).activation(Activation.SIGMOID);
        add("gated mlp of convolutions", new GluMlp(maps, true, Projection.CONV));
        add(
                "mlp with a gate map",
                new SwiGlu(new Mlp.Options(16, 24, 16, Activation.SILU, RMS_NORM, true, 0), Projection.LINEAR));
        add("layer scale", new LayerScale(16, 1e-5));
        add("layer norm", new LayerNorm(16, 1e-6));
        add("rms norm", new RmsNorm(16, 1e-2));
    }

    private void patches() {
        PatchEmbed.Options options = PatchEmbed.Options.of(EIGHT, 4, 3, 6);
        add("patches as tokens", new PatchEmbed(options));
        add("patches as a map", new PatchEmbed(options.format(Format.NCHW)));
        add(
                "patches as a normed map, channels last",
                new PatchEmbed(options.format(Format.NHWC).norm(LAYER_NORM).bias(false)));
        add("padded patches", new PatchEmbed(options.sizes(PatchEmbed.Sizes.PADDED)));
    }

    private void pools() {
        AttentionPoolLatent.Attention plain = new AttentionPoolLatent.Attention(true, null);
        AttentionPoolLatent.Latent one = new AttentionPoolLatent.Latent(1, 16, true);
        AttentionPoolLatent.Output mlp = new AttentionPoolLatent.Output(Mlp.Options.of(16, 32), null, 0);
        add("latent pool", pool(AttentionPoolLatent.Options.of(16, 4, 2, LAYER_NORM, Activation.GELU)));
        AttentionPoolLatent masked = pool(AttentionPoolLatent.Options.of(16, 4, 2, null, Activation.GELU));
        add(
                "latent pool without norm, causal mask of keys",
                masked,
                x -> masked.with(AttentionMask.of(mask(x, 1))).apply(x));
        AttentionPoolLatent.Attention normed = new AttentionPoolLatent.Attention(false, LAYER_NORM);
        AttentionPoolLatent.Output before = new AttentionPoolLatent.Output(Mlp.Options.of(16, 32), LAYER_NORM, 0);
        AttentionPoolLatent.Latent small = new AttentionPoolLatent.Latent(3, 8, true);
        add(
                "latent pool of three, averaged",
                pool(new AttentionPoolLatent.Options(16, 4, small, normed, before, 0, "avg")));
        AttentionPoolLatent.Latent direct = new AttentionPoolLatent.Latent(3, 16, false);
        add(
                "latent pool of three, all, with positions",
                pool(new AttentionPoolLatent.Options(16, 4, direct, plain, mlp, 5, "")));
        add("latent pool, attention alone", pool(new AttentionPoolLatent.Options(16, 4, one, plain, null, 0, "token")));
        AttentionPoolLatent.Output wide = new AttentionPoolLatent.Output(Mlp.Options.of(20, 40), null, 0);
        add("latent pool to more features", pool(new AttentionPoolLatent.Options(16, 4, one, plain, wide, 0, "token")));
        add("refining pool", new AttentionPoolPrr(16, 4, "token", null, null));
        add("refining pool, normed mean", new AttentionPoolPrr(16, 4, "avg", LAYER_NORM, LAYER_NORM));
        for (String type : List.of("token", "avg", "max", "avgmax", "")) {
            add("token pool " + (type.isEmpty() ? "none" : type), new TokenPool(type, 2));
        }
    }

    private static AttentionPoolLatent pool(AttentionPoolLatent.Options options) {
        return new AttentionPoolLatent(options, Projection.LINEAR);
    }

    private void resampling() {
        add(
                "positions",
                x -> PositionEmbedding.resample(x, new ImageSize(3, 4), new ImageSize(5, 2), 1, Resampling.BICUBIC));
        add(
                "positions without prefix",
                x -> PositionEmbedding.resample(x, new ImageSize(3, 4), new ImageSize(2, 2), 0, Resampling.BILINEAR));
        add("smaller kernels", x -> PatchEmbed.resample(x, ImageSize.square(4), Resampling.BICUBIC));
        add("larger kernels", x -> PatchEmbed.resample(x, new ImageSize(6, 7), Resampling.BILINEAR));
        for (Mode mode : Mode.values()) {
            String name = "resampling " + (mode == Mode.BICUBIC ? "bicubic" : "bilinear");
            ImageSize size = new ImageSize(4, 9);
            add(name + " plain centres", x -> new Resampling(mode, false, false).apply(x, size));
            add(name + " plain corners", x -> new Resampling(mode, false, true).apply(x, size));
            add(name + " antialiased centres", x -> new Resampling(mode, true, false).apply(x, size));
        }
    }

    private void add(String id, Layer layer) {
        add(id, layer, layer::apply);
    }

    private void add(String id, UnaryOperator<NDArray> call) {
        add(id, new Identity(), call);
    }

    private void add(String id, Layer layer, UnaryOperator<NDArray> call) {
        cases.put(id, new Case(layer, call));
    }

    private void check(JsonNode oracle) {
        Case tested = cases.get(oracle.get("id").asText());
        try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            Layer layer = tested.layer();
            layer.initialize(manager, DataType.FLOAT32);
            List<String> keys = new ArrayList<>();
            for (Pair<String, Parameter> entry : layer.getParameters()) {
                keys.add(entry.getKey());
                StreamWeights.fill(entry.getKey(), entry.getValue().getArray(), 3);
                entry.getValue().freeze(true);
            }
            List<String> expected = new ArrayList<>();
            oracle.get("keys").forEach(key -> expected.add(key.asText()));
            assertThat(keys).isEqualTo(expected);
            NDArray x = input(manager, oracle.get("input"));
            float[] before = x.toFloatArray();
            compare(tested.call().apply(x), oracle.get("output"));
            assertThat(x.toFloatArray()).as("the input stays as it is").isEqualTo(before);
        }
    }

    private static NDArray input(NDManager manager, JsonNode sizes) {
        Shape shape = shape(sizes);
        return manager.create(FixtureStream.floats("input", (int) shape.size(), 0, 1), shape);
    }

    private static NDArray mask(NDArray x, long rows) {
        long tokens = x.getShape().get(1);
        int count = (int) (rows * tokens);
        return x.getManager()
                .create(FixtureStream.floats("mask", count, 0, 1), new Shape(rows, tokens))
                .mul(3);
    }

    private static Shape shape(JsonNode sizes) {
        return new Shape(StreamSupport.stream(sizes.spliterator(), false)
                .mapToLong(JsonNode::asLong)
                .toArray());
    }

    private static void compare(NDArray found, JsonNode expected) {
        assertThat(found.getShape()).isEqualTo(shape(expected.get("shape")));
        double bound = TOLERANCE * expected.get("std").asDouble();
        float[] values = found.toFloatArray();
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        assertThat(Math.abs(sum / values.length - expected.get("mean").asDouble()))
                .isLessThanOrEqualTo(bound);
        JsonNode first = expected.get("first");
        for (int i = 0; i < first.size(); i++) {
            assertThat(Math.abs(values[i] - first.get(i).asDouble()))
                    .as("value %d", i)
                    .isLessThanOrEqualTo(bound);
        }
    }
}
