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
import org.jspecify.annotations.Nullable;
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

    /** Loads weights into a model. */
    static void load(ImageModel model, PretrainedCfg cfg, Map<String, WeightTensor> tensors, boolean strict) {
        PretrainedWeights weights = new PretrainedWeights(
                model, cfg, model.fromCheckpoint(tensors), strict && model.needsWholeCheckpoint());
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

    /** Loads weights of another framework; parts of the model that their format does not know stay as they are. */
    static void loadForeign(ImageModel model, Map<String, WeightTensor> tensors) {
        Map<String, WeightTensor> own = model.fromForeignWeights(tensors);
        boolean understood = !own.isEmpty() && model.shapes().keySet().containsAll(own.keySet());
        model.loadWeights(own, !understood);
    }

    private void adaptFirstConvolutions() {
        int source = cfg.input().inputSize() == null
                ? COLOURS
                : cfg.input().inputSize().channels();
        int channels = model.inChannels();
        List<String> names = cfg.adaptation().firstConv();
        if (names == null) {
            return;
        }
        Map<String, long[]> shapes = model.shapes();
        for (String name : names) {
            String key = name + ".weight";
            WeightTensor weight = tensors.get(key);
            long[] wanted = shapes.get(key);
            if (weight == null || Arrays.equals(weight.shape(), wanted)) {
                continue;
            }
            checkChannels(key, weight.shape(), wanted, source);
            if (channels == source) {
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

    /** The kernel's channels must follow from those of the pictures that the configuration declares. */
    private void checkChannels(String key, long[] found, long @Nullable [] wanted, int source) {
        if (wanted != null
                && wanted.length == 4
                && found.length == 4
                && found[1] * model.inChannels() != source * wanted[1]) {
            throw new StateDictException(key + " has shape " + Arrays.toString(found)
                    + ", which is not that of weights for pictures of " + source
                    + " channels as the configuration's input_size says; a model of " + model.inChannels()
                    + " channels cannot take them");
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
