package io.github.timm4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.ParameterStore;
import org.jspecify.annotations.Nullable;

/**
 * Forward passes that train: random layers act, batch statistics are used and updated, and what is returned can be
 * differentiated. They compute with a model's own parameters or with those of a store, as workers on several devices do.
 */
public final class TrainingPass {
    private TrainingPass() {}

    /**
     * Computes logits.
     *
     * @param model the model
     * @param store where layers get their parameters, null for the model's own
     * @param x pictures {@code (B, C, H, W)}, normalised
     * @return logits {@code (B, classes)}, on the manager of the pictures
     */
    public static NDArray logits(ImageModel model, @Nullable ParameterStore store, NDArray x) {
        return model.pass(store, x, true, in -> new NDList(model.forward(in))).head();
    }

    /**
     * Computes logits and what precedes the classifier.
     *
     * @param model the model
     * @param store where layers get their parameters, null for the model's own
     * @param x pictures {@code (B, C, H, W)}, normalised
     * @return logits {@code (B, classes)} and embeddings {@code (B, headHiddenSize)}, on the manager of the pictures
     */
    public static NDList logitsAndEmbeddings(ImageModel model, @Nullable ParameterStore store, NDArray x) {
        return model.pass(store, x, true, in -> {
            NDArray features = model.features(in);
            return new NDList(model.head(features, false), model.head(features, true));
        });
    }

    /**
     * Computes the logits of both heads.
     *
     * @param model a model with {@link DistilledHeads}
     * @param store where layers get their parameters, null for the model's own
     * @param x pictures {@code (B, C, H, W)}, normalised
     * @return logits of the labels' head and of the teacher's, on the manager of the pictures
     * @throws IllegalArgumentException where the model has one head only
     */
    public static NDList distilledLogits(ImageModel model, @Nullable ParameterStore store, NDArray x) {
        if (!(model instanceof DistilledHeads heads)) {
            throw new IllegalArgumentException(model.getClass().getSimpleName() + " has no head for distillation");
        }
        return model.pass(store, x, true, in -> heads.distilledLogits(model.features(in)));
    }
}
