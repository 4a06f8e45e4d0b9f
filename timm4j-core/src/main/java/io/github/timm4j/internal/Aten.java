package io.github.timm4j.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The bridge to libtorch operators that DJL does not offer: each operator becomes a one-line TorchScript archive, loaded at its
 * first use and kept. Autograd flows through the calls. A call costs about 5 us against 1.5 us for an operator of DJL's own.
 */
public final class Aten {
    private static final NDManager MANAGER = NDManager.newBaseManager("PyTorch");
    private static final Map<AtenOp, PtSymbolBlock> LOADED = new ConcurrentHashMap<>();

    private Aten() {}

    /**
     * Runs an operator that has one result.
     *
     * @param op the operator
     * @param inputs its tensors
     * @return a new array on the first input's manager
     */
    public static NDArray call(AtenOp op, NDArray... inputs) {
        return callList(op, inputs).head();
    }

    /**
     * Runs an operator that has one or several results.
     *
     * @param op the operator
     * @param inputs its tensors
     * @return new arrays on the first input's manager
     */
    public static NDList callList(AtenOp op, NDArray... inputs) {
        for (NDArray input : inputs) {
            if (input instanceof OpTarget target) {
                return target.run(op, inputs);
            }
        }
        // the training route: the other one runs under InferenceMode, whose results refuse in-place use and autograd
        return IValueUtils.forward(LOADED.computeIfAbsent(op, Aten::load), new NDList(inputs), true);
    }

    private static PtSymbolBlock load(AtenOp op) {
        List<String> names = new ArrayList<>();
        StringBuilder signature = new StringBuilder("forward(self: __torch__.M");
        for (int i = 0; i < op.arity(); i++) {
            names.add("t" + i);
            signature.append(", t").append(i).append(": Tensor");
        }
        ScriptArchive archive =
                new ScriptArchive().method(signature + ")", results(op), "    return " + op.expression(names) + "\n");
        return load(archive);
    }

    /**
     * Loads an archive that this process wrote.
     *
     * @param archive the archive
     * @return the module, kept for the life of the process
     */
    static PtSymbolBlock load(ScriptArchive archive) {
        try {
            return JniUtils.loadModule((PtNDManager) MANAGER, new ByteArrayInputStream(archive.bytes()), false, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String results(AtenOp op) {
        return switch (op.function()) {
            case "torch.var_mean", "torch.std_mean", "torch.max_pool2d_with_indices" -> "Tuple[Tensor, Tensor]";
            default -> "Tensor";
        };
    }
}
