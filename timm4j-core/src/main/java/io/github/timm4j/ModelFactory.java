package io.github.timm4j;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.github.timm4j.config.Arguments;
import io.github.timm4j.config.ImageSize;
import io.github.timm4j.config.ModelDescription;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.config.ModelOptionsBuilder;
import io.github.timm4j.config.PretrainedCfg;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.registry.Architecture;
import io.github.timm4j.registry.HubConfig;
import io.github.timm4j.registry.ModelName;
import io.github.timm4j.registry.ModelRegistry;
import io.github.timm4j.registry.ResolvedModel;
import io.github.timm4j.weights.WeightFile;
import io.github.timm4j.weights.WeightFiles;
import io.github.timm4j.weights.WeightFormat;
import io.github.timm4j.weights.hub.HubSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Makes models: name to architecture and configuration, configuration to options, layers, weights. */
final class ModelFactory {
    private final ModelRegistry registry;
    private final HubSettings hub;

    ModelFactory(ModelRegistry registry, HubSettings hub) {
        this.registry = registry;
        this.hub = hub;
    }

    ImageModel create(String name, ModelOptions options) {
        PretrainedSource source = new PretrainedSource(hub, options.weights().cacheDir());
        ModelName parsed = ModelName.parse(name);
        if (parsed instanceof ModelName.Hub repository) {
            HubConfig config = HubConfig.read(source.folderOf(repository.id(), HubConfig.FILE));
            return described(config, config.inHub(repository.id()), options);
        }
        if (parsed instanceof ModelName.LocalDir dir) {
            HubConfig config = HubConfig.read(dir.folder());
            return described(config, config.inFolder(dir.folder()), options);
        }
        ModelName.Registered registered = (ModelName.Registered) parsed;
        String tag = options.weights().tag();
        ResolvedModel resolved =
                registry.resolve(tag == null ? registered.toString() : registered.architecture() + "." + tag);
        return create(resolved.architecture(), resolved.cfg(), options);
    }

    /** The configuration of a name; of a hub repository or a folder what its file says. */
    Optional<PretrainedCfg> pretrainedCfg(String name) {
        if (!name.contains(":")) {
            return registry.pretrainedCfg(name);
        }
        ModelName parsed = ModelName.parse(name);
        if (parsed instanceof ModelName.Hub repository) {
            Path folder = new PretrainedSource(hub, null).folderOf(repository.id(), HubConfig.FILE);
            return Optional.of(HubConfig.read(folder).inHub(repository.id()));
        }
        if (parsed instanceof ModelName.LocalDir dir) {
            return Optional.of(HubConfig.read(dir.folder()).inFolder(dir.folder()));
        }
        return registry.pretrainedCfg(name);
    }

    /** A model whose configuration file says how it is built; the caller's arguments win over the file's. */
    private ImageModel described(HubConfig config, PretrainedCfg cfg, ModelOptions options) {
        Architecture architecture = registry.modelEntrypoint(config.architecture());
        ModelOptionsBuilder file = ModelOptions.builder().arguments(config.modelArgs());
        ModelOptions merged = OptionLayers.over(StandardArguments.typed(file.build()), options);
        return create(architecture, cfg, merged, config.modelArgs());
    }

    ImageModel create(Architecture architecture, PretrainedCfg base, ModelOptions chosen) {
        return create(architecture, base, chosen, Arguments.NONE);
    }

    private ImageModel create(
            Architecture architecture, PretrainedCfg base, ModelOptions chosen, Arguments pretrainedArgs) {
        PretrainedCfg cfg = configuration(base, chosen.weights());
        ModelOptions options = withDefaults(StandardArguments.typed(chosen), cfg);
        ImageModel model = architecture.build(options);
        try {
            String[] foreign = model.foreignArguments().toArray(new String[0]);
            checkArguments(architecture, chosen.arguments(), foreign);
            Arguments named = StandardArguments.named(chosen).without(foreign);
            model.describe(new ModelDescription(architecture.id(), cfg, named, pretrainedArgs));
            fill(model, cfg, options);
            if (options.features().featuresOnly()) {
                model.featuresOnly(options.features().outIndices());
            }
            return model;
        } catch (RuntimeException | Error e) {
            model.close();
            throw e;
        }
    }

    private static void checkArguments(Architecture architecture, Arguments arguments, String... foreign) {
        for (String name : foreign) {
            if (arguments.get(name) != null) {
                throw new IllegalArgumentException(architecture.id() + " has no argument \"" + name + "\"");
            }
        }
    }

    private static PretrainedCfg configuration(PretrainedCfg base, ModelOptions.Weights weights) {
        PretrainedCfg cfg = weights.cfg().isEmpty()
                ? base
                : PretrainedCfg.DEFAULT
                        .overlay(Arguments.of("architecture", base.architecture()))
                        .overlay(weights.cfg());
        return weights.overlay().isEmpty() ? cfg : cfg.overlay(weights.overlay());
    }

    /** The configuration decides what the caller left open: classes, channels and, where it is fixed, the size. */
    private static ModelOptions withDefaults(ModelOptions options, PretrainedCfg cfg) {
        ModelOptionsBuilder builder = options.toBuilder();
        // a negative number leaves the choice to the architecture
        if (options.head().numClasses() == null && cfg.labels().numClasses() >= 0) {
            builder.numClasses(cfg.labels().numClasses());
        }
        PretrainedCfg.InputSize size = cfg.input().inputSize();
        if (options.input().inChannels() == null) {
            builder.inChannels(size.channels());
        }
        if (options.input().imageSize() == null && cfg.input().fixedInputSize()) {
            builder.imageSize(new ImageSize(size.height(), size.width()));
        }
        if (options.features().featuresOnly()) {
            builder.numClasses(0);
        }
        return builder.build();
    }

    private void fill(ImageModel model, PretrainedCfg cfg, ModelOptions options) {
        ModelOptions.Weights weights = options.weights();
        Device device = Devices.choose(options.placement().device());
        DataType type = type(options.placement().dtype());
        model.place(device, type);
        if (weights.pretrained()) {
            new PretrainedSource(hub, weights.cacheDir()).open(cfg, (tensors, format) -> {
                if (cfg.weights().customLoad() && format == WeightFormat.NPZ) {
                    PretrainedWeights.loadForeign(model, tensors);
                } else {
                    PretrainedWeights.load(model, cfg, tensors, weights.strict());
                }
            });
        }
        Path path = weights.path();
        if (path != null) {
            try (WeightFile file = WeightFiles.open(path)) {
                if (file.format() == WeightFormat.NPZ) {
                    PretrainedWeights.loadForeign(model, file.tensors());
                } else {
                    model.loadWeights(file.stateDict(true), weights.strict());
                }
            }
        }
        Long seed = weights.seed();
        model.initialize(seed == null ? new Random().nextLong() : seed);
    }

    private static DataType type(@Nullable DataType wanted) {
        if (wanted == null) {
            return DataType.FLOAT32;
        }
        if (!List.of(DataType.FLOAT32, DataType.FLOAT16, DataType.FLOAT64).contains(wanted)) {
            throw new IllegalArgumentException("a model's type is FLOAT32, FLOAT16 or FLOAT64, found " + wanted
                    + (wanted == DataType.BFLOAT16 ? "; bfloat16 runs in compiled models only" : ""));
        }
        return wanted;
    }
}
