package io.github.timm4j.cli;

import io.github.timm4j.Timm;
import io.github.timm4j.config.Arguments;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.config.PretrainedCfg;
import io.github.timm4j.nn.FeatureInfo;
import io.github.timm4j.nn.ImageModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code info}: structure and published weights of models. */
final class InfoCommand implements Command {
    @Override
    public int run(Settings settings, Console console) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (String name : settings.words("models")) {
            all.add(info(name, !settings.flag("no_build")));
        }
        if (settings.word("format").equals("json")) {
            console.print(ResultTable.pretty(all));
        } else {
            all.forEach(info -> console.print(text(info)));
        }
        return Program.OK;
    }

    private static Map<String, Object> info(String name, boolean build) {
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("model", name);
        if (build) {
            try (ImageModel model = Timm.createModel(name, ModelOptions.DEFAULTS)) {
                structure(model, info);
                weights(model.pretrainedCfg(), info);
            }
        } else {
            Timm.modelEntrypoint(name);
            Timm.pretrainedCfg(name).ifPresent(cfg -> weights(cfg, info));
        }
        String architecture = name.contains(":") ? "" : name.replaceFirst("\\..*", "");
        if (!architecture.isEmpty()) {
            info.put("tags", List.copyOf(Timm.archPretrainedCfgs(architecture).keySet()));
        }
        return info;
    }

    private static void structure(ImageModel model, Map<String, Object> info) {
        FeatureInfo features = model.featureInfo();
        info.put("class", model.getClass().getSimpleName());
        info.put("parameters", model.parameterCount());
        info.put("num_classes", model.numClasses());
        info.put("num_features", model.numFeatures());
        info.put("global_pool", model.globalPool());
        info.put("feature_channels", features.channels());
        info.put("feature_reduction", features.reduction());
        info.put("feature_modules", features.moduleName());
    }

    private static void weights(PretrainedCfg cfg, Map<String, Object> info) {
        Arguments fields = cfg.toArguments(false).withoutNulls();
        for (String field : fields.names()) {
            Object value = fields.get(field);
            if (value != null && !value.toString().isEmpty()) {
                info.putIfAbsent(field, value);
            }
        }
    }

    private static String text(Map<String, Object> info) {
        StringBuilder lines = new StringBuilder();
        info.forEach((key, value) -> lines.append(String.format("%-20s %s%n", key, value)));
        return lines.toString();
    }
}
