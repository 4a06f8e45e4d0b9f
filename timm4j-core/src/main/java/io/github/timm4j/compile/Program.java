package io.github.timm4j.compile;

import java.util.LinkedHashMap;
import java.util.Map;

/** A rewritten graph and how its tensors are kept. */
final class Program {
    private final Graph graph;
    private final Map<Value, String> packing = new LinkedHashMap<>();
    private boolean channelsLast;

    Program(Graph graph) {
        this.graph = graph;
    }

    Graph graph() {
        return graph;
    }

    boolean channelsLast() {
        return channelsLast;
    }

    void keepChannelsLast() {
        channelsLast = true;
    }

    /** What turns a weight into its packed form when the archive is loaded. */
    Map<Value, String> packing() {
        return packing;
    }
}
