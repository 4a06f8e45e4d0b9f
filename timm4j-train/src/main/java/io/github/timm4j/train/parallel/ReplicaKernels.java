package io.github.timm4j.train.parallel;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.timm4j.internal.Engines;
import io.github.timm4j.internal.Gradients;
import io.github.timm4j.internal.NativeScript;
import io.github.timm4j.internal.ScriptArchive;
import java.util.ArrayList;
import java.util.List;

/** Work over the arrays of several workers, each in one native call. */
final class ReplicaKernels {
    private static final NativeScript SCRIPT = new NativeScript(new ScriptArchive()
            .method("copy(self: __torch__.M, to: List[Tensor], source: List[Tensor])", "NoneType", """
                        _0 = torch._foreach_copy_(to, source)
                        return None
                    """)
            .method("add(self: __torch__.M, to: List[Tensor], source: List[Tensor])", "NoneType", """
                        _0 = torch._foreach_add_(to, source)
                        return None
                    """)
            .method("scale(self: __torch__.M, to: List[Tensor], factor: float)", "NoneType", """
                        _0 = torch._foreach_mul_(to, factor)
                        return None
                    """));

    private ReplicaKernels() {}

    static void copy(List<NDArray> from, List<NDArray> to) {
        if (!to.isEmpty()) {
            SCRIPT.run("copy", to, from);
        }
    }

    static void add(List<NDArray> to, List<NDArray> values) {
        SCRIPT.run("add", to, values);
    }

    static void scale(List<NDArray> to, double factor) {
        SCRIPT.run("scale", to, factor);
    }

    /** Arrays on a device: as they are where they lie there, else copies of a manager. */
    static List<NDArray> moved(List<NDArray> arrays, Device device, NDManager manager) {
        List<NDArray> there = new ArrayList<>();
        for (NDArray array : arrays) {
            NDArray copy = array.toDevice(device, false);
            if (copy != array) {
                copy.attach(manager);
            }
            there.add(copy);
        }
        return there;
    }

    /** Adds the gradients of some arrays to those of others. */
    static void addGradients(List<NDArray> to, List<NDArray> from, NDManager scratch) {
        List<NDArray> sums = new ArrayList<>();
        List<NDArray> terms = new ArrayList<>();
        for (int i = 0; i < to.size(); i++) {
            NDArray term = Gradients.of(from.get(i));
            if (term == null) {
                continue;
            }
            term.attach(scratch);
            NDArray there = moved(List.of(term), to.get(i).getDevice(), scratch).get(0);
            NDArray sum = Gradients.of(to.get(i));
            if (sum == null) {
                give(to.get(i), there, scratch);
            } else {
                sum.attach(scratch);
                sums.add(sum);
                terms.add(there);
            }
        }
        if (!sums.isEmpty()) {
            add(sums, terms);
        }
    }

    /** Gives a first gradient to an array that no backward pass of its own has reached. */
    private static void give(NDArray array, NDArray gradient, NDManager scratch) {
        boolean recording = Engines.recording();
        Engines.recording(true);
        try {
            NDArray product = array.mul(gradient);
            product.attach(scratch);
            NDArray sum = product.sum();
            sum.attach(scratch);
            Gradients.backward(sum, false);
        } finally {
            Engines.recording(recording);
        }
    }
}
