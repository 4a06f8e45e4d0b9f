package io.github.timm4j.compile;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.github.timm4j.nn.FeatureRequest;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.nn.Intermediates;

/** What a compiled model hands out. */
public sealed interface Output {
    /** What the model hands out as a DJL block: logits, or the levels of a features-only model. */
    Output MODEL = new Block();

    /** The features before the head. */
    Output FEATURES = new Features();

    /** The pooled embedding before the classifier. */
    Output PRE_LOGITS = new PreLogits();

    /**
     * Intermediate features: the last output, where it is asked for, then the levels, then their prefix tokens.
     *
     * @param request which features and how
     */
    record Levels(FeatureRequest request) implements Output {
        @Override
        public NDList compute(ImageModel model, NDArray x) {
            Intermediates found = model.forwardIntermediates(x, request);
            NDList all = new NDList();
            if (found.output() != null) {
                all.add(found.output());
            }
            all.addAll(found.levels());
            all.addAll(found.prefixTokens());
            return all;
        }
    }

    /** Logits, or levels. */
    record Block() implements Output {
        @Override
        public NDList compute(ImageModel model, NDArray x) {
            return model.isFeaturesOnly() ? model.forwardLevels(x) : new NDList(model.forward(x));
        }
    }

    /** Features before the head. */
    record Features() implements Output {
        @Override
        public NDList compute(ImageModel model, NDArray x) {
            return new NDList(model.forwardFeatures(x));
        }
    }

    /** The embedding. */
    record PreLogits() implements Output {
        @Override
        public NDList compute(ImageModel model, NDArray x) {
            return new NDList(model.forwardHead(model.forwardFeatures(x), true));
        }
    }

    /**
     * Runs the pass eagerly.
     *
     * @param model evaluated
     * @param x pictures {@code (B, C, H, W)}, normalised
     * @return the outputs in order
     */
    NDList compute(ImageModel model, NDArray x);
}
