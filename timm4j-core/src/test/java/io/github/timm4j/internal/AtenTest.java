package io.github.timm4j.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.List;
import org.junit.jupiter.api.Test;

class AtenTest {
    private static final AtenOp SILU = AtenOp.unary("silu");

    @Test
    void anOperatorThatDjlLacksRuns() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray y = Aten.call(SILU, manager.create(new float[] {0, 1}));
            assertThat(y.toFloatArray()).containsExactly(new float[] {0, 0.73105858f}, within(1e-6f));
        }
    }

    @Test
    void literalsAreWrittenAsTorchScript() {
        AtenOp op = AtenOp.of("mean", 1, new long[] {2, 3}, true);
        assertThat(op.expression(List.of("x"))).isEqualTo("torch.mean(x, [2, 3], True)");
        assertThat(AtenOp.unary("leaky_relu", 1e-5).expression(List.of("x"))).isEqualTo("torch.leaky_relu(x, 1.0e-5)");
    }

    @Test
    void gradientsFlowThroughTheBridge() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.create(new float[] {0, 1});
            x.setRequiresGradient(true);
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                collector.backward(Aten.call(SILU, x).sum());
            }
            assertThat(x.getGradient().toFloatArray()).containsExactly(new float[] {0.5f, 0.9276705f}, within(1e-6f));
        }
    }

    @Test
    void severalResultsComeBackInOrder() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDList both = Aten.callList(
                    AtenOp.of("var_mean", 1, new long[] {0}, true), manager.create(new float[] {1, 2, 3}));
            assertThat(both.get(0).getFloat()).isEqualTo(1f);
            assertThat(both.get(1).getFloat()).isEqualTo(2f);
        }
    }

    @Test
    void aScriptChangesManyTensorsInOneCall() {
        NativeScript script = new NativeScript(new ScriptArchive()
                .method(
                        "scale(self: __torch__.M, xs: List[Tensor], factor: float)",
                        "NoneType",
                        "    _0 = torch._foreach_mul_(xs, factor)\n    return None\n"));
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray a = manager.create(new float[] {1, 2});
            NDArray b = manager.create(3f);
            script.run("scale", List.of(a, b), 2.0);
            assertThat(a.toFloatArray()).containsExactly(2, 4);
            assertThat(b.getFloat()).isEqualTo(6f);
        }
    }
}
