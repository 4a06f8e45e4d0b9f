package io.github.timm4j.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gradients as libtorch keeps them, and derivatives of gradients. */
public final class Gradients {
    // only as an element of such a list does a gradient that is not there become None
    private static final String ZERO = """
                gs = annotate(List[Optional[Tensor]], [p.grad for p in ps])
                for g in gs:
                    if g is not None:
                        g.zero_()
            """;
    // gradients let go of their graph afterwards: it refers to the parameters, which hold the gradients
    private static final String PRODUCTS = """
                vectors = annotate(List[Optional[Tensor]], [z for z in zs])
                keep_graph = bool(keep)
                found = torch.grad(gs, ps, vectors, retain_graph=keep_graph, create_graph=False, allow_unused=True)
                products = annotate(List[Tensor], [])
                for p, h in zip(ps, found):
                    if h is None:
                        products.append(torch.zeros_like(p))
                    else:
                        products.append(h)
                if not keep_graph:
                    for g in gs:
                        g.detach_()
                return products
            """;

    private static final String GRAPH = """
                carried = 0.
                for g in gs:
                    if g.requires_grad:
                        carried = 1.
                return torch.scalar_tensor(carried)
            """;

    private Gradients() {}

    /** Loaded when first asked for. */
    private static final class Scripts {
        static final NativeScript ZEROING = new NativeScript(
                new ScriptArchive().method("zero(self: __torch__.M, ps: List[Tensor])", "NoneType", ZERO));
        static final NativeScript CARRYING = new NativeScript(
                new ScriptArchive().method("graph(self: __torch__.M, gs: List[Tensor])", "Tensor", GRAPH));
        static final PtSymbolBlock SECOND_ORDER = Aten.load(new ScriptArchive()
                .method(
                        "forward(self: __torch__.M, gs: List[Tensor], ps: List[Tensor], zs: List[Tensor], keep: Tensor)",
                        "List[Tensor]",
                        PRODUCTS));
    }

    /**
     * The gradient that the last backward passes left at a parameter.
     *
     * @param parameter an array that requires a gradient
     * @return a new handle of the gradient, to be closed, or null where no backward pass reached the parameter
     */
    public static @Nullable NDArray of(NDArray parameter) {
        return JniUtils.getGradient((PtNDArray) parameter);
    }

    /**
     * Sets the gradients of parameters to zero, where they have one.
     *
     * @param parameters arrays that require gradients
     */
    public static void zero(List<NDArray> parameters) {
        Scripts.ZEROING.run("zero", parameters);
    }

    /**
     * Computes gradients.
     *
     * @param loss what to differentiate; the weights of its elements are 1
     * @param createGraph whether the gradients can be differentiated again
     */
    public static void backward(NDArray loss, boolean createGraph) {
        try (NDArray ones = loss.onesLike()) {
            JniUtils.backward((PtNDArray) loss, (PtNDArray) ones, createGraph, createGraph);
        }
    }

    /**
     * Tells whether gradients can be differentiated again. ({@code NDArray.hasGradient} answers for leaves of a graph only.)
     *
     * @param gradients at least one gradient
     * @return true where one of them carries its graph
     */
    public static boolean carryGraph(List<NDArray> gradients) {
        NDManager manager = gradients.get(0).getManager();
        try (NDArray answer = Scripts.CARRYING.tensor(manager, "graph", gradients)) {
            return answer.getFloat() != 0;
        }
    }

    /**
     * Products of the Hessian with vectors: the derivatives of {@code sum(gradient * vector)}.
     *
     * @param gradients gradients that were computed with {@code createGraph}
     * @param parameters their parameters
     * @param vectors one for each gradient, of its shape
     * @param keepGraph whether another call follows; else the gradients let go of their graph
     * @return one product for each parameter, zero where the gradients do not depend on it
     */
    public static NDList products(
            List<NDArray> gradients, List<NDArray> parameters, List<NDArray> vectors, boolean keepGraph) {
        try (NDManager manager = parameters.get(0).getManager().newSubManager();
                NDArray keep = manager.create(keepGraph)) {
            NDList inputs = new NDList();
            inputs.addAll(named("g[]", gradients, manager));
            inputs.addAll(named("p[]", parameters, manager));
            inputs.addAll(named("z[]", vectors, manager));
            inputs.add(keep);
            NDList products = IValueUtils.forward(Scripts.SECOND_ORDER, inputs, true);
            products.attach(parameters.get(0).getManager());
            return products;
        }
    }

    /** Second handles of the same tensors under a name that DJL gathers into one list argument. */
    private static List<NDArray> named(String name, List<NDArray> arrays, NDManager manager) {
        List<NDArray> handles = new ArrayList<>();
        for (NDArray array : arrays) {
            try (IValue value = IValue.from((PtNDArray) array)) {
                NDArray handle = value.toTensor((PtNDManager) manager);
                handle.setName(name);
                handles.add(handle);
            }
        }
        return handles;
    }
}
