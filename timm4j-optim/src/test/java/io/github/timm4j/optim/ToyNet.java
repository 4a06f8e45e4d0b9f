package io.github.timm4j.optim;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import io.github.timm4j.fixtures.FixtureStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The oracle's four parameters, whose values and gradients come from number streams. */
final class ToyNet implements AutoCloseable {
    static final Map<String, Shape> SHAPES = shapes();

    final NDManager manager = NDManager.newBaseManager("PyTorch");
    final Map<String, Parameter> parameters = new LinkedHashMap<>();

    ToyNet() {
        this(SHAPES);
    }

    ToyNet(Map<String, Shape> shapes) {
        shapes.forEach((name, shape) -> {
            float[] values = FixtureStream.floats("param." + name, (int) shape.size(), 0, 0.5);
            parameters.put(name, parameter(name, manager.create(values, shape)));
        });
    }

    static Parameter parameter(String name, NDArray array) {
        Parameter parameter =
                Parameter.builder().setName(name).setType(Parameter.Type.OTHER).build();
        parameter.setArray(array);
        array.setRequiresGradient(true);
        return parameter;
    }

    private static Map<String, Shape> shapes() {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put("conv.weight", new Shape(4, 3, 3, 3));
        shapes.put("fc.weight", new Shape(5, 7));
        shapes.put("fc.bias", new Shape(5));
        shapes.put("norm.weight", new Shape(8));
        return shapes;
    }

    ParameterSource source() {
        return new ParameterSource(parameters, List.of(), Map.of());
    }

    NDArray array(String name) {
        return parameters.get(name).getArray();
    }

    float[] values(String name) {
        return array(name).toFloatArray();
    }

    /** Leaves the oracle's gradients of a step at the parameters. */
    void gradients(int step) {
        gradients(step, parameters.keySet());
    }

    void gradients(int step, Iterable<String> names) {
        try (NDManager scratch = manager.newSubManager();
                GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray loss = scratch.create(0f);
            for (String name : names) {
                Shape shape = array(name).getShape();
                float[] values =
                        FixtureStream.floats("grad." + name + "." + step, (int) shape.size(), 0, 0.5 + 0.1 * step);
                NDArray gradient = scratch.create(values, shape);
                loss = loss.add(gradient.mul(array(name)).sum());
            }
            collector.backward(loss);
        }
    }

    /** The oracle's loss with a Hessian, for second-order optimizers. */
    void secondOrderGradients(GroupOptimizer optimizer) {
        try (NDManager scratch = manager.newSubManager();
                GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray x = scratch.create(FixtureStream.floats("hess.x", 28, 0, 1), new Shape(4, 7));
            NDArray y = scratch.create(FixtureStream.floats("hess.y", 20, 0, 1), new Shape(4, 5));
            NDArray cx = scratch.create(FixtureStream.floats("hess.cx", 96, 0, 1), new Shape(2, 3, 4, 4));
            NDArray fc = x.matMul(on(scratch, array("fc.weight").transpose())).add(array("fc.bias"));
            NDArray first = fc.tanh().sub(y).square().sum().mul(0.5);
            NDArray conv = convolution(cx, array("conv.weight"));
            NDArray second = conv.tanh().square().sum().mul(0.25);
            NDArray third = on(scratch, array("norm.weight").pow(4)).sum();
            optimizer.backward(first.add(second).add(third));
        }
    }

    /** What is computed from a parameter belongs to the parameter's manager. */
    private static NDArray on(NDManager scratch, NDArray array) {
        array.attach(scratch);
        return array;
    }

    private static NDArray convolution(NDArray x, NDArray weight) {
        Shape zero = new Shape(0, 0);
        Shape one = new Shape(1, 1);
        NDList result = x.getNDArrayInternal().convolution(x, weight, null, one, zero, one, 1);
        return result.head();
    }

    @Override
    public void close() {
        manager.close();
    }
}
