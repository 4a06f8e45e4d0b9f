package io.github.timm4j.examples.bench;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import io.github.timm4j.Devices;
import io.github.timm4j.optim.GroupOptimizer;
import io.github.timm4j.optim.OptimizerOptions;
import io.github.timm4j.optim.Optimizers;
import io.github.timm4j.optim.ParameterSource;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One optimizer step over the parameters of two models against timm's, there as a loop over tensors and multi-tensor. */
final class OptimBench {
    private static final List<String> MODELS = List.of("resnet50", "vit_small_patch16_224");
    private static final List<String> OPTIMIZERS = List.of("sgd", "adamw", "lamb");
    private static final List<String> MODES = List.of("loop", "foreach");
    private static final int THREADS = 2;
    private static final int PAIRS = 15;
    private static final double LR = 1e-6;
    private static final double WEIGHT_DECAY = 0.05;

    private final String python;

    OptimBench(String python) {
        this.python = python;
    }

    void run() throws IOException {
        Devices.setThreads(THREADS);
        for (String model : MODELS) {
            try (PythonPeer peer = new PythonPeer(python, "optim.py", THREADS);
                    NDManager manager = NDManager.newBaseManager(Device.cpu())) {
                ParameterSource source = parameters(peer.ask("model " + model), manager);
                for (String name : OPTIMIZERS) {
                    compare(model, name, source, peer);
                }
            }
        }
    }

    private static void compare(String model, String name, ParameterSource source, PythonPeer peer) throws IOException {
        OptimizerOptions options =
                OptimizerOptions.builder().lr(LR).weightDecay(WEIGHT_DECAY).build();
        try (GroupOptimizer optimizer = Optimizers.createOptimizer(name, source, options)) {
            for (String mode : MODES) {
                peer.ask("optimizer " + name + "," + mode);
                String label = model + "_" + name + "_" + mode;
                Pairs.compare(label, PAIRS, () -> time(optimizer, source), () -> peer.measure("step 1"));
            }
        }
    }

    private static double time(GroupOptimizer optimizer, ParameterSource source) {
        long start = System.nanoTime();
        optimizer.step();
        source.parameters().values().iterator().next().getArray().toFloatArray();
        return (System.nanoTime() - start) / 1e6;
    }

    /** Parameters of the shapes that the Python side names, with gradients. */
    private static ParameterSource parameters(String shapes, NDManager manager) {
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        for (String each : shapes.split(" ")) {
            String[] parts = each.split("=");
            long[] sizes = Arrays.stream(parts[1].split("x"))
                    .mapToLong(Long::parseLong)
                    .toArray();
            Parameter parameter = Parameter.builder()
                    .setName(parts[0])
                    .setType(Parameter.Type.OTHER)
                    .build();
            parameter.setArray(manager.randomNormal(new Shape(sizes)).mul(0.02f));
            parameter.getArray().setRequiresGradient(true);
            parameters.put(parts[0], parameter);
        }
        try (NDManager scratch = manager.newSubManager();
                GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray loss = scratch.create(0f);
            for (Parameter parameter : parameters.values()) {
                loss = loss.add(parameter.getArray().square().sum());
            }
            collector.backward(loss);
        }
        return new ParameterSource(parameters, List.of(), Map.of());
    }
}
