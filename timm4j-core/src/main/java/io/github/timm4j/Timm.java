package io.github.timm4j;

import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.config.PretrainedCfg;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.registry.Architecture;
import io.github.timm4j.registry.ModelQuery;
import io.github.timm4j.registry.ModelRegistry;
import io.github.timm4j.weights.hub.HubSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The verbs of the library, named as timm's: make a model by name, list what there is.
 *
 * <p>Names are {@code arch}, {@code arch.tag}, {@code hf-hub:owner/model[@revision]} or {@code local-dir:folder}.
 */
public final class Timm {
    private Timm() {}

    /**
     * Makes a model with random weights.
     *
     * @param name the model's name
     * @return a model that the caller closes
     * @throws UnknownModelException where nothing has the name; the message lists the nearest
     */
    public static ImageModel createModel(String name) {
        return createModel(name, ModelOptions.DEFAULTS);
    }

    /**
     * Makes a model with published or random weights.
     *
     * @param name the model's name
     * @param pretrained whether published weights are loaded
     * @return a model that the caller closes
     * @throws UnknownModelException where nothing has the name; the message lists the nearest
     * @throws HubException where weights cannot be had
     */
    public static ImageModel createModel(String name, boolean pretrained) {
        return createModel(name, ModelOptions.builder().pretrained(pretrained).build());
    }

    /**
     * Makes a model.
     *
     * @param name the model's name
     * @param options what the caller varies
     * @return a model that the caller closes
     * @throws UnknownModelException where nothing has the name; the message lists the nearest
     * @throws IllegalArgumentException for an argument that the family does not know, or of the wrong type
     * @throws HubException where weights cannot be had
     * @throws StateDictException where weights do not fit
     * @throws CorruptFileException where a weight file is broken
     */
    public static ImageModel createModel(String name, ModelOptions options) {
        return factory().create(name, options);
    }

    /**
     * Makes a model of an architecture that the program names by its constant.
     *
     * @param architecture a row of a catalogue
     * @param options what the caller varies
     * @return a model that the caller closes
     */
    public static ImageModel createModel(Architecture architecture, ModelOptions options) {
        PretrainedCfg cfg = ModelRegistry.shared().resolve(architecture.id()).cfg();
        return factory().create(architecture, cfg, options);
    }

    /**
     * Names of architectures in natural order.
     *
     * @param filters wildcards such as {@code *vit*}, none for all
     * @return the names
     */
    public static List<String> listModels(String... filters) {
        return listModels(ModelQuery.of(filters));
    }

    /**
     * Names of architectures or of published weights in natural order.
     *
     * @param filter a wildcard such as {@code *vit*}
     * @param pretrained whether only names with weights are listed, with their tags
     * @return the names
     */
    public static List<String> listModels(String filter, boolean pretrained) {
        return listModels(
                ModelQuery.builder().filters(filter).pretrained(pretrained).build());
    }

    /**
     * Names that a query selects, in natural order.
     *
     * @param query which names
     * @return the names
     */
    public static List<String> listModels(ModelQuery query) {
        return ModelRegistry.shared().listModels(query);
    }

    /**
     * Names with published weights, {@code arch.tag}.
     *
     * @param filters wildcards, none for all
     * @return the names in natural order
     */
    public static List<String> listPretrained(String... filters) {
        return ModelRegistry.shared().listPretrained(filters);
    }

    /**
     * Modules of architectures.
     *
     * @return timm's module names in order
     */
    public static List<String> listModules() {
        return ModelRegistry.shared().listModules();
    }

    /**
     * Tells whether an architecture is registered.
     *
     * @param name a name, with or without tag
     * @return true where it is
     */
    public static boolean isModel(String name) {
        return ModelRegistry.shared().isModel(name);
    }

    /**
     * Tells whether an architecture is registered in one of some modules.
     *
     * @param name a name
     * @param modules timm's module names
     * @return true where it is
     */
    public static boolean isModelInModules(String name, String... modules) {
        return ModelRegistry.shared().isModelInModules(name, modules);
    }

    /**
     * Tells whether there are published weights.
     *
     * @param name a name, with or without tag
     * @return true where there are
     */
    public static boolean isModelPretrained(String name) {
        return ModelRegistry.shared().isModelPretrained(name);
    }

    /**
     * The architecture of a name.
     *
     * @param name a name
     * @return its row
     * @throws UnknownModelException where nothing has the name
     */
    public static Architecture modelEntrypoint(String name) {
        return ModelRegistry.shared().modelEntrypoint(name);
    }

    /**
     * The pretrained configuration of a name.
     *
     * @param name {@code arch} for the default one, {@code arch.tag}, or a hub repository or folder, whose file is read
     * @return the configuration, or nothing where the architecture has none
     * @throws UnknownModelException for an unknown tag
     * @throws HubException where the repository's file cannot be had
     */
    public static Optional<PretrainedCfg> pretrainedCfg(String name) {
        return factory().pretrainedCfg(name);
    }

    /**
     * All pretrained configurations of an architecture.
     *
     * @param architecture a name without tag
     * @return name to configuration, the default one first
     */
    public static Map<String, PretrainedCfg> archPretrainedCfgs(String architecture) {
        return ModelRegistry.shared().archPretrainedCfgs(architecture);
    }

    /**
     * Saves a model as a folder that the hub and timm take: {@code config.json} and {@code model.safetensors}; {@code
     * local-dir:folder} loads it.
     *
     * @param model a model that was made by name
     * @param folder made where it is missing
     * @throws IllegalArgumentException for a model that was not made by name
     * @throws TimmException where the folder cannot be written
     */
    public static void saveForHf(ImageModel model, Path folder) {
        HubFolder.save(model, folder);
    }

    private static ModelFactory factory() {
        return new ModelFactory(ModelRegistry.shared(), HubSettings.fromEnvironment());
    }
}
