package io.github.timm4j.compile;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.config.ImageSize;
import java.util.concurrent.FutureTask;

/** A program whose thread of half a MiB is the first to use ONNX Runtime; an overflow of its stack ends the process. */
final class SmallStackProgram {
    private static final long STACK = 512 << 10;
    private static final int DEPTH = 300;

    private SmallStackProgram() {}

    public static void main(String[] arguments) throws Exception {
        FutureTask<Boolean> task = new FutureTask<>(SmallStackProgram::computesTheSame);
        new Thread(null, task, "small", STACK).start();
        if (!task.get()) {
            throw new AssertionError("compiled and eager results differ");
        }
    }

    private static boolean computesTheSame() {
        CompileOptions options =
                CompileOptions.DEFAULTS.imageSize(ImageSize.square(8)).layout(MemoryLayout.ONNX_RUNTIME);
        try (OperatorModel model = new OperatorModel(SmallStackProgram::deep);
                CompiledModel compiled = model.compile(options);
                NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            NDArray x = manager.randomNormal(new Shape(1, OperatorModel.CHANNELS, 8, 8));
            return compiled.predict(x).allClose(model.forward(x));
        }
    }

    private static NDArray deep(NDArray x) {
        NDArray y = x;
        for (int i = 0; i < DEPTH; i++) {
            y = y.tanh().add(x);
        }
        return y;
    }
}
