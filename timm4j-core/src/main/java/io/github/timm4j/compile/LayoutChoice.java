package io.github.timm4j.compile;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Picks the memory layout of a compiled model by running the candidates for a moment. */
final class LayoutChoice {
    /** The layouts of plain operators; the oneDNN ones are faster but only on request until they have run for long. */
    private static final List<MemoryLayout> CANDIDATES = List.of(MemoryLayout.CONTIGUOUS, MemoryLayout.CHANNELS_LAST);

    private static final Logger LOG = LoggerFactory.getLogger(LayoutChoice.class);
    /** Models of fewer convolutions spend their time elsewhere. */
    private static final int FEW_CONVOLUTIONS = 8;

    /** The engine specialises a program in its first two runs. */
    private static final int WARM_UP = 3;

    private static final int RUNS = 4;

    private final Map<MemoryLayout, Double> timings = new EnumMap<>(MemoryLayout.class);
    private final Function<MemoryLayout, CompiledModel> loader;

    /** Chooses among what a loader makes of each layout. */
    LayoutChoice(Function<MemoryLayout, CompiledModel> loader) {
        this.loader = loader;
    }

    /** What was measured. */
    Map<MemoryLayout, Double> timings() {
        return timings;
    }

    /** The fastest candidate; the others are closed. */
    CompiledModel choose(Graph graph, CompileOptions options) {
        List<MemoryLayout> candidates = candidates(graph, options);
        CompiledModel best = loader.apply(candidates.get(0));
        if (candidates.size() == 1) {
            return best;
        }
        double bestTime = time(best, options.batch());
        timings.put(best.layout(), bestTime);
        for (MemoryLayout layout : candidates.subList(1, candidates.size())) {
            CompiledModel candidate = load(layout);
            if (candidate == null) {
                continue;
            }
            double time = time(candidate, options.batch());
            timings.put(layout, time);
            CompiledModel slower = time < bestTime ? best : candidate;
            best = time < bestTime ? candidate : best;
            bestTime = Math.min(time, bestTime);
            slower.close();
        }
        LOG.info("compiled as {}, the fastest here: {}", best.layout(), timings);
        return best;
    }

    private static List<MemoryLayout> candidates(Graph graph, CompileOptions options) {
        long convolutions =
                graph.nodes().stream().filter(node -> node.is("torch.conv2d")).count();
        List<MemoryLayout> candidates = new ArrayList<>();
        if (convolutions < FEW_CONVOLUTIONS) {
            candidates.add(MemoryLayout.CONTIGUOUS);
        } else if (graph.device().equals(Device.cpu())) {
            candidates.addAll(CANDIDATES);
        } else {
            candidates.add(MemoryLayout.CHANNELS_LAST);
        }
        if (OnnxBackend.takes(graph, options) && OnnxBackend.isPresent()) {
            candidates.add(MemoryLayout.ONNX_RUNTIME);
        }
        return candidates;
    }

    /** A candidate, null where it has no form for ONNX Runtime. */
    private @Nullable CompiledModel load(MemoryLayout layout) {
        try {
            return loader.apply(layout);
        } catch (CompileException e) {
            if (layout != MemoryLayout.ONNX_RUNTIME) {
                throw e;
            }
            LOG.debug("not for ONNX Runtime: {}", e.getMessage());
            return null;
        }
    }

    private static double time(CompiledModel candidate, int batch) {
        double best = Double.MAX_VALUE;
        try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            NDArray x = candidate.input().sample(manager, batch);
            for (int i = 0; i < WARM_UP + RUNS; i++) {
                long start = System.nanoTime();
                candidate.predictAll(x).close();
                if (i >= WARM_UP) {
                    best = Math.min(best, (System.nanoTime() - start) / 1e6);
                }
            }
        }
        return best;
    }
}
