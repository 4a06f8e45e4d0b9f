package io.github.timm4j.optim.rule;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.timm4j.internal.NativeScript;
import io.github.timm4j.internal.ScriptArchive;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The arithmetic of an update as TorchScript, so that a step over all parameters is one native call. It is compiled at
 * its first use and kept. A body may call {@code self.cautious(update, g)}, which keeps the components of an update
 * that agree in sign with the gradient and scales them to the mean (arXiv:2411.16085), and {@code self.full(x)}, which
 * makes half precision float32 and leaves other tensors as they are.
 */
public final class Kernel {
    private static final String CAUTIOUS = """
            mask = torch.gt(update * g, 0).to(g.dtype)
            return update * mask.div_(mask.mean().clamp_(min=1e-3))
            """;

    // 5 and 15 are the numbers of float16 and bfloat16
    private static final String FULL = """
            if x.dtype == 5 or x.dtype == 15:
                x = x.float()
            return x
            """;

    private final List<String> arrays;
    private final Supplier<ScriptArchive> source;
    private @Nullable NativeScript script;

    private Kernel(List<String> arrays, Supplier<ScriptArchive> source) {
        this.arrays = arrays;
        this.source = source;
    }

    /**
     * A body that is run for each parameter: {@code p} is the parameter, {@code g} its gradient.
     *
     * @param arrays names of kept tensors that the body uses, comma between them
     * @param scalars typed parameters, for example {@code lr: float, caution: bool}
     * @param body statements; indentation by four spaces
     * @return the kernel
     */
    public static Kernel each(String arrays, String scalars, String body) {
        return each(arrays, scalars, body, List.of());
    }

    /**
     * The same with functions of its own.
     *
     * @param arrays names of kept tensors
     * @param scalars typed parameters
     * @param body statements
     * @param helpers functions that the body calls as {@code self.name(…)}
     * @return the kernel
     */
    public static Kernel each(String arrays, String scalars, String body, List<Function> helpers) {
        List<String> names = split(arrays);
        String all = Stream.concat(Stream.of("p", "g"), names.stream()).collect(Collectors.joining(", "));
        String lists = all.replaceAll("\\w+", "$0_list");
        String loop = "for " + all + " in zip(" + lists + "):\n    if maximize:\n        g = -g\n" + body.indent(4);
        return step(names, "_list", scalars, loop, helpers);
    }

    /**
     * A body that is run once over lists: {@code p} holds the parameters, {@code g} their gradients.
     *
     * @param arrays names of lists of kept tensors that the body uses, comma between them
     * @param scalars typed parameters; {@code maximize} is there too
     * @param body statements; indentation by four spaces
     * @return the kernel
     */
    public static Kernel all(String arrays, String scalars, String body) {
        return step(split(arrays), "", scalars, body, List.of());
    }

    /**
     * A function of free form, as kernel of its own or as helper of another.
     *
     * @param name its name
     * @param parameters typed parameters
     * @param result type of the result
     * @param body statements; indentation by four spaces
     */
    public record Function(String name, String parameters, String result, String body) {
        private void addTo(ScriptArchive archive) {
            String signature = name + "(self: __torch__.M, " + parameters + ")";
            archive.method(signature, result, body.indent(4));
        }
    }

    /**
     * A kernel of free form.
     *
     * @param parameters typed parameters
     * @param result type of the result
     * @param body statements; indentation by four spaces
     * @return the kernel
     */
    public static Kernel function(String parameters, String result, String body) {
        return function(parameters, result, body, List.of());
    }

    /**
     * A kernel of free form with functions of its own.
     *
     * @param parameters typed parameters
     * @param result type of the result
     * @param body statements; indentation by four spaces
     * @param helpers functions that the body calls as {@code self.name(…)}
     * @return the kernel
     */
    public static Kernel function(String parameters, String result, String body, List<Function> helpers) {
        return new Kernel(List.of(), () -> archive(new Function("step", parameters, result, body), helpers));
    }

    private static Kernel step(List<String> names, String suffix, String scalars, String body, List<Function> helpers) {
        String lists = Stream.concat(Stream.of("p", "g"), names.stream())
                .map(name -> name + suffix + ": List[Tensor]")
                .collect(Collectors.joining(", "));
        String parameters = lists + (scalars.isEmpty() ? "" : ", " + scalars) + ", maximize: bool";
        return new Kernel(names, () -> archive(new Function("step", parameters, "NoneType", body), helpers));
    }

    private static ScriptArchive archive(Function step, List<Function> helpers) {
        ScriptArchive archive = new ScriptArchive();
        new Function("cautious", "update: Tensor, g: Tensor", "Tensor", CAUTIOUS).addTo(archive);
        new Function("full", "x: Tensor", "Tensor", FULL).addTo(archive);
        helpers.forEach(helper -> helper.addTo(archive));
        step.addTo(archive);
        return archive;
    }

    private static List<String> split(String names) {
        return names.isEmpty() ? List.of() : List.of(names.split(", *"));
    }

    /**
     * The kept tensors that the kernel uses.
     *
     * @return their names in the order of its parameters
     */
    public List<String> arrays() {
        return arrays;
    }

    /**
     * Runs the kernel.
     *
     * @param arguments arrays, lists of arrays, doubles, longs, booleans, {@code long[]} or {@code double[]}
     */
    public void run(Object... arguments) {
        script().run("step", arguments);
    }

    /**
     * Runs a kernel that returns a tensor.
     *
     * @param manager owns the result
     * @param arguments as for {@link #run}
     * @return the result, which must not be changed in place
     */
    public NDArray tensor(NDManager manager, Object... arguments) {
        return script().tensor(manager, "step", arguments);
    }

    private synchronized NativeScript script() {
        NativeScript known = script;
        if (known == null) {
            known = new NativeScript(source.get());
            script = known;
        }
        return known;
    }
}
