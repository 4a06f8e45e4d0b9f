package io.github.timm4j.compile;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Picks the memory layout of a compiled model: each candidate challenges the best so far, and the two run in turn for a
 * moment, so that what else the machine does meanwhile meets both alike. At most two are loaded at a time.
 */
final class LayoutChoice {
    /** The layouts of plain operators, the one that suits most convolutional networks first. */
    private static final List<MemoryLayout> PLAIN = List.of(MemoryLayout.CHANNELS_LAST, MemoryLayout.CONTIGUOUS);

    private static final List<MemoryLayout> ONE_DNN = List.of(MemoryLayout.FUSED, MemoryLayout.BLOCKED);

    private static final Logger LOG = LoggerFactory.getLogger(LayoutChoice.class);
    /** Models of fewer convolutions spend their time elsewhere. */
    private static final int FEW_CONVOLUTIONS = 8;

    /** The engine specialises a program in its first two runs. */
    private static final int WARM_UP = 2;

    private static final int ROUNDS = 4;

    /** Rounds after which a clear winner is believed, and how many times faster it is. */
    private static final int FIRST_LOOK = 2;

    private static final double CLEAR = 1.25;

    /** Nanoseconds of a duel of fast models, beyond the least rounds. */
    private static final long DUEL = 400_000_000;

    /** Nanoseconds of one side's turn, if it runs faster. */
    private static final long TURN = 10_000_000;

    /** Nanoseconds until the other side's threads no longer spin. */
    private static final long REST = 5_000_000;

    private final Map<MemoryLayout, List<Double>> runs = new EnumMap<>(MemoryLayout.class);
    private final Function<MemoryLayout, CompiledModel> loader;

    /** Chooses among what a loader makes of each layout. */
    LayoutChoice(Function<MemoryLayout, CompiledModel> loader) {
        this.loader = loader;
    }

    /** Milliseconds of a run of what was measured. */
    Map<MemoryLayout, Double> timings() {
        Map<MemoryLayout, Double> timings = new EnumMap<>(MemoryLayout.class);
        runs.keySet().forEach(layout -> timings.put(layout, median(layout)));
        return timings;
    }

    /** The fastest candidate; the others are closed. */
    CompiledModel choose(Graph graph, CompileOptions options) {
        List<MemoryLayout> candidates = candidates(graph, options);
        CompiledModel best = loader.apply(candidates.get(0));
        if (candidates.size() == 1) {
            return best;
        }
        try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            NDArray x = best.input().sample(manager, options.batch());
            warmUp(best, x);
            for (MemoryLayout layout : candidates.subList(1, candidates.size())) {
                CompiledModel challenger = load(layout);
                if (challenger != null) {
                    best = faster(best, challenger, x);
                }
            }
        } catch (RuntimeException | Error e) {
            best.close();
            throw e;
        }
        LOG.info("compiled as {}, the fastest here: {}", best.layout(), timings());
        return best;
    }

    /** The winner of a duel; the other one is closed, and the challenger also where the duel fails. */
    private CompiledModel faster(CompiledModel champion, CompiledModel challenger, NDArray x) {
        CompiledModel loser = challenger;
        try {
            warmUp(challenger, x);
            long start = System.nanoTime();
            for (int round = 0; !decided(round, start, champion, challenger); round++) {
                turn(champion, x);
                turn(challenger, x);
            }
            boolean won = median(challenger.layout()) < median(champion.layout());
            loser = won ? champion : challenger;
            return won ? challenger : champion;
        } finally {
            loser.close();
        }
    }

    private boolean decided(int rounds, long start, CompiledModel champion, CompiledModel challenger) {
        if (rounds < FIRST_LOOK) {
            return false;
        }
        double ratio = median(challenger.layout()) / median(champion.layout());
        boolean clear = Math.max(ratio, 1 / ratio) > CLEAR;
        return clear || rounds >= ROUNDS && System.nanoTime() - start > DUEL;
    }

    private double median(MemoryLayout layout) {
        List<Double> sorted = new ArrayList<>(runs.getOrDefault(layout, List.of(Double.MAX_VALUE)));
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }

    private static List<MemoryLayout> candidates(Graph graph, CompileOptions options) {
        long convolutions =
                graph.nodes().stream().filter(node -> node.is("torch.conv2d")).count();
        boolean onnx = OnnxBackend.takes(graph, options) && OnnxBackend.isPresent();
        List<MemoryLayout> candidates = new ArrayList<>();
        if (convolutions < FEW_CONVOLUTIONS) {
            candidates.add(MemoryLayout.CONTIGUOUS);
        } else if (!graph.device().equals(Device.cpu())) {
            candidates.add(MemoryLayout.CHANNELS_LAST);
        } else if (options.layout() != MemoryLayout.FASTEST) {
            // beside ONNX Runtime the other plain layout is not worth the time of loading it
            candidates.addAll(onnx ? PLAIN.subList(0, 1) : PLAIN);
        } else {
            candidates.addAll(PLAIN);
            candidates.addAll(options.dtype() == DataType.FLOAT32 ? ONE_DNN : List.of());
        }
        if (onnx) {
            candidates.add(MemoryLayout.ONNX_RUNTIME);
        }
        return candidates;
    }

    /** A candidate, null where ONNX Runtime does not take it. */
    private @Nullable CompiledModel load(MemoryLayout layout) {
        try {
            return loader.apply(layout);
        } catch (CompileException | IllegalStateException e) {
            if (layout != MemoryLayout.ONNX_RUNTIME) {
                throw e;
            }
            LOG.debug("not for ONNX Runtime: {}", e.getMessage());
            return null;
        }
    }

    private static void warmUp(CompiledModel model, NDArray x) {
        for (int i = 0; i < WARM_UP; i++) {
            model.predictAll(x).close();
        }
    }

    /** Notes the runs of one side's turn. */
    private void turn(CompiledModel model, NDArray x) {
        LockSupport.parkNanos(REST);
        long start = System.nanoTime();
        long before = start;
        do {
            model.predictAll(x).close();
            long now = System.nanoTime();
            runs.computeIfAbsent(model.layout(), layout -> new ArrayList<>()).add((now - before) / 1e6);
            before = now;
        } while (before - start < TURN);
    }
}
