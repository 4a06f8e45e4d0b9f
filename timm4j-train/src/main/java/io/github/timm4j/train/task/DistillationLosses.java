package io.github.timm4j.train.task;

import ai.djl.ndarray.NDArray;
import io.github.timm4j.train.config.TaskConfig.Weights;

/** Formulas of distillation. */
final class DistillationLosses {
    private DistillationLosses() {}

    /** Kullback-Leibler divergence of the student from the teacher, mean over the batch, times the squared temperature. */
    static NDArray divergence(NDArray student, NDArray teacher, double temperature) {
        NDArray own = student.div((float) temperature).logSoftmax(-1);
        NDArray wanted = teacher.div((float) temperature).logSoftmax(-1);
        float scale = (float) (temperature * temperature / student.getShape().get(0));
        return wanted.exp().mul(wanted.sub(own)).sum().mul(scale);
    }

    static NDArray weighted(NDArray labels, NDArray distilled, Weights weights) {
        return labels.mul((float) weights.labels()).add(distilled.mul((float) weights.distill()));
    }
}
