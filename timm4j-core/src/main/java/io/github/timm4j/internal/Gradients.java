package io.github.timm4j.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
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
                return products
            """;

    // inference mode would leave the graph where it is
    private static final String DETACH = """
                for g in gs:
                    g.detach_()
                return gs
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
                        "forward(self: __torch__.M, gs: List[Tensor], ps: List[Tensor], zs: List[Tensor], "
                                + "keep: Tensor)",
                        "List[Tensor]",
                        PRODUCTS));
        static final PtSymbolBlock DETACHING = Aten.load(
                new ScriptArchive().method("forward(self: __torch__.M, gs: List[Tensor])", "List[Tensor]", DETACH));
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
     * Lets go of the gradients of parameters and of their memory: each array becomes a new leaf with the values of the
     * old one. Graphs that were made before lead to the old leaves.
     *
     * @param parameters arrays; those that require no gradient stay as they are
     */
    public static void drop(List<NDArray> parameters) {
        for (NDArray parameter : parameters) {
            if (parameter.hasGradient()) {
                NDArray leaf = parameter.stopGradient();
                leaf.setRequiresGradient(true);
                parameter.intern(leaf);
            }
        }
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
     * Adds to the gradients of everything that a result was computed from.
     *
     * @param result what to differentiate
     * @param gradient of something that follows from the result, with respect to it: of its shape
     */
    public static void backward(NDArray result, NDArray gradient) {
        JniUtils.backward((PtNDArray) result, (PtNDArray) gradient, false, false);
    }

    /**
     * A second handle of a tensor, with its graph, which outlives the first and every scope.
     *
     * @param array the first handle
     * @param manager owns the second
     * @return the same tensor
     */
    public static NDArray handle(NDArray array, NDManager manager) {
        try (IValue value = IValue.from((PtNDArray) array)) {
            NDArray handle = value.toTensor((PtNDManager) manager);
            NDScope.unregister(handle);
            return handle;
        }
    }

    /**
     * Tells whether gradients can be differentiated again. ({@code NDArray.hasGradient} answers for leaves of a graph
     * only.)
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
     * @param keepGraph whether another call follows
     * @return one product for each parameter, zero where the gradients do not depend on it
     */
    public static NDList products(
            List<NDArray> gradients, List<NDArray> parameters, List<NDArray> vectors, boolean keepGraph) {
        NDManager owner = parameters.get(0).getManager();
        try (NDManager scratch = owner.newSubManager();
                NDArray keep = scratch.create(keepGraph)) {
            NDList inputs = named("g[]", gradients, scratch);
            inputs.addAll(named("p[]", parameters, scratch));
            inputs.addAll(named("z[]", vectors, scratch));
            inputs.add(keep);
            NDList products = IValueUtils.forward(Scripts.SECOND_ORDER, inputs, true);
            products.attach(owner);
            return products;
        }
    }

    /**
     * Lets gradients go of their graph, which refers to the parameters, which hold the gradients: a cycle that nothing
     * else frees.
     *
     * @param gradients at least one gradient that was computed with {@code createGraph}
     */
    public static void release(List<NDArray> gradients) {
        try (NDManager scratch = gradients.get(0).getManager().newSubManager()) {
            IValueUtils.forward(Scripts.DETACHING, named("g[]", gradients, scratch), true)
                    .close();
        }
    }

    /** Second handles of the same tensors under a name that DJL gathers into one list argument. */
    private static NDList named(String name, List<NDArray> arrays, NDManager manager) {
        NDList handles = new NDList();
        for (NDArray array : arrays) {
            NDArray handle = handle(array, manager);
            handle.setName(name);
            handles.add(handle);
        }
        return handles;
    }
}
