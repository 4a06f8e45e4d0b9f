package io.github.timm4j.train.task;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.nn.ImageModel;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A model that others learn from: it evaluates, takes pictures as its student has them and normalises them as its own weights
 * expect ({@code timm.task.DistillationTeacher}).
 */
public final class Teacher {
    private final ImageModel model;

    /**
     * Wraps a model.
     *
     * @param model with its weights; it stays the caller's
     */
    public Teacher(ImageModel model) {
        this.model = model;
    }

    /**
     * The model.
     *
     * @return as it was given
     */
    public ImageModel model() {
        return model;
    }

    /**
     * Computes logits without recording.
     *
     * @param images {@code (B, C, H, W)}, normalised for the student
     * @param student whose normalisation they have
     * @return {@code (B, classes)}, on the device of the pictures
     */
    public NDArray logits(NDArray images, ImageModel student) {
        return evaluate(images, student, in -> model.forward(in, false));
    }

    /**
     * Computes what precedes the classifier, without recording.
     *
     * @param images {@code (B, C, H, W)}, normalised for the student
     * @param student whose normalisation they have
     * @return {@code (B, headHiddenSize)}, on the device of the pictures
     */
    public NDArray embeddings(NDArray images, ImageModel student) {
        return evaluate(images, student, in -> model.forwardHead(model.forwardFeatures(in), true));
    }

    private NDArray evaluate(NDArray images, ImageModel student, UnaryOperator<NDArray> pass) {
        Device own = model.stateDict().values().iterator().next().getDevice();
        NDArray there = images.toDevice(own, false);
        return pass.apply(normalized(there, student)).toDevice(images.getDevice(), false);
    }

    private NDArray normalized(NDArray images, ImageModel student) {
        List<Double> mean = model.pretrainedCfg().preprocessing().mean();
        List<Double> std = model.pretrainedCfg().preprocessing().std();
        List<Double> studentMean = student.pretrainedCfg().preprocessing().mean();
        List<Double> studentStd = student.pretrainedCfg().preprocessing().std();
        if (mean.equals(studentMean) && std.equals(studentStd)) {
            return images;
        }
        NDManager manager = images.getManager();
        return images.mul(channels(manager, studentStd))
                .add(channels(manager, studentMean))
                .sub(channels(manager, mean))
                .div(channels(manager, std));
    }

    private static NDArray channels(NDManager manager, List<Double> values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i).floatValue();
        }
        return manager.create(floats, new Shape(1, floats.length, 1, 1));
    }
}
