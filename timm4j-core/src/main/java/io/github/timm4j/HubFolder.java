package io.github.timm4j;

import io.github.timm4j.config.ModelDescription;
import io.github.timm4j.config.PretrainedCfg;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.registry.HubConfig;
import io.github.timm4j.registry.HubExport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes a model as the hub keeps it: {@code config.json} beside {@code model.safetensors}. */
final class HubFolder {
    private HubFolder() {}

    static void save(ImageModel model, Path folder) {
        ModelDescription made = model.description();
        if (made.architecture().isEmpty()) {
            throw new IllegalArgumentException("only a model that was made by name knows its configuration");
        }
        PretrainedCfg cfg = made.cfg();
        HubExport export = new HubExport(
                cfg,
                new HubExport.Current(
                        model.inChannels(),
                        model.imageSize(),
                        model.fixedInputSize(),
                        cfg.adaptation().firstConv(),
                        model.numClasses(),
                        model.numFeatures(),
                        model.globalPool(),
                        made.modelArgs()));
        try {
            Files.createDirectories(folder);
            model.save(folder.resolve("model.safetensors"));
            // the configuration comes last: a folder that has one is whole
            Path partial = folder.resolve(HubConfig.FILE + ".partial");
            Files.writeString(partial, export.config().toJson());
            Files.move(partial, folder.resolve(HubConfig.FILE), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new TimmException("cannot write " + folder, e);
        }
    }
}
