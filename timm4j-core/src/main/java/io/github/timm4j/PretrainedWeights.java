package io.github.timm4j;

import io.github.timm4j.config.PretrainedCfg;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.nn.ParameterOwner;
import io.github.timm4j.weights.FirstConvolution;
import io.github.timm4j.weights.WeightTensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fits published weights to a model: foreign keys, other colour channels, another number of classes. */
final class PretrainedWeights {
    private static final Logger LOG = LoggerFactory.getLogger(PretrainedWeights.class);
    private static final int COLOURS = 3;

    private final ImageModel model;
    private final PretrainedCfg cfg;
    private final Map<String, WeightTensor> tensors;
    private boolean strict;

    private PretrainedWeights(ImageModel model, PretrainedCfg cfg, Map<String, WeightTensor> tensors, boolean strict) {
        this.model = model;
        this.cfg = cfg;
        this.tensors = new LinkedHashMap<>(tensors);
        this.strict = strict;
    }

    /** Loads weights into a model whose parameters are allocated. */
    static void load(ImageModel model, PretrainedCfg cfg, Map<String, WeightTensor> tensors, boolean strict) {
        Map<String, WeightTensor> own =
                cfg.weights().customLoad() ? model.fromForeignWeights(tensors) : model.fromCheckpoint(tensors);
        PretrainedWeights weights = new PretrainedWeights(model, cfg, own, strict);
        weights.adaptFirstConvolutions();
        weights.adaptClassifiers();
        ParameterOwner.LoadReport report = model.loadWeights(weights.tensors, weights.strict);
        if (!report.missing().isEmpty()) {
            LOG.info("no pretrained weights for {}: they stay random", report.missing());
        }
        if (!report.unexpected().isEmpty()) {
            LOG.warn("unused pretrained weights: {}", report.unexpected());
        }
    }

    private void adaptFirstConvolutions() {
        int source = cfg.input().inputSize() == null
                ? COLOURS
                : cfg.input().inputSize().channels();
        int channels = model.inChannels();
        List<String> names = cfg.adaptation().firstConv();
        if (names == null || channels == source) {
            return;
        }
        Map<String, long[]> shapes = model.shapes();
        for (String name : names) {
            String key = name + ".weight";
            WeightTensor weight = tensors.get(key);
            if (weight == null || Arrays.equals(weight.shape(), shapes.get(key))) {
                continue;
            }
            Optional<WeightTensor> adapted = FirstConvolution.adapt(weight, channels, source);
            if (adapted.isPresent()) {
                tensors.put(key, adapted.get());
            } else {
                LOG.warn("{} has no form for {} channels: it stays random", key, channels);
                tensors.remove(key);
                strict = false;
            }
        }
    }

    private void adaptClassifiers() {
        List<String> names = cfg.adaptation().classifier();
        if (names == null) {
            return;
        }
        Integer given = cfg.labels().labelOffset();
        int offset = given == null ? 0 : given;
        if (model.numClasses() != cfg.labels().numClasses()) {
            for (String name : names) {
                tensors.remove(name + ".weight");
                tensors.remove(name + ".bias");
            }
            strict = false;
        } else if (offset > 0) {
            for (String name : names) {
                tensors.computeIfPresent(name + ".weight", (key, weight) -> withoutFirst(weight, offset));
                tensors.computeIfPresent(name + ".bias", (key, bias) -> withoutFirst(bias, offset));
            }
        }
    }

    private static WeightTensor withoutFirst(WeightTensor tensor, int count) {
        return tensor.narrow(0, count, tensor.shape()[0] - count);
    }
}
