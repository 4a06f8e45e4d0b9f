package io.github.timm4j.compile;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The ONNX form of one libtorch operator. */
@FunctionalInterface
interface OnnxRule {
    /** All of them. */
    Map<String, OnnxRule> ALL = all();

    /** Adds the operators and hands out the name of their result. */
    String write(OnnxCall call);

    /** The rule of an operator, null where there is none. */
    static @Nullable OnnxRule of(String op) {
        return ALL.get(op.startsWith("torch.") ? op.substring("torch.".length()) : op);
    }

    private static Map<String, OnnxRule> all() {
        Map<String, OnnxRule> rules = new HashMap<>();
        OnnxElementwise.register(rules);
        OnnxShapes.register(rules);
        OnnxLayers.register(rules);
        OnnxWindows.register(rules);
        return Map.copyOf(rules);
    }
}
